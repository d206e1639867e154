"""What a request says about who sent it."""

from typing import cast

from django.http import HttpRequest

from chat.models import Person


def person_of(request: HttpRequest) -> Person:
    """The person of a request that is known to be logged in."""
    return cast(Person, request.user)

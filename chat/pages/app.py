"""The page one chats on: an empty frame, and what its modules need to fill it."""

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from chat.eventlog import reading
from chat.models import Room
from chat.pages.request import person_of
from chat.protocol.frames import RoomState


@require_safe
@login_required
@never_cache
@ensure_csrf_cookie
def chat(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """`/chat/`, `/chat/SLUG/`. 404 for a room that is not there, or not for this person."""
    person = person_of(request)
    mine = [state for state in reading.rooms_of(person.pk) if state.kind != Room.Kind.SELF]
    config = {
        "person": {"id": str(person.pk), "name": person.name},
        "ws": "/ws/chat/",
        "rooms": msgspec.to_builtins(mine),
        "room": slug,
        "visited": None if slug is None else _visited(slug, mine),
    }
    return render(request, "chat/chat.html", {"config": config, "person": person})


def _visited(slug: str, mine: list[RoomState]) -> dict[str, str] | None:
    """The public room of that name if the person may join it; None if they are in it already."""
    if any(state.slug == slug for state in mine):
        return None
    room = get_object_or_404(Room, slug=slug, kind=Room.Kind.PUBLIC)
    return {"id": str(room.pk), "slug": room.slug, "name": room.name}

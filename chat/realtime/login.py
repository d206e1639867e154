"""Who is connected."""

from typing import NamedTuple

from chat.models import Person


class Login(NamedTuple):
    """A person, with which login (`actions.login_mark`), and the room that is their own log."""

    person: Person
    mark: str
    own_log: int

"""What people can do that others must see, or that must not be lost.

Views, sockets, the admin and tests all call these. Each returns a future: sockets await it, views
call `.result()`; it raises Refused if the thing was not done.
"""

from chat.actions.login import end_login, login_mark
from chat.actions.membership import admit, join, leave
from chat.actions.post import no_access, post
from chat.actions.read import ReadMark, mark_read
from chat.actions.room import create_room
from chat.eventlog.intention import Answer, Refused

__all__ = [
    "Answer",
    "ReadMark",
    "Refused",
    "admit",
    "create_room",
    "end_login",
    "join",
    "leave",
    "login_mark",
    "mark_read",
    "no_access",
    "post",
]

"""What people can do that others must see, or that must not be lost.

Views, sockets, the admin and tests all call these. Most return a future: sockets await it, views
call `.result()`; it raises Refused if the thing was not done.
"""

from chat.actions.account import (
    become_account,
    change_password,
    create_account,
    create_guest,
    set_password,
)
from chat.actions.ban import ban, unban
from chat.actions.erase import erase, finish_erasure, retire
from chat.actions.export import export
from chat.actions.login import end_login, end_other_logins
from chat.actions.membership import admit, join, leave
from chat.actions.post import no_access, post
from chat.actions.read import ReadMark, mark_read
from chat.actions.removal import let_in, remove
from chat.actions.room import create_room
from chat.eventlog.intention import Answer, Refused

__all__ = [
    "Answer",
    "ReadMark",
    "Refused",
    "admit",
    "ban",
    "become_account",
    "change_password",
    "create_account",
    "create_guest",
    "create_room",
    "end_login",
    "end_other_logins",
    "erase",
    "export",
    "finish_erasure",
    "join",
    "leave",
    "let_in",
    "mark_read",
    "no_access",
    "post",
    "remove",
    "retire",
    "set_password",
    "unban",
]

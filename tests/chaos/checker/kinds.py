"""What each kind of event does to the messages a reader shows.

One row for every kind the product writes (`tests/unit/house/test_event_kinds.py`): None for those
that only move the position.
"""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from tests.chaos.checker.history import Sighting

# seq -> the message as it is shown; one without a body is shown as deleted
Messages = dict[int, Sighting]
Change = Callable[[Messages, Sighting], None]


def _post(messages: Messages, event: Sighting) -> None:
    messages[event.seq] = event


def _erased(messages: Messages, event: Sighting) -> None:
    """Who deleted their account is called otherwise, and nothing is left of what they said."""
    if event.who is None:
        return
    id, name = event.who
    for seq, message in messages.items():
        if message.by == id and message.seq < event.seq:
            messages[seq] = replace(message, body=None, name=name)


CHANGES: Mapping[str, Change | None] = {
    "post": _post,
    "erased": _erased,
    "join": None,
    "leave": None,
    # in a person's own log
    "joined": None,
    "left": None,
    "role": None,
    "ended": None,
    "account": None,
    "banned": None,
    "unbanned": None,
}

"""A portion knows which resets are under way, room by room."""

from typing import Any

import msgspec
import pytest

from chat.transports.http_twin.greeting import Asked
from chat.transports.http_twin.lines import Lines
from chat.transports.http_twin.portion import Portion
from tests.unit.realtime.virtual_time import settled


class Poll:
    """One that names two rooms, and waits for nothing."""

    def __init__(self) -> None:
        self.finished = 0

        async def send(message: Any) -> None:
            """Nobody looks at it."""

        asked = Asked("", [], {"1", "2"}, poll_s=0)
        self.portion = Portion(Lines(send), asked, self._finish)

    def _finish(self) -> None:
        self.finished += 1

    def reset(self, room: str, part: str, *, more: bool) -> None:
        self._send({"type": "reset", "room": room, "part": part, "more": more})

    def gone(self, room: str) -> None:
        self._send({"type": "gone", "room": room})

    def _send(self, frame: dict[str, Any]) -> None:
        self.portion.send(msgspec.json.encode(frame).decode())


@pytest.fixture
def poll() -> Poll:
    return Poll()


async def test_a_room_that_is_gone_amid_another_s_reset_forgets_nothing_of_it(poll: Poll) -> None:
    """The stream took the reset for whole, and ended in the middle of it."""
    poll.reset("1", "a", more=True)
    poll.gone("2")

    assert poll.portion.take_parts() == ["a"]
    assert poll.portion.take_parts() == []

    poll.reset("1", "b", more=True)
    assert poll.portion.take_parts() == ["b"]


async def test_it_ends_when_no_reset_is_under_way(poll: Poll) -> None:
    poll.gone("2")
    poll.reset("1", "a", more=True)
    poll.portion.take_parts()
    await settled()
    assert not poll.finished

    poll.reset("1", "b", more=False)
    await settled()

    assert poll.finished


async def test_a_room_that_is_gone_amid_its_own_reset_has_none(poll: Poll) -> None:
    poll.reset("1", "a", more=True)
    poll.gone("1")

    assert poll.portion.take_parts() == []

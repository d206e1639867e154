"""Answers that hold messages, cut into frames: pages of history, and resets."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from chat import actions, metrics
from chat.eventlog import reading
from chat.eventlog.reading import Slice
from chat.protocol.cut import cut
from chat.protocol.frames import History, Page, Reset, WireMessage, encode
from chat.realtime.hub import SLICE_BYTES

if TYPE_CHECKING:
    from chat.realtime.conversation import Conversation

# What a client gets that starts over: about a screenful and some scrolling.
RESET_MESSAGES = 50


class HistoryRequest:
    """One `history` frame, answered by the session's pump."""

    def __init__(self, conversation: "Conversation", room_id: int, asked: History) -> None:
        self._conversation, self._room_id, self._asked = conversation, room_id, asked

    async def step(self) -> bool:
        conversation, asked = self._conversation, self._asked
        before = asked.before if isinstance(asked.before, int) else None
        departures = conversation.departures
        found = await conversation.services.readers.pages(
            reading.page, conversation.person.pk, self._room_id, before, asked.limit
        )
        if found is not None and departures == conversation.departures:
            conversation.entered(self._room_id)
        if found is None or not conversation.is_mine(self._room_id):
            why = await conversation.services.readers.pages(actions.no_access, self._room_id)
            conversation.refuse(asked.id, why)
        else:
            await self._send(found)
        conversation.history_done()
        return False

    async def _send(self, found: Slice) -> None:
        slices = _slices(found.messages)
        if len(slices) > 1:
            # No events of the room may come between the slices.
            self._conversation.pause(self._room_id)
        for messages in slices:
            part = self._conversation.next_part()
            page = Page(
                id=self._asked.id,
                room=str(self._room_id),
                messages=messages,
                head=found.head,
                part=part,
                more=messages is not slices[-1],
                older=found.older,
            )
            mine = partial(self._conversation.is_mine, self._room_id)
            if not await self._conversation.send_part(self._room_id, part, encode(page), mine):
                break
            metrics.sent.add("page")


async def read_reset(conversation: "Conversation", room_id: int) -> Slice | None:
    """The newest messages; None if the room is not theirs. Raises django.db.Error."""
    return await conversation.services.readers.log(
        reading.page, conversation.person.pk, room_id, None, RESET_MESSAGES
    )


async def send_reset(
    conversation: "Conversation", room_id: int, found: Slice, wanted: Callable[[], bool]
) -> None:
    """What was read, as long as it is `wanted`."""
    slices = _slices(found.messages)
    for messages in slices:
        part = conversation.next_part()
        reset = Reset(
            room=str(room_id),
            messages=messages,
            head=found.head,
            part=part,
            more=messages is not slices[-1],
            older=found.older,
        )
        if not await conversation.send_part(room_id, part, encode(reset), wanted):
            break
        metrics.sent.add("reset")


def _slices(messages: Sequence[WireMessage]) -> list[list[WireMessage]]:
    """Runs that fit a frame each, and at least one, which may be empty."""
    return list(cut(messages, lambda message: len(encode(message)), SLICE_BYTES)) or [[]]

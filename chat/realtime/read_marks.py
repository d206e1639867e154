"""How far people have read, gathered, stored now and then, and told to their other connections."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from chat import actions
from chat.actions import Answer, ReadMark
from chat.models import Person
from chat.realtime.mailbox import Mailbox

# A mark moves with every message one sees: storing each would double the writes.
STORE_EVERY_S = 2.0


class ReadMarks:
    """`stored(person, room, session)` is called for each mark once it is; `session` made it."""

    def __init__(self, stored: Callable[[int, int, str], None], mailbox: Mailbox) -> None:
        self._stored, self._mailbox = stored, mailbox
        self._loop = asyncio.get_running_loop()
        self._marks: dict[tuple[int, int], tuple[Person, ReadMark, str]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def note(self, person: Person, mark: ReadMark, session: str) -> None:
        """The highest wins, unless the person marked it unread."""
        key = person.pk, mark.room_id
        _, before, _ = self._marks.get(key, (None, None, None))
        if before is None or mark.back or mark.seq > before.seq:
            back = mark.back or (before is not None and before.back)
            self._marks[key] = person, mark._replace(back=back), session
        if self._timer is None:
            self._timer = self._loop.call_later(STORE_EVERY_S, self.store)

    def store(self) -> None:
        """Hand all that was noted to the writer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        marks, self._marks = self._marks, {}
        for (person_id, room_id), (person, mark, session) in marks.items():
            future = actions.mark_read(person, [mark])
            future.add_done_callback(self._soon_told(person_id, room_id, session))

    def _soon_told(
        self, person_id: int, room_id: int, session: str
    ) -> "Callable[[Future[Answer]], None]":
        """On the writer's thread. A mark that was not stored is mended by the next."""

        def tell(future: "Future[Answer]") -> None:
            if future.exception() is None:
                self._mailbox.leave(partial(self._stored, person_id, room_id, session))

        return tell

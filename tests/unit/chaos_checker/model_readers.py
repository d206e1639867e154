"""The readers of the model: frames that overlap, resets, pages crossing with events, latecomers."""

from collections.abc import Iterator
from random import Random

from tests.chaos.checker.history import CONNECTED, Recorder
from tests.unit.chaos_checker.model import NOBODY, ROOMS, Server

READERS = ("r", "s", "t")
Where = tuple[str, str]  # reader, room
Head = tuple[int, str]


class Readers:
    def __init__(self, random: Random, server: Server, recorder: Recorder) -> None:
        self._random, self._server, self._recorder = random, server, recorder
        self._positions: dict[Where, Head] = {
            (reader, room): (0, NOBODY) for reader in READERS for room in ROOMS
        }
        # nothing is held at or below; what was asked for and is on its way
        self._gaps: dict[Where, int] = {}
        self._pages: dict[Where, tuple[list[object], Head]] = {}

    @property
    def moves(self) -> Iterator[object]:
        yield from (self.read, self.read, self.again, self.reset, self.ask, self.page)
        yield from (self.connect, self.look, self.come_late)

    def _somewhere(self) -> Where:
        return self._random.choice(tuple(self._positions))

    def read(self) -> None:
        where = self._somewhere()
        self._follow(where, self._random.randint(0, len(self._server.log[where[1]])))

    def _follow(self, where: Where, until: int) -> None:
        room, (since, digest) = where[1], self._positions[where]
        if since > len(self._server.log[room]) or self._server.digest(room, since) != digest:
            self._reset(where)
        elif until > since:
            self._give(where, since, until, applied_from=0)

    def _give(self, where: Where, since: int, until: int, applied_from: int) -> None:
        reader, room = where
        position = (until, self._server.digest(room, until))
        self._recorder.received(
            reader,
            room,
            "events",
            self._server.sightings(room, since, until),
            applied_from=applied_from,
            position=position,
            prev=self._server.digest(room, since),
        )
        self._positions[where] = max(self._positions[where], position)

    def again(self) -> None:
        """A frame that straddles the position, or lies below it altogether."""
        where = self._somewhere()
        room, (at, digest) = where[1], self._positions[where]
        if at > len(self._server.log[room]) or self._server.digest(room, at) != digest:
            return
        start = self._random.randint(0, at)
        end = self._random.randint(start, len(self._server.log[room]))
        if end > start:
            self._give(where, start, end, applied_from=at + 1)

    def reset(self) -> None:
        self._reset(self._somewhere())

    def _reset(self, where: Where) -> None:
        reader, room = where
        head = self._server.head(room)
        cut = self._random.randint(0, head[0])
        middle = self._random.randint(cut, head[0])
        for first, since, until in ((True, cut, middle), (False, middle, head[0])):
            self._recorder.received(
                reader,
                room,
                "reset",
                self._server.messages(room, since, until),
                first=first,
                stands_at=None if first else head[0],
                position=head,
            )
        self._positions[where] = head
        self._pages.pop(where, None)
        self._gaps[where] = cut

    def ask(self) -> None:
        """The page is made now, and comes some time."""
        if self._gaps:
            where = self._random.choice(tuple(self._gaps))
            room, cut = where[1], self._gaps[where]
            self._pages[where] = ([*self._server.messages(room, 0, cut)], self._server.head(room))

    def page(self) -> None:
        if self._pages:
            self._take(self._random.choice(tuple(self._pages)))

    def _take(self, where: Where) -> None:
        messages, head = self._pages.pop(where)
        self._recorder.received(*where, "page", messages, position=head)  # type: ignore[arg-type]
        del self._gaps[where]

    def look(self) -> None:
        """At a page, without keeping it."""
        reader, room = self._somewhere()
        head = self._server.head(room)
        messages = self._server.messages(room, self._random.randint(0, head[0]), head[0])
        self._recorder.received(
            reader, room, "page", messages, applied_from=head[0] + 1, position=head
        )

    def connect(self) -> None:
        """Anew: what was on its way to the reader is gone."""
        reader = self._random.choice(READERS)
        self._recorder.link(reader, CONNECTED)
        self._pages = {where: page for where, page in self._pages.items() if where[0] != reader}

    def come_late(self) -> None:
        where = self._somewhere()
        at = self._random.choice((0, len(self._server.log[where[1]])))
        self._recorder.began(*where, at)
        self._positions[where] = (at, self._server.digest(where[1], at))
        self._gaps.pop(where, None)
        self._pages.pop(where, None)

    def restored(self) -> None:
        """Pages of the history that was ended: nobody waits for them any more."""
        self._pages.clear()

    def end(self) -> None:
        for where in self._positions:
            room = where[1]
            self._follow(where, len(self._server.log[room]))
            past_seq = self._gaps.get(where, 0)
            waits = past_seq > 0 and self._random.randrange(2) == 0
            if waits:  # then it comes, at last
                head = self._server.head(room)
                self._pages[where] = ([*self._server.messages(room, 0, past_seq)], head)
                self._take(where)
                past_seq = 0
            self._recorder.ended(*where, *self._server.head(room), past_seq=past_seq)
        for room in ROOMS:
            head_seq = len(self._server.log[room])
            messages = self._server.messages(room, self._random.randint(0, head_seq), head_seq)
            if messages or not self._server.messages(room, 0, head_seq):
                self._recorder.shown("page", room, messages)

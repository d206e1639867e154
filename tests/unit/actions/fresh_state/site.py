"""A process with its log on disk, and the clients that are connected to it: no sockets."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4

from channels.layers import InMemoryChannelLayer
from django.db.models import Q
from msgspec.structs import asdict

from chat.eventlog import reading, writer
from chat.eventlog.entry import Entry
from chat.eventlog.readers import Readers
from chat.models import Person, Room
from chat.protocol.frames import BODY_CHARS, FRAME_BYTES, Heartbeat, Limits
from chat.realtime.login import Login
from chat.realtime.services import Services
from chat.realtime.session import Session
from chat.realtime.shared_frame import SharedFrame
from tests.unit.actions.fresh_state.reader import Frame, Reader

T = TypeVar("T")

DEADLINE_S = 10.0
PAGE = 100


class Client:
    """A connection, and what its client made of the frames that have reached it."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        self.reader = Reader()
        self.heard: list[Frame] = []  # as they came, for another reader
        self._asked: set[str] = set()  # ids of pages that have not come
        self.session: Session

    # --- As a transport ------------------------------------------------------------------------

    def send(self, text: str) -> None:
        frame = json.loads(text)
        self.heard.append(frame)
        self._asked.discard(frame.get("id"))
        self.reader.take(json.loads(text))

    def send_shared(self, frame: SharedFrame) -> None:
        self.send(frame.text)

    def close(self, code: int) -> None:
        """The `bye` before it has said why."""

    # --- As a client ---------------------------------------------------------------------------

    def say(self, type: str, **fields: Any) -> None:
        self.session.receive_text(json.dumps({"type": type, **fields}))

    def came_back(self) -> None:
        """On a new connection: nothing comes any more on the old one."""
        self.heard.append({"type": "connected"})
        self.reader.ended = None
        self._asked.clear()

    @property
    def has_all_pages(self) -> bool:
        """Or was refused them, or has ended."""
        return not self._asked or self.reader.ended is not None

    @property
    def followed(self) -> list[str]:
        rooms = self.reader.rooms.items()
        return [id for id, room in rooms if room.descriptor["kind"] != "self"]

    def follow(self) -> None:
        for id in self.followed:
            self.say("subscribe", room=id, **{"from": self.reader.rooms[id].head})

    def ask_for_the_past(self) -> None:
        for id in self.followed:
            floor = self.reader.asks(id)
            self.heard.append({"type": "asked", "room": id})
            asked = str(uuid4())
            self._asked.add(asked)
            self.say("history", id=asked, room=id, before=floor + 1, limit=PAGE)

    def has_heard(self) -> bool:
        """Whether nothing has happened in the rooms it knows that it was not told."""
        rooms = self.reader.rooms
        heads = {id: asdict(reading.head(int(id))) for id in rooms}
        return self.reader.ended is not None or all(
            room.head == heads[id] for id, room in rooms.items()
        )

    def is_whole(self) -> bool:
        """Whether it stands at the end of every log that is its person's, and of no other."""
        if self.reader.ended is not None:
            return True
        rooms = Room.objects.filter(
            Q(self_of=self.person_id) | Q(memberships__person=self.person_id)
        )
        heads = {str(room.pk): asdict(room.head) for room in rooms}
        return heads == {id: room.head for id, room in self.reader.rooms.items()}


class HeldReaders(Readers):
    """The real ones; pages can be held with what was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.released = asyncio.Event()
        self.released.set()
        self.pages_read = 0

    async def pages(self, read: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        found = await super().pages(read, *args, **kwargs)
        self.pages_read += 1
        await self.released.wait()
        return found


class Site:
    """Everything is called from outside the loop, which runs while somebody waits for it."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._clients: list[Client] = []
        self._held: list[list[Entry]] | None = None  # what is committed and not told yet
        self._run(self._start())

    async def _start(self) -> None:
        self.readers = HeldReaders()
        limits = Limits(FRAME_BYTES, BODY_CHARS, 256 * 1024, posts_per_s=5)
        layer = InMemoryChannelLayer()
        self.services = Services(layer, self.readers, Heartbeat(10_000, 4_000), limits)
        self.services.start()
        leave = self.services.mailbox.leave
        writer.writer().publish = lambda entries: leave(partial(self._committed, entries))

    def _committed(self, entries: list[Entry]) -> None:
        if self._held is None:
            self.services.committed(entries)
        else:
            self._held.append(entries)

    @contextmanager
    def untold(self) -> Iterator[None]:
        """What is committed within is told to the clients only after."""
        self._held = []
        yield
        held, self._held = self._held, None
        for entries in held:
            self._run(self._call(partial(self.services.committed, entries)))

    @contextmanager
    def pages_held(self) -> Iterator[None]:
        """Pages that are read within reach the clients only after."""
        self.readers.released.clear()
        yield
        self._run(self._call(self.readers.released.set))

    def connect(self, person: Person, client: Client | None = None) -> Client:
        """A client, new or back again, that follows all rooms of the person."""
        client = client or Client(person.pk)
        login = Login(Person.objects.get(pk=person.pk), "login", person.self_log.pk, float("inf"))
        self._run(self._call(partial(self._connect, client, login)))
        self._clients.append(client)
        known = len(client.heard)
        self.until(lambda: len(client.heard) > known)
        self._run(self._call(client.follow))
        self.until(client.is_whole)
        return client

    def load(self, client: Client) -> None:
        """The past of all rooms that the client follows."""
        self.ask(client)
        self.until(lambda: client.has_all_pages)

    def ask(self, client: Client) -> None:
        self._run(self._call(client.ask_for_the_past))

    def _connect(self, client: Client, login: Login) -> None:
        client.session = Session(self.services, client, lambda: login, "en")
        client.came_back()
        client.say("hello", rooms=client.reader.positions)

    def until(self, condition: Callable[[], bool]) -> None:
        """Lets the loop run until it is so."""
        deadline_s = monotonic() + DEADLINE_S
        while not condition():
            assert monotonic() < deadline_s, "it never came to be so"
            self._run(asyncio.sleep(0.001))

    def stop(self) -> None:
        for client in self._clients:
            self._run(self._call(client.session.end))
        self._run(self.services.stop())
        self._runner.close()

    async def _call(self, call: Callable[[], object]) -> None:
        call()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._runner.run(work)

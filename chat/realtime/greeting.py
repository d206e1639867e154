"""From a connection to a conversation: who is it, what do they hold, welcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeGuard

from django.db import Error
from msgspec import UnsetType

from chat.clock import now_ms
from chat.models import Person
from chat.protocol import frames
from chat.protocol.decoding import FrameError
from chat.realtime import endings
from chat.realtime.arrivals import Turn
from chat.realtime.conversation import Conversation
from chat.realtime.hub import SLICE_BYTES
from chat.realtime.login import Login
from chat.realtime.places import Place
from chat.realtime.services import Services

if TYPE_CHECKING:
    from chat.realtime.session import Session

logger = logging.getLogger(__name__)

# A page says hello as soon as it is connected: a round trip, and some more on a bad line.
HELLO_PATIENCE_S = 5.0

# Blocks; returns whose cookie the connection came with, None if nobody's.
Identify = Callable[[], Login | None]
Work = Callable[[], Awaitable[None]]


class Greeting:
    """Looks up who it is at once, and welcomes them when that is known and hello was said."""

    def __init__(self, session: "Session", services: Services, identify: Identify) -> None:
        self._session, self._services, self._identify = session, services, identify
        self.login: Login | None = None
        self.hello: frames.Hello | None = None
        self._conversation: Conversation | None = None
        self._place: Place | None = None
        self._known = False  # who it is, for sure
        self._hello_said = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn: Turn | None = None
        self._soon(self._look_up)

    def use(self, turn: Turn) -> None:
        """It is over when nothing is left to be done for them: while they are silent, they hold up
        nobody. Some never say hello (requirements A).
        """
        self._turn = turn

    def take(self, hello: frames.Hello) -> None:
        if self.hello is not None:
            raise FrameError("bad-frame", "hello was said already", type="hello")
        self.hello = hello
        self._hello_said.set()
        self._go_on()

    def stop(self) -> None:
        self._services.login_watch.forget(self._session)
        for task in self._tasks:
            task.cancel()
        if self._place is not None:
            self._place.free()
        if self._conversation is not None:
            self._conversation.end()

    def _go_on(self) -> None:
        if self._known and self._conversation is not None and self.hello is not None:
            self._soon(partial(self._greet, self._conversation, self.hello))

    def _soon(self, work: Work) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not self._tasks:
            self._give_up_turn()

    def _give_up_turn(self) -> None:
        if self._turn is not None:
            self._turn.over()
            self._turn = None

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except Error as error:
            fields = self._session.log_fields
            logger.debug("A new connection cannot be served: %s", error, extra=fields)
            self._session.bye(endings.DATABASE_AWAY)
        except Exception as error:
            self._session.failed(error)

    async def _look_up(self) -> None:
        """Follow the own log, then look again: a login may end before its end could be heard."""
        logins = self._services.readers.logins
        self.login = await logins(self._identify)
        if self._admits(self.login) and await self._seats(self.login):
            self._conversation = Conversation(self._session, self._services, self.login)
            await self._conversation.follow_own_log()
            login = await logins(self._identify)
            if self._admits(login):
                self._services.login_watch.watch(self._session, login)
                self._known = True
                self._go_on()

    def _admits(self, login: Login | None) -> TypeGuard[Login]:
        """Whether somebody with that login may stay; if not, they are told why."""
        if login is None:
            self._session.bye(endings.NOT_LOGGED_IN)
        elif not login.person.is_active:
            self._session.bye(endings.banned(login.person.ban_reason))
        else:
            return True
        return False

    async def _seats(self, login: Login) -> bool:
        """Whether they have not too many connections here; if they have, they are told.

        A page that returns while its old link is not yet known to be dead replaces one of them.
        """
        people, key = self._services.people, login.person.pk
        self._place = people.take(key)
        if self._place is None:
            self._give_up_turn()
            with suppress(TimeoutError):
                async with asyncio.timeout(HELLO_PATIENCE_S):
                    await self._hello_said.wait()
            self._replace(key)
            self._place = people.take(key)
        if self._place is None:
            self._session.bye(endings.CROWDED_PERSON)
        return self._place is not None

    def _replace(self, person_id: int) -> None:
        """The connection that hello names, if it names one."""
        if self.hello is not None and not isinstance(self.hello.replaces, UnsetType):
            self._services.replace(self.hello.replaces, person_id)

    async def _greet(self, conversation: Conversation, hello: frames.Hello) -> None:
        if self._turn is None:
            self._turn = self._services.arrivals.turn(said_hello=True)
            await self._turn.begun
        rooms = await conversation.read_rooms()
        self._replace(conversation.person.pk)
        if not isinstance(hello.last_close, UnsetType):
            self._services.close_reports.note(conversation.person.pk, hello.last_close)
        self._welcome(conversation.person, rooms)
        self._session.greeted(conversation)
        if not self._session.over:  # by one of the frames that came early
            conversation.resume(rooms[0], hello.rooms)

    def _welcome(self, person: Person, rooms: list[frames.RoomState]) -> None:
        """What does not fit one frame follows as `room` frames."""
        first = _fitting(rooms, SLICE_BYTES)
        self._session.send(
            frames.Welcome(
                session=self._session.id,
                you=frames.PersonRef(str(person.pk), person.name),
                heartbeat=self._services.heartbeat,
                limits=self._services.limits,
                rooms=first,
                at=now_ms(),
            )
        )
        for room in rooms[len(first) :]:
            self._session.send(frames.RoomChanged(room))


def _fitting(rooms: list[frames.RoomState], most_bytes: int) -> list[frames.RoomState]:
    size = 0
    for index, room in enumerate(rooms):
        size += len(frames.encode(room))
        if size > most_bytes:
            return rooms[:index]
    return rooms

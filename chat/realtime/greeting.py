"""From a connection to a conversation: who is it, what do they hold, welcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from django.db import Error
from django.utils.translation import gettext_lazy as _
from msgspec import UnsetType

from chat.clock import now_ms
from chat.models import Person
from chat.protocol import frames
from chat.protocol.close_codes import CloseCode
from chat.protocol.decoding import FrameError
from chat.realtime.conversation import Conversation
from chat.realtime.hub import SLICE_BYTES
from chat.realtime.login import Login
from chat.realtime.services import Services

if TYPE_CHECKING:
    from chat.realtime.session import Session

logger = logging.getLogger(__name__)


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
        self._known = False  # who it is, for sure
        self._tasks: set[asyncio.Task[None]] = set()
        self._soon(self._look_up)

    def take(self, hello: frames.Hello) -> None:
        if self.hello is not None:
            raise FrameError("bad-frame", "hello was said already", type="hello")
        self.hello = hello
        self._go_on()

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._conversation is not None:
            self._conversation.end()

    def _go_on(self) -> None:
        if self._known and self._conversation is not None and self.hello is not None:
            self._soon(partial(self._greet, self._conversation, self.hello))

    def _soon(self, work: Work) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except Error as error:
            logger.warning("A new connection cannot be served: %s", error)
            self._session.bye_for_now(_("The database does not answer: trying again soon."))
        except Exception as error:
            self._session.failed(error)

    async def _look_up(self) -> None:
        """Follow the own log, then look again: a login may end before its end could be heard."""
        logins = self._services.readers.logins
        self.login = await logins(self._identify)
        if self.login is not None:
            self._conversation = Conversation(self._session, self._services, self.login)
            await self._conversation.follow_own_log()
            if await logins(self._identify) is not None:
                self._known = True
                self._go_on()
                return
        self._session.bye(CloseCode.NOT_LOGGED_IN, _("You are not logged in."))

    async def _greet(self, conversation: Conversation, hello: frames.Hello) -> None:
        rooms = await conversation.read_rooms()
        if not isinstance(hello.replaces, UnsetType):
            self._services.replace(hello.replaces, conversation.person.pk)
        self._welcome(conversation.person, rooms)
        self._session.greeted(conversation)
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

"""Client frames that came together, each answered: nothing is followed, and nothing stays."""

import asyncio
import logging
import sys
from collections.abc import Iterable

from django.db import Error

from chat import metrics
from chat.protocol import frames
from chat.protocol.close_codes import CloseCode
from chat.protocol.decoding import ForeignBeat, FrameError, decode
from chat.realtime.conversation import TOO_MANY_PAGES, Conversation, room_number
from chat.realtime.endings import Ending
from chat.realtime.login import Login
from chat.realtime.peer import Peer
from chat.realtime.posting import Posting
from chat.realtime.services import Services
from chat.realtime.transport import Transport

logger = logging.getLogger(__name__)

# Each may be 100 messages of 4,000 characters, as text and as HTML, and all are kept until the
# client has taken them: here no `seen` could say so.
PAGES = 4
# Others wait while so many frames are looked at; they take some 0.1 ms each, the worst 1 ms.
FRAMES_A_TURN = 20


class Batch(Peer):
    """Where frames come by requests (the HTTP twin). The same rules as for those of a session;
    there is no credit, for the answers are bounded by the questions.
    """

    def __init__(
        self, services: Services, transport: Transport, login: Login, language: str
    ) -> None:
        super().__init__(transport, language, sys.maxsize)
        self._services, self._key = services, str(login.person.pk)
        self._conversation = Conversation(self, services, login)
        self._posting = Posting(self, login.person, services.posts, services.mailbox)
        self._knows_rooms = False
        self._pages = 0
        self._too_faulty = False

    async def take(self, texts: Iterable[str]) -> None:
        """Returns once each is answered; or those before the last of too many that were not
        understood. Raises django.db.Error if it is not known what they may read; what that leaves
        unanswered the client sends again.
        """
        try:
            for n, text in enumerate(texts, start=1):
                await self._take(text)
                if n % FRAMES_A_TURN == 0:
                    await asyncio.sleep(0)
            await self._posting.close()
            await self._conversation.pump.done()
        finally:
            self.end()

    def end(self) -> None:
        self._over = True
        self._conversation.end()

    def bye(self, ending: Ending) -> None:
        """Whoever has a stream hears why there."""
        self.end()
        self._transport.close(ending.code)

    def failed(self, error: BaseException) -> None:
        logger.error("A batch of frames failed", exc_info=error, extra=self.log_fields)
        self.end()
        self._transport.close(CloseCode.OVERLOADED)

    async def _take(self, text: str) -> None:
        if self._over or self._too_faulty:
            return
        try:
            frame = decode(text)
            await self._obey(frame)
            metrics.received.add(metrics.type_of(frame))
        except ForeignBeat as beat:
            metrics.received.add("foreign")
            self.send_text(beat.answer)
        except FrameError as error:
            metrics.received.add("faulty")
            self._answer_fault(error)
            self._too_faulty = not self._services.faults.take(self._key)
        except Error:
            raise
        except Exception as error:  # a fault of ours: this request ends, the process goes on
            self.failed(error)

    async def _obey(self, frame: frames.AnyClientFrame) -> None:
        match frame:
            case frames.Ping():
                self.send(frames.ServerPong(frame.n))
            case frames.Post():
                self._posting.post(frame, room_number(frame.room) or 0)
            case frames.History():
                self._read_back(frame)
            case frames.Read():
                await self._know_rooms()
                self._conversation.read(frame)
            case frames.Typing():
                await self._know_rooms()
                self._type(frame)
            case frames.Hello() | frames.Subscribe():
                raise FrameError("unsupported", "to follow rooms, open a stream")
            case _:
                """`seen`, `pong`, `unsubscribe`: there is nothing here that they could concern."""

    def _read_back(self, frame: frames.History) -> None:
        self._pages += 1
        if self._pages > PAGES:
            self.refuse(frame.id, TOO_MANY_PAGES)
        else:
            self._conversation.history(frame)

    async def _know_rooms(self) -> None:
        if not self._knows_rooms:
            await self._conversation.read_rooms()
            self._knows_rooms = True

    def _type(self, frame: frames.Typing) -> None:
        """Their stream may be at another process, so whether they follow the room is not asked."""
        room_id = self._conversation.room(frame.room)
        if room_id is not None:
            self._services.typing.heard(room_id, self._conversation.person, frame.on)

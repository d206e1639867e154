"""One connected client, free of any transport: frames in, frames out."""

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import translation
from msgspec import UNSET

from chat import metrics
from chat.actions import ReadMark, Refused
from chat.protocol import frames
from chat.protocol.decoding import ForeignBeat, FrameError, decode
from chat.realtime import endings
from chat.realtime.conversation import Conversation, room_number
from chat.realtime.endings import Ending
from chat.realtime.greeting import Greeting, Identify
from chat.realtime.heartbeat import Heartbeat
from chat.realtime.posting import Posting
from chat.realtime.round_trip import RoundTrip
from chat.realtime.services import Services
from chat.realtime.throttle import TokenBucket
from chat.realtime.transport import Transport

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

# Frames that may arrive between `hello` and `welcome`; a client has no reason to send any.
EARLY_FRAMES = 64
FAULTS_A_MINUTE = 20
# What a connection ends with that nobody closed (RFC 6455).
ABNORMAL = 1006


class Session:
    def __init__(
        self, services: Services, transport: Transport, identify: Identify, language: str
    ) -> None:
        self.id = uuid4().hex
        self._services, self._transport, self._language = services, transport, language
        self.send_shared = transport.send_shared  # unchecked: once this is over nobody calls it
        loop = asyncio.get_running_loop()
        self._heartbeat = Heartbeat(loop, self._ping, partial(self.bye, endings.SILENT))
        self._faults = TokenBucket(FAULTS_A_MINUTE / 60, FAULTS_A_MINUTE - 1, loop.time)
        self._conversation: Conversation | None = None
        self._posting: Posting | None = None
        self._early: list[str] = []
        self._round_trip = RoundTrip(loop)
        self._over = False
        services.connected.add(self)
        self._greeting = Greeting(self, services, identify)
        metrics.opened.add()

    @property
    def person_id(self) -> int | None:
        login = self._greeting.login
        return login.person.pk if login else None

    @property
    def log_fields(self) -> dict[str, object]:
        """For `extra=` of a line that concerns this connection."""
        return {"connection": self.id, "person": self.person_id}

    @property
    def over(self) -> bool:
        return self._over

    # --- What the transport tells -------------------------------------------------------------

    def receive_text(self, text: str) -> None:
        self._heartbeat.heard()
        if _too_large(text):
            self.bye(endings.TOO_LARGE)
        elif not self._over:
            try:
                self._take(text, decode(text))
            except ForeignBeat as beat:
                metrics.received.add("foreign")
                self.send_text(beat.answer)
            except FrameError as error:
                metrics.received.add("faulty")
                self._fault(error)
            except Exception as error:  # a fault of ours: this session ends, the others go on
                self.failed(error)

    def receive_bytes(self, data: bytes) -> None:
        self._heartbeat.heard()
        if len(data) > frames.FRAME_BYTES:
            self.bye(endings.TOO_LARGE)
        elif not self._over:
            self._fault(FrameError("unsupported", "binary frames were not negotiated"))

    def end(self, code: int = ABNORMAL, by: str = "client") -> None:
        """The connection is gone, or is about to go; calling it again does nothing."""
        if self._over:
            return
        self._over = True
        self._heartbeat.stop()
        self._services.ended(self)
        self._greeting.stop()
        metrics.closes.add(str(int(code)), "lost" if (code, by) == (ABNORMAL, "client") else by)
        logger.debug("Closed by %s", by, extra={**self.log_fields, "code": int(code)})

    # --- Frames -------------------------------------------------------------------------------

    def _take(self, text: str, frame: frames.AnyClientFrame) -> None:
        match frame:
            case frames.Ping():
                self._seen(frame)
                self.send(frames.ServerPong(frame.n))
            case frames.Pong():
                self._seen(frame)
                self._round_trip.end(frame.n)
            case frames.Hello():
                self._greeting.take(frame)
            case _ if self._conversation is None:
                self._take_early(text)
                return
            case _:
                self._converse(self._conversation, frame)
        metrics.received.add(metrics.type_of(frame))

    def _seen(self, beat: frames.Ping | frames.Pong) -> None:
        if beat.seen and self._conversation is not None:
            self._conversation.seen(beat.seen)

    def _take_early(self, text: str) -> None:
        """Between hello and welcome a frame waits: it costs a client nothing to be early."""
        if self._greeting.hello is None or len(self._early) == EARLY_FRAMES:
            raise FrameError("hello-first", "say hello, and wait for welcome")
        self._early.append(text)

    def _converse(self, conversation: Conversation, frame: frames.AnyClientFrame) -> None:
        match frame:
            case frames.Post() if self._posting is not None:
                self._posting.post(frame, room_number(frame.room) or 0)
            case frames.Seen():
                conversation.seen(frame.rooms, frame.parts)
            case frames.Subscribe():
                conversation.subscribe(frame)
            case frames.Unsubscribe():
                conversation.unsubscribe(frame)
            case frames.Typing():
                conversation.typing(frame)
            case frames.History():
                conversation.history(frame)
            case frames.Read():
                room_id = conversation.room(frame.room)
                if room_id is not None:
                    mark = ReadMark(room_id, frame.seq, frame.back)
                    self._services.read_marks.note(conversation.person, mark, self.id)

    def _fault(self, error: FrameError) -> None:
        greeted = self._greeting.hello is not None
        if not greeted and error.type != "hello" and error.code in {"unknown-type", "bad-frame"}:
            error = FrameError("hello-first", "say hello before anything else")
        if error.id is not None:
            metrics.refused.add(error.code)
            self.send(frames.Refused(error.id, error.code, error.detail))
        else:
            metrics.errors.add(error.code)
            self.send(frames.Error(error.code, error.detail))
        if greeted and not self._faults.take():
            self.bye(endings.BAD_FRAMES)

    def greeted(self, conversation: Conversation) -> None:
        """The person was welcomed: what they sent meanwhile is taken now."""
        if self._over:
            return
        services = self._services
        beat = services.heartbeat
        self._heartbeat.greeted(beat.interval_ms / 1000, beat.timeout_ms / 1000)
        self._posting = Posting(self, conversation.person, services.posts, services.mailbox)
        self._conversation = conversation
        services.welcomed(self, conversation.person.pk)
        early, self._early = self._early, []
        for text in early:
            self.receive_text(text)

    # --- What is sent -------------------------------------------------------------------------

    def send(self, frame: frames.ServerFrame) -> None:
        metrics.sent.add(metrics.type_of(frame))
        self.send_text(frames.encode(frame).decode())

    def send_text(self, text: str) -> None:
        if not self._over:
            self._transport.send(text)

    def refuse(self, id: str, refused: Refused) -> None:
        metrics.refused.add(refused.code)
        retry_ms = UNSET if refused.retry_ms is None else refused.retry_ms
        self.send(frames.Refused(id, refused.code, self._in_words(refused.detail), retry_ms))

    def _in_words(self, text: "StrOrPromise") -> str:
        with translation.override(self._language):
            return str(text)

    # --- The end ------------------------------------------------------------------------------

    def bye(self, ending: Ending) -> None:
        """Say why, then close."""
        if self._over:
            return
        try:
            self.send(ending.bye(self._language))
        finally:
            self.end(ending.code, by="server")
            self._transport.close(ending.code)

    def failed(self, error: BaseException) -> None:
        """A fault of ours ends this session alone."""
        logger.error("A session failed", exc_info=error, extra=self.log_fields)
        self.bye(endings.FAULT)

    async def answered(self) -> None:
        """Take no more posts; returns once those taken are answered."""
        if self._posting is not None:
            await self._posting.close()

    def tell(self, room_id: int) -> None:
        """How this person sees the room has changed."""
        if self._conversation is not None:
            self._conversation.tell(room_id)

    def _ping(self) -> None:
        self.send(frames.ServerPing(self._round_trip.begin()))


def _too_large(text: str) -> bool:
    """A character is four bytes at most, so most frames need not be encoded to know."""
    return 4 * len(text) > frames.FRAME_BYTES and len(text.encode()) > frames.FRAME_BYTES

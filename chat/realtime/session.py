"""One connected client, free of any transport: frames in, frames out."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from chat import metrics
from chat.protocol import frames
from chat.protocol.decoding import ForeignBeat, FrameError, decode
from chat.realtime import endings
from chat.realtime.arrivals import Turn
from chat.realtime.conversation import Conversation, room_number
from chat.realtime.endings import Ending
from chat.realtime.greeting import Greeting, Identify
from chat.realtime.heartbeat import Heartbeat
from chat.realtime.peer import FAULTS_A_MINUTE, Peer
from chat.realtime.posting import Posting
from chat.realtime.round_trip import RoundTrip
from chat.realtime.services import Services
from chat.realtime.throttle import TokenBucket
from chat.realtime.transport import Transport

logger = logging.getLogger(__name__)

# Frames that may arrive between `hello` and `welcome`; a client has no reason to send any.
EARLY_FRAMES = 64
# What a connection ends with that nobody closed (RFC 6455).
ABNORMAL = 1006


class Session(Peer):
    """`stalled` is called when the client has to confirm something before it gets more."""

    def __init__(
        self,
        services: Services,
        transport: Transport,
        identify: Identify,
        language: str,
        stalled: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(transport, language, services.limits.unseen_bytes, stalled)
        self._services = services
        loop = asyncio.get_running_loop()
        self._heartbeat = Heartbeat(loop, self._ping, partial(self.bye, endings.SILENT))
        self._faults = TokenBucket(FAULTS_A_MINUTE / 60, FAULTS_A_MINUTE - 1, loop.time)
        self._conversation: Conversation | None = None
        self._posting: Posting | None = None
        self._early: list[str] = []
        self._round_trip = RoundTrip(loop)
        services.connected.add(self)
        self._greeting = Greeting(self, services, identify)
        metrics.opened.add()

    @property
    def person_id(self) -> int | None:
        login = self._greeting.login
        return login.person.pk if login else None

    @property
    def log_fields(self) -> dict[str, object]:
        return {**super().log_fields, "person": self.person_id}

    def greet_in(self, turn: Turn) -> None:
        """Called at once: the turn is over when all is done that a newcomer waits for."""
        self._greeting.use(turn)

    # --- What the transport tells -------------------------------------------------------------

    def heard(self) -> None:
        """The peer gave a sign of life that is no frame."""
        self._heartbeat.heard()

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
                conversation.read(frame)

    def _fault(self, error: FrameError) -> None:
        greeted = self._greeting.hello is not None
        if not greeted and error.type != "hello" and error.code in {"unknown-type", "bad-frame"}:
            error = FrameError("hello-first", "say hello before anything else")
        self._answer_fault(error)
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

    # --- The end ------------------------------------------------------------------------------

    def bye(self, ending: Ending) -> None:
        if self._over:
            return
        try:
            self.send(ending.bye(self._language))
        finally:
            self.end(ending.code, by="server")
            self._transport.close(ending.code)

    def failed(self, error: BaseException) -> None:
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

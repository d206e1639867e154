"""One connected client, free of any transport: frames in, frames out."""

import asyncio
import logging
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET

from chat.actions import ReadMark, Refused
from chat.protocol import frames
from chat.protocol.close_codes import CloseCode, Reconnect, meaning
from chat.protocol.decoding import ForeignBeat, FrameError, decode
from chat.realtime.conversation import Conversation, room_number
from chat.realtime.greeting import Greeting, Identify
from chat.realtime.heartbeat import Heartbeat
from chat.realtime.posting import Posting
from chat.realtime.services import Services
from chat.realtime.throttle import TokenBucket
from chat.realtime.transport import Transport

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

# Frames that may arrive between `hello` and `welcome`; a client has no reason to send any.
EARLY_FRAMES = 64
FAULTS_A_MINUTE = 20
# For a fault of ours or a database that is away: long enough not to add to the trouble.
RETRY_MS, SPREAD_MS = 2_000, 3_000


class Session:
    def __init__(
        self, services: Services, transport: Transport, identify: Identify, language: str
    ) -> None:
        self.id = uuid4().hex
        self._services, self._transport, self._language = services, transport, language
        loop = asyncio.get_running_loop()
        self._heartbeat = Heartbeat(loop, self._ping, self._silent)
        self._faults = TokenBucket(FAULTS_A_MINUTE / 60, FAULTS_A_MINUTE - 1, loop.time)
        self._conversation: Conversation | None = None
        self._posting: Posting | None = None
        self._early: list[str] = []
        self._pings = 0
        self._over = False
        self._greeting = Greeting(self, services, identify)

    @property
    def person_id(self) -> int | None:
        login = self._greeting.login
        return login.person.pk if login else None

    # --- What the transport tells -------------------------------------------------------------

    def receive_text(self, text: str) -> None:
        self._heartbeat.heard()
        if _too_large(text):
            self._too_large()
        elif not self._over:
            try:
                self._take(text, decode(text))
            except ForeignBeat as beat:
                self.send_text(beat.answer)
            except FrameError as error:
                self._fault(error)
            except Exception as error:  # a fault of ours: this session ends, the others go on
                self.failed(error)

    def receive_bytes(self, data: bytes) -> None:
        self._heartbeat.heard()
        if len(data) > frames.FRAME_BYTES:
            self._too_large()
        elif not self._over:
            self._fault(FrameError("unsupported", "binary frames were not negotiated"))

    def end(self) -> None:
        """The connection is gone, or is about to go; calling it again does nothing."""
        self._over = True
        self._heartbeat.stop()
        self._services.sessions.pop(self.id, None)
        self._greeting.stop()

    # --- Frames -------------------------------------------------------------------------------

    def _take(self, text: str, frame: frames.AnyClientFrame) -> None:
        match frame:
            case frames.Ping():
                self._seen(frame)
                self.send(frames.ServerPong(frame.n))
            case frames.Pong():
                self._seen(frame)
            case frames.Hello():
                self._greeting.take(frame)
            case _ if self._conversation is None:
                self._take_early(text)
            case _:
                self._converse(self._conversation, frame)

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
            self.send(frames.Refused(error.id, error.code, error.detail))
        else:
            self.send(frames.Error(error.code, error.detail))
        if greeted and not self._faults.take():
            self.bye(CloseCode.BAD_FRAMES, _("Too many frames were not understood."))

    def greeted(self, conversation: Conversation) -> None:
        """The person was welcomed: what they sent meanwhile is taken now."""
        services = self._services
        beat = services.heartbeat
        self._heartbeat.greeted(beat.interval_ms / 1000, beat.timeout_ms / 1000)
        self._posting = Posting(self, conversation.person, services.limits.posts_per_s)
        self._conversation = conversation
        services.sessions[self.id] = self
        early, self._early = self._early, []
        for text in early:
            self.receive_text(text)

    # --- What is sent -------------------------------------------------------------------------

    def send(self, frame: frames.ServerFrame) -> None:
        self.send_text(frames.encode(frame).decode())

    def send_text(self, text: str) -> None:
        if not self._over:
            self._transport.send(text)

    def refuse(self, id: str, refused: Refused) -> None:
        retry_ms = UNSET if refused.retry_ms is None else refused.retry_ms
        self.send(frames.Refused(id, refused.code, self._in_words(refused.detail), retry_ms))

    def _in_words(self, text: "StrOrPromise") -> str:
        with translation.override(self._language):
            return str(text)

    # --- The end ------------------------------------------------------------------------------

    def bye(
        self, code: CloseCode, reason: "StrOrPromise", retry_ms: int = 0, spread_ms: int = 0
    ) -> None:
        """Say why, then close. Whether to come back by itself follows from the code."""
        if self._over:
            return
        reconnect = meaning(code).reconnect in {Reconnect.YES, Reconnect.LATER}
        self.send(frames.Bye(code, self._in_words(reason), reconnect, retry_ms, spread_ms))
        self.end()
        self._transport.close(code)

    def bye_for_now(self, reason: "StrOrPromise") -> None:
        """The trouble is ours, and passing."""
        self.bye(CloseCode.OVERLOADED, reason, RETRY_MS, SPREAD_MS)

    def tell(self, room_id: int) -> None:
        """How this person sees the room has changed."""
        if self._conversation is not None:
            self._conversation.tell(room_id)

    def login_ended(self) -> None:
        self.bye(CloseCode.NOT_LOGGED_IN, _("You were logged out."))

    def replaced(self) -> None:
        self.bye(CloseCode.REPLACED, _("This page opened a newer connection."))

    def failed(self, error: BaseException) -> None:
        """A fault of ours ends this session alone."""
        logger.error("A session failed", exc_info=error)
        self.bye_for_now(_("Something went wrong here: trying again soon."))

    def _too_large(self) -> None:
        self.bye(CloseCode.TOO_LARGE, _("A frame was larger than the server takes."))

    def _ping(self) -> None:
        self._pings += 1
        self.send(frames.ServerPing(self._pings))

    def _silent(self) -> None:
        self.bye(CloseCode.SILENT, _("Nothing was heard from you in time."))


def _too_large(text: str) -> bool:
    """A character is four bytes at most, so most frames need not be encoded to know."""
    return 4 * len(text) > frames.FRAME_BYTES and len(text.encode()) > frames.FRAME_BYTES

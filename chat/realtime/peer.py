"""Whoever frames are answered to: in their language, by whatever carries them."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import translation
from msgspec import UNSET

from chat import metrics
from chat.actions import Refused
from chat.protocol import frames
from chat.protocol.decoding import FrameError
from chat.realtime.endings import Ending
from chat.realtime.transport import Transport

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# Frames that are not understood, of one connection, or by HTTP of one person.
FAULTS_A_MINUTE = 20


class Peer:
    """`unseen_bytes`: what may be out before the client has confirmed it; see `credit`."""

    def __init__(
        self,
        transport: Transport,
        language: str,
        unseen_bytes: int,
        stalled: Callable[[], None] = lambda: None,
    ) -> None:
        self.id = uuid4().hex
        self.unseen_bytes, self.stalled = unseen_bytes, stalled
        self._transport, self._language = transport, language
        self.send_shared = transport.send_shared  # unchecked: once this is over nobody calls it
        self._over = False

    @property
    def over(self) -> bool:
        return self._over

    @property
    def log_fields(self) -> dict[str, object]:
        """For `extra=` of a line that concerns this connection."""
        return {"connection": self.id}

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

    def bye(self, ending: Ending) -> None:
        """Say why, then close."""
        raise NotImplementedError

    def failed(self, error: BaseException) -> None:
        """A fault of ours: it ends this alone."""
        raise NotImplementedError

    def _answer_fault(self, error: FrameError) -> None:
        if error.id is not None:
            metrics.refused.add(error.code)
            self.send(frames.Refused(error.id, error.code, error.detail))
        else:
            metrics.errors.add(error.code)
            self.send(frames.Error(error.code, error.detail))

    def _in_words(self, text: "StrOrPromise") -> str:
        with translation.override(self._language):
            return str(text)

"""One direction of a link: what one side says the other hears, perhaps later, slower or in part."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

# Held back in one direction: enough for a delayed link to keep its throughput, little enough that
# a writer feels a reader who does not read.
HELD_BYTES_MAX = 256 * 1024
# A slow link passes a piece so often; at less than this many bytes a second, a byte at a time.
PIECES_PER_S = 10

# What a flow carries beside bytes: the end of the stream, and the loss of the connection.
FIN: bytes = b""
RST = None


class Flow:
    """From `source` to `sink`, once there are both.

    `cut` is called when all has passed that may (`allow`), `lost` when the sink is to hear RST.
    `finished` is called when it has heard FIN.
    """

    def __init__(
        self,
        *,
        cut: Callable[[], None],
        lost: Callable[[], None],
        finished: Callable[[], None],
    ) -> None:
        self.source: asyncio.Transport | None = None
        self.sink: asyncio.Transport | None = None
        self.over = False  # the sink has heard FIN
        self._cut, self._lost, self._finished = cut, lost, finished
        self._silent = False
        self._delay_s = 0.0
        self._bytes_per_s: float | None = None
        self._allowed_bytes: int | None = None
        # nothing of the above is wrong, and nothing is held
        self._clear = False
        # what is due when, on the loop's clock
        self._held: deque[tuple[float, bytes | None]] = deque()
        self._held_bytes = 0
        self._sink_is_full = False
        # when a slow link may pass the next piece
        self._free_at_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def adjust(self, *, silent: bool, delay_s: float, bytes_per_s: float | None) -> None:
        """From now on; what is held already keeps its time."""
        self._silent, self._delay_s, self._bytes_per_s = silent, delay_s, bytes_per_s
        self._free_at_s = 0.0
        self.go_on()

    def allow(self, so_many_bytes: int | None) -> None:
        """Pass no more than that from now on; None for any number."""
        self._allowed_bytes = so_many_bytes
        self.go_on()

    def take(self, said: bytes | None) -> None:
        if self._clear:
            self._pass(said)
            return
        self._held.append((asyncio.get_running_loop().time() + self._delay_s, said))
        self._held_bytes += len(said or b"")
        self.go_on()

    def sink_is_full(self, full: bool) -> None:
        self._sink_is_full = full
        self._regulate()

    def go_on(self) -> None:
        """Pass what is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._held and self.sink is not None and not self._silent:
            loop = asyncio.get_running_loop()
            due_s = max(self._held[0][0], self._free_at_s)
            if due_s > loop.time():
                self._timer = loop.call_at(due_s, self.go_on)
                break
            self._pass(self._next_piece(loop.time()))
        self._clear = self._is_clear()
        self._regulate()

    def stop(self) -> None:
        """Nothing passes any more."""
        self._held.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _is_clear(self) -> bool:
        wrong = self._silent or self._delay_s or self._bytes_per_s or self._held
        return self.sink is not None and self._allowed_bytes is None and not wrong

    def _next_piece(self, now_s: float) -> bytes | None:
        due_s, said = self._held.popleft()
        if not said:
            return said
        if self._bytes_per_s is not None:
            size = max(1, int(self._bytes_per_s / PIECES_PER_S))
            said, rest = said[:size], said[size:]
            self._free_at_s = now_s + len(said) / self._bytes_per_s
            if rest:
                self._held.appendleft((due_s, rest))
        self._held_bytes -= len(said)
        return said

    def _pass(self, said: bytes | None) -> None:
        assert self.sink is not None
        if said is RST:
            self._lost()
        elif self.sink.is_closing():
            return
        elif said == FIN:
            self.over = True
            with suppress(OSError):  # it is gone, and the transport will see it
                self.sink.write_eof()
            self._finished()
        else:
            self._write(self.sink, said)

    def _write(self, sink: asyncio.Transport, said: bytes) -> None:
        if self._allowed_bytes is not None:
            said = said[: self._allowed_bytes]
            self._allowed_bytes -= len(said)
        sink.write(said)
        if self._allowed_bytes == 0:
            self._cut()

    def _regulate(self) -> None:
        if self.source is None or self.source.is_closing():
            return
        if self._sink_is_full or self._held_bytes > HELD_BYTES_MAX:
            self.source.pause_reading()
        else:
            self.source.resume_reading()

"""A chat client over a real WebSocket that does all that `docs/protocol.md` demands of clients.

It shares no code with the server: the conversation is in `conversation.py`, the socket here.
"""

import asyncio
import contextlib
import random
import uuid
from collections.abc import Sequence

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.typing import Subprotocol

from tests.chaos.checker.history import Recorder
from tests.chaos.client.conversation import Conversation, DeadLinkError
from tests.chaos.client.wire import Frame

SUBPROTOCOL = Subprotocol("lifeline.v1")
# Shorter than a browser's: the run is about what a return costs, not about waiting for it.
BACK_OFF_FIRST_S, BACK_OFF_MOST_S = 0.05, 0.5
# One timer for all that is due: beats, `seen`, resends, repairs.
TICK_S = 0.05
DIAL_TIMEOUT_S = 5
# Server frames are cut near 64 KiB; one far above that is a fault and ends the connection.
FRAME_BYTES_MAX = 128 * 1024
BROKEN = (WebSocketException, OSError)


class ChatClient:
    """One client of one person, on one of `urls` after the other: a process may be gone for good.

    `from_start`: read each room from its first event, else from the head at the first welcome.
    `whole`: read all that was before a reset too.
    """

    def __init__(
        self,
        name: str,
        urls: Sequence[str],
        cookie: str,
        recorder: Recorder,
        rng: random.Random,
        *,
        from_start: bool = True,
        whole: bool = True,
    ) -> None:
        self.name = name
        self.conversation = Conversation(name, recorder, from_start=from_start, whole=whole)
        # set after every frame that came; whoever waits clears it first
        self.progress = asyncio.Event()
        # set once the first hello was answered
        self.welcomed = asyncio.Event()
        # clear: the client does not read what comes
        self.flowing = asyncio.Event()
        self.flowing.set()
        # where it is connected, or tried last
        self.url = ""
        self._urls = urls
        self._cookie = cookie
        self._rng = rng
        self._socket: ClientConnection | None = None
        self._online = asyncio.Event()
        self._online.set()

    @property
    def unanswered(self) -> int:
        return len(self.conversation.outbox)

    @property
    def acked(self) -> int:
        return self.conversation.acked

    async def post(self, room: str, body: str) -> str:
        """Puts the message in the outbox, sends it if there is a link, and returns its id."""
        id = str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
        self.conversation.post(id, room, body)
        self.conversation.send_posts(_now_s())
        if self._socket:
            await self._send_ready(self._socket)
        return id

    async def read_page(self, room: str, before_seq: int | None) -> None:
        """Asks for a page of history, to look at it when it comes; without a link for nothing."""
        if self._socket and self.conversation.welcomed:
            self.conversation.rooms.look(room, before_seq)
            await self._send_ready(self._socket)

    def go_offline(self) -> None:
        """The network is gone: TCP drops without a close frame, and nobody dials."""
        self._online.clear()
        self.drop()

    def go_online(self) -> None:
        self._online.set()

    def drop(self) -> None:
        if self._socket:
            self._socket.transport.abort()

    async def run(self) -> None:
        """Connects, and again after every loss, until cancelled."""
        tries, back_off_s = 0, BACK_OFF_FIRST_S
        while True:
            await self._online.wait()
            self.url = self._urls[tries % len(self._urls)]
            back_off_s = min(BACK_OFF_MOST_S, back_off_s * 2)
            with contextlib.suppress(OSError, InvalidHandshake, TimeoutError):
                if await self._hold():
                    back_off_s = BACK_OFF_FIRST_S
            tries += 1
            await asyncio.sleep(self._wait_s(back_off_s))

    def _wait_s(self, back_off_s: float) -> float:
        asked_s = self.conversation.retry_s + self._rng.random() * self.conversation.spread_s
        return max(asked_s, self._rng.uniform(0.5, 1.0) * back_off_s)

    async def _hold(self) -> bool:
        """One connection, from the handshake to its end; whether it came to a welcome."""
        async with connect(
            self.url,
            additional_headers={"Cookie": self._cookie},
            subprotocols=[SUBPROTOCOL],
            compression=None,
            proxy=None,
            max_size=FRAME_BYTES_MAX,
            ping_interval=None,
            open_timeout=DIAL_TIMEOUT_S,
            close_timeout=0.2,
        ) as socket:
            self._socket = socket
            self.conversation.open(_now_s())
            try:
                await self._talk(socket)
                return self.conversation.welcomed
            finally:
                self._socket = None
                self.conversation.lost(socket.close_code or 1006, socket.close_reason or "")

    async def _talk(self, socket: ClientConnection) -> None:
        ticks = asyncio.create_task(self._tick(socket))
        try:
            await self._send_ready(socket)
            async for message in socket:
                self._take(msgspec.json.decode(message), len(message))
                await self._send_ready(socket)
                await self.flowing.wait()
        except BROKEN:
            pass  # `run` dials again
        finally:
            ticks.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticks  # raises what went wrong there

    def _take(self, frame: Frame, size: int) -> None:
        self.conversation.receive(frame, size, _now_s())
        if self.conversation.welcomed:
            self.welcomed.set()
        self.progress.set()

    async def _tick(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                self.conversation.tick(_now_s())
            except DeadLinkError:
                socket.transport.abort()
            await self._send_ready(socket)

    async def _send_ready(self, socket: ClientConnection) -> None:
        """What cannot be sent is lost; whoever reads notices, after a `bye` that may be waiting."""
        with contextlib.suppress(*BROKEN):
            await self._send(socket, self.conversation.ready)

    async def _send(self, socket: ClientConnection, ready: list[Frame]) -> None:
        while ready:
            frame = ready.pop(0)
            if frame["type"] == "post":
                self.conversation.recorder.sent(self.name, frame["id"])
            await socket.send(msgspec.json.encode(frame), text=True)


def _now_s() -> float:
    return asyncio.get_running_loop().time()

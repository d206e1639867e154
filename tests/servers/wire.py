"""A client's end of `/ws/chat/` for tests: frames out, frames in, nothing by itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.servers.people import Visitor

Frame = dict[str, Any]
ANSWER_DEADLINE_S = 5.0
LAST_SHOWN = 5  # frames in an error message
OF_THE_MOMENT = {"presence", "typing"}


class WireClosedError(AssertionError):
    """The server closed while a test waited for a frame."""


class Wire:
    """One connection. What `expect` passes over stays for later calls, in its order."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._kept: list[Frame] = []
        # Presence and typing: they come whenever somebody else moves, so they are kept apart.
        self.aside: list[Frame] = []

    async def send(self, frame: Frame) -> None:
        await self.connection.send(json.dumps(frame))

    async def send_raw(self, data: str | bytes) -> None:
        """Any text or binary frame, well-formed or not."""
        await self.connection.send(data)

    async def recv(self, timeout_s: float = ANSWER_DEADLINE_S) -> Frame:
        """The next frame that nobody has taken."""
        if self._kept:
            return self._kept.pop(0)
        async with asyncio.timeout(timeout_s):
            return await self._read()

    async def recv_raw(self, timeout_s: float = ANSWER_DEADLINE_S) -> str | bytes:
        """The next frame as it came, for those that are not ours (older clients' heartbeats)."""
        async with asyncio.timeout(timeout_s):
            return await self.connection.recv()

    async def expect(
        self, type: str, timeout_s: float = ANSWER_DEADLINE_S, **fields: object
    ) -> Frame:
        """The first frame of `type` whose fields are as given."""
        wanted = {"type": type, **fields}
        for at, frame in enumerate(self._kept):
            if _fits(frame, wanted):
                return self._kept.pop(at)
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    frame = await self._read()
                    if _fits(frame, wanted):
                        return frame
                    self._kept.append(frame)
        except TimeoutError:
            raise AssertionError(f"No {wanted} in {timeout_s:g} s; {self._seen()}") from None

    async def closed(self, timeout_s: float = ANSWER_DEADLINE_S) -> tuple[int, str]:
        """Wait for the server to close: code and reason (1006 where no close frame came)."""
        async with asyncio.timeout(timeout_s):
            await self.connection.wait_closed()
        return self.connection.close_code or 1006, self.connection.close_reason or ""

    async def hello(self, rooms: Frame | None = None, **more: object) -> Frame:
        """Say `hello` and return the `welcome`."""
        await self.send({"type": "hello", "client": "test/1", "rooms": rooms or {}, **more})
        return await self.expect("welcome")

    async def told(
        self, fits: Callable[[Frame], bool], timeout_s: float = ANSWER_DEADLINE_S
    ) -> Frame:
        """The first frame of the moment that fits; those before it are forgotten."""
        async with asyncio.timeout(timeout_s):
            while True:
                while self.aside:
                    if fits(frame := self.aside.pop(0)):
                        return frame
                frame = await self._receive()
                (self.aside if frame["type"] in OF_THE_MOMENT else self._kept).append(frame)

    async def _read(self) -> Frame:
        while (frame := await self._receive())["type"] in OF_THE_MOMENT:
            self.aside.append(frame)
        return frame

    async def _receive(self) -> Frame:
        try:
            return dict(json.loads(await self.connection.recv()))
        except ConnectionClosed as closed:
            raise WireClosedError(f"Closed: {closed}; {self._seen()}") from closed

    def _seen(self) -> str:
        return f"kept meanwhile: {self._kept[-LAST_SHOWN:]}"


def _fits(frame: Frame, wanted: Frame) -> bool:
    return all(name in frame and frame[name] == value for name, value in wanted.items())


@asynccontextmanager
async def open_wire(
    url: str,
    visitor: Visitor | None = None,
    subprotocols: Sequence[str] = ("lifeline.v1",),
) -> AsyncIterator[Wire]:
    """A connection with the visitor's cookies and origin; closed at the end."""
    async with connect(
        url,
        additional_headers={} if visitor is None else visitor.headers(),
        subprotocols=[Subprotocol(name) for name in subprotocols] or None,
        compression=None,
        max_size=None,
        # Every ping in a test is the test's or the server's own.
        ping_interval=None,
        close_timeout=2,
        proxy=None,
    ) as connection:
        yield Wire(connection)

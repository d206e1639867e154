"""`serve`, with a gauge on what is held for each connection whose address ends in `?gauged`.

Its highest reading, in bytes, is in the file that GAUGE_FILE names. What is held only grows when
a frame is made or handed to the transport, so it is read at just those moments: no peak is missed.
"""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.chaos.endurance import entry

entry.setup()

from chat.realtime.credit import Credit  # noqa: E402 - after Django's set-up
from chat.transports import websocket  # noqa: E402
from server.output import Output  # noqa: E402

QUERY = b"gauged"


class Gauge:
    """Of one connection: session and Twisted's transport; there is no queue between them."""

    def __init__(self, consumer: websocket.ChatConsumer) -> None:
        self._consumer = consumer
        self._connection: Any = consumer.prepared
        self._most = 0
        self.waits = 0  # bytes of a frame that waits for credit
        self._file = os.open(os.environ["GAUGE_FILE"], os.O_WRONLY | os.O_CREAT)

    def read(self) -> None:
        held = self._in_transport() + self._waiting()
        if held > self._most:
            self._most = held
            os.pwrite(self._file, b"%20d" % held, 0)

    def _in_transport(self) -> int:
        """What is written and what is still to be; the part sent already is kept for a while."""
        transport = self._connection.transport
        held: int = len(transport.dataBuffer) + transport._tempDataLen
        return held

    def _waiting(self) -> int:
        """The frame, and the entries it was made of."""
        return 2 * self.waits


gauges: dict[Any, Gauge] = {}  # by the server's connection

connect = websocket.ChatConsumer.connect
send_data = Output.sendData
wait_for = Credit.wait_for


async def gauged_connect(self: websocket.ChatConsumer) -> None:
    await connect(self)
    if self.scope["query_string"] == QUERY:
        gauges[self.prepared] = Gauge(self)


def gauged_send_data(self: Output, data: bytes, *how: Any) -> None:
    send_data(self, data, *how)
    if gauge := gauges.get(self):
        gauge.read()


async def gauged_wait_for(self: Credit, size: int) -> None:
    gauge = _of_credit(self)
    if gauge is None:
        return await wait_for(self, size)
    gauge.waits = size
    gauge.read()
    try:
        return await wait_for(self, size)
    finally:
        gauge.waits = 0


def _of_credit(credit: Credit) -> Gauge | None:
    for gauge in list(gauges.values()):
        conversation = gauge._consumer.session and gauge._consumer.session._conversation
        if conversation and conversation.credit is credit:
            return gauge
    return None


websocket.ChatConsumer.connect = gauged_connect  # type: ignore[method-assign]
Output.sendData = gauged_send_data  # type: ignore[method-assign, assignment]
Credit.wait_for = gauged_wait_for  # type: ignore[method-assign]
entry.run()

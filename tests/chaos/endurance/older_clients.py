"""The clients of requirements A1, A2, A4 and A5c, as far as their heartbeats go."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed


@dataclass(frozen=True)
class OlderClient:
    """One row. Seconds are as written there; `pace` divides them all."""

    row: str
    interval_s: float
    # what it sends, given the interval in ms
    beat: Callable[[int], str]
    # what it takes for an answer to a beat
    is_answer: Callable[[str], bool]
    # sent as soon as the connection is open
    first: Callable[[int], str] | None = None
    # closes itself: after so long without an answer to a beat, or without any frame
    answer_within_s: float | None = None
    silence_s: float | None = None
    query: str = ""


def _any(_: str) -> bool:
    return True


def _json(**fields: object) -> Callable[[int], str]:
    return lambda interval_ms: json.dumps(fields)


OLDER_CLIENTS = (
    OlderClient(
        "A1",
        interval_s=15,
        first=lambda interval_ms: json.dumps({"message": "hello", "interval": interval_ms}),
        beat=lambda interval_ms: json.dumps({"message": "now", "interval": interval_ms}),
        is_answer=_any,
        silence_s=30,
        query="?key=0815",
    ),
    OlderClient(
        "A2",
        interval_s=30,
        beat=_json(
            contentType="hert",
            content="pong",
            chatType="hert",
            receiverId="7",
            receiverName="Bob",
            senderAvatar="/avatars/7.png",
            senderName="Alice",
        ),
        is_answer=lambda text: bool(json.loads(text)),
        answer_within_s=2,
        query="?room=7&name=Alice",
    ),
    # Its interval is not written down: 10 s, as is usual with it. The answer is due within one.
    OlderClient(
        "A4",
        interval_s=10,
        beat=lambda interval_ms: "ping",
        is_answer=lambda text: text == "pong",
        answer_within_s=10,
    ),
    OlderClient(
        "A5c",
        interval_s=60,
        first=lambda interval_ms: '"heartbeat"',
        beat=lambda interval_ms: '"heartbeat"',
        is_answer=_any,
    ),
)


@dataclass
class Stay:
    """How one of them fared. `lost` says who ended it, and is empty while it is connected."""

    beats: int = 0
    answers: int = 0
    lost: str = ""
    _heard: asyncio.Event = field(default_factory=asyncio.Event)


async def stay(client: OlderClient, url: str, cookie: str, pace: float, duration_s: float) -> Stay:
    """Connect, beat, and see for `duration_s` whether the connection lasts."""
    fared = Stay()
    async with connect(
        url + client.query,
        additional_headers={"Cookie": cookie},
        compression=None,
        ping_interval=None,
        close_timeout=1,
        proxy=None,
    ) as connection:
        try:
            async with asyncio.timeout(duration_s), asyncio.TaskGroup() as group:
                group.create_task(_listen(client, connection, fared, pace))
                group.create_task(_beat(client, connection, fared, pace))
        except* TimeoutError:
            pass  # it lasted
        except* _Lost as lost:
            fared.lost = str(lost.exceptions[0])
        except* ConnectionClosed:
            fared.lost = "cut"
    return fared


class _Lost(Exception):  # noqa: N818 - an outcome
    """It closed itself."""


async def _listen(
    client: OlderClient, connection: ClientConnection, fared: Stay, pace: float
) -> None:
    silence_s = None if client.silence_s is None else client.silence_s / pace
    while True:
        try:
            async with asyncio.timeout(silence_s):
                text = await connection.recv()
        except TimeoutError:
            raise _Lost("closed itself after silence") from None
        assert isinstance(text, str)
        if client.is_answer(text):
            fared.answers += 1
            fared._heard.set()


async def _beat(
    client: OlderClient, connection: ClientConnection, fared: Stay, pace: float
) -> None:
    interval_s = client.interval_s / pace
    loop = asyncio.get_running_loop()
    due = loop.time()
    first = client.first
    if first is None:
        due += interval_s
    while True:
        await asyncio.sleep(due - loop.time())
        fared._heard.clear()
        text = (first or client.beat)(round(interval_s * 1000))
        first = None
        await connection.send(text)
        fared.beats += 1
        await _answered(client, fared, pace)
        due += interval_s


async def _answered(client: OlderClient, fared: Stay, pace: float) -> None:
    if client.answer_within_s is None:
        return
    try:
        async with asyncio.timeout(client.answer_within_s / pace):
            await fared._heard.wait()
    except TimeoutError:
        raise _Lost("closed itself without an answer") from None

"""A Lifeline client, written from docs/protocol.md alone.

It loses nothing while it runs; to outlive a crash, keep `positions` and `outbox` in a file.
"""

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

Frame = dict[str, Any]
START = {"seq": 0, "digest": "0" * 16}


def join_as_guest(origin: str, name: str) -> str:
    """The value of the `Cookie` header that is this guest from now on."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    opener.open(origin).close()
    form = {"name": name, "csrfmiddlewaretoken": {c.name: c.value for c in jar}["csrftoken"]}
    opener.open(f"{origin}/guest/", urlencode(form).encode()).close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


class RefusedError(Exception):
    """The server said not to come back: its close code and reason."""


class Client:
    """`show` is called with a room's id and each event, once and in order.

    If it is of the kind "reset", what was shown of the room is void: its `messages` are the newest.
    """

    def __init__(self, url: str, cookie: str, show: Callable[[str, Frame], None]) -> None:
        self.url, self.cookie, self.show = url, cookie, show
        self.positions: dict[str, Frame] = {}  # room -> seq and digest
        self.outbox: dict[str, Frame] = {}  # posts without an answer, oldest first
        self.failed: dict[str, Frame] = {}  # the refusals that are final
        self.due_s: dict[str, float] = {}  # when a post or a room's repair is sent again
        self.beat_s, self.answer_s, self.retry_s = 10.0, 4.0, 1.0
        self.slices: dict[str, list[Frame]] = {}  # of resets that are not whole yet
        self.socket: ClientConnection | None = None  # while welcomed

    async def run(self) -> None:
        """Stays connected until cancelled. Raises RefusedError."""
        while True:
            with contextlib.suppress(OSError, WebSocketException):
                async with connect(self.url, additional_headers={"Cookie": self.cookie}) as socket:
                    await self.talk(socket)
            self.socket, self.due_s, self.slices = None, {}, {}
            await asyncio.sleep(self.retry_s)

    async def talk(self, socket: ClientConnection) -> None:
        heard_s = time.monotonic()
        await self.send(socket, type="hello", client="docs/1", rooms=self.positions)
        while (quiet_s := time.monotonic() - heard_s) < self.beat_s + self.answer_s:
            if quiet_s > self.beat_s:
                await self.send(socket, type="ping", n=1)
            await self.flush()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    frame = json.loads(await socket.recv())
                heard_s = time.monotonic()
                await self.take(socket, frame)

    async def send(self, socket: ClientConnection, **frame: Any) -> None:
        with contextlib.suppress(WebSocketException):  # a `bye` may be waiting to be read
            await socket.send(json.dumps(frame))

    async def post(self, room: str, body: str) -> None:
        id = str(uuid.uuid4())  # made once, repeated in every resend
        self.outbox[id] = {"type": "post", "id": id, "room": room, "body": body}
        await self.flush()

    async def flush(self) -> None:
        """Sends what is due, in order, each post naming the unanswered one before it."""
        prior: dict[str, Frame] = {}
        for id, post in list(self.outbox.items()):
            if self.socket and self.is_due(id):
                await self.send(self.socket, **post, **prior.get(post["room"], {}))
            prior[post["room"]] = {"prior": id}

    def is_due(self, what: str) -> bool:
        if due := time.monotonic() >= self.due_s.get(what, 0):
            self.due_s[what] = time.monotonic() + self.beat_s + self.answer_s
        return due

    async def take(self, socket: ClientConnection, frame: Frame) -> None:
        room, id = frame.get("room", ""), frame.get("id", "")
        match frame["type"]:
            case "welcome":
                beat = frame["heartbeat"]
                self.beat_s, self.answer_s = beat["interval_ms"] / 1000, beat["timeout_ms"] / 1000
                self.socket, self.retry_s = socket, 1.0
                for mine in frame["rooms"]:
                    await self.enter(socket, mine)
            case "room":
                await self.enter(socket, room)
            case "gone":
                self.positions.pop(room, None)
            case "events" if room in self.positions:
                await self.take_events(socket, room, frame)
            case "caught_up" if room in self.positions:
                self.due_s.pop(room, None)
                if self.positions[room] != frame["head"]:
                    await self.subscribe(socket, room)
            case "reset" if room in self.positions:
                self.slices.setdefault(room, []).extend(frame["messages"])
                await self.send(socket, type="seen", parts=[frame["part"]])
                if not frame.get("more"):
                    self.positions[room] = frame["head"]
                    self.due_s.pop(room, None)
                    self.show(room, {"kind": "reset", "messages": self.slices.pop(room)})
            case "ack":
                self.outbox.pop(id, None)
            case "refused" if "retry_ms" in frame:
                self.due_s[id] = time.monotonic() + frame["retry_ms"] / 1000
            case "refused":
                self.failed[id] = {**self.outbox.pop(id, {}), "why": frame["detail"]}
            case "ping":
                await self.send(socket, type="pong", n=frame["n"])
            case "bye":
                self.retry_s = max(1.0, frame["retry_ms"] / 1000)
                if not frame["reconnect"]:
                    raise RefusedError(frame["code"], frame["reason"])

    async def enter(self, socket: ClientConnection, room: Frame) -> None:
        """A room new to us is read from its first event; one's own log is live anyway."""
        if room["id"] not in self.positions:
            own = room["kind"] == "self"
            self.positions[room["id"]] = room["head"] if own else START
            if not own:
                await self.subscribe(socket, room["id"])

    async def take_events(self, socket: ClientConnection, room: str, frame: Frame) -> None:
        at, events, last = self.positions[room], frame["events"], frame["events"][-1]["seq"]
        next_seq, first = at["seq"] + 1, events[0]["seq"]
        await self.send(socket, type="seen", rooms={room: last})
        if first > next_seq or (first == next_seq and frame["prev"] != at["digest"]):
            await self.subscribe(socket, room)
        elif last >= next_seq:
            for event in events[next_seq - first :]:
                self.show(room, event)
                self.outbox.pop(event["id"], None)  # one's own event counts as the ack
            self.positions[room] = {"seq": last, "digest": frame["digest"]}

    async def subscribe(self, socket: ClientConnection, room: str) -> None:
        if self.is_due(room):  # one repair a room at a time
            await self.send(socket, type="subscribe", room=room, **{"from": self.positions[room]})

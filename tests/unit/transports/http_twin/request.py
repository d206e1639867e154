"""A request to the twin, as an ASGI server hands it on."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from chat.models import Person
from chat.realtime.login import Login
from chat.realtime.services import Services
from chat.transports.http_twin import HttpTwin
from tests.unit.realtime.page import NEVER, OWN_LOG
from tests.unit.realtime.virtual_time import settled

STREAM, FRAMES = "/chat/stream/", "/chat/frames/"
HOST = "chat.example.org"
TOKEN = "t" * 32


class Logins:
    def __init__(self, person: Person | None) -> None:
        self.person = person

    def identify(self, request: object) -> Login | None:
        person = self.person
        return None if person is None else Login(person, "login", OWN_LOG + person.pk, NEVER)


async def django(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError(f"{scope['path']} got through to Django")


class Request:
    def __init__(
        self,
        path: str,
        frames: Sequence[Any] | bytes | None = None,
        *,
        query: str = "",
        method: str = "POST",
        whole: bool = True,
        headers: dict[str, str] | None = None,
    ) -> None:
        """`frames`: a JSON value a line, or the body as it is; not `whole`: more of it follows."""
        self.sent: list[Any] = []
        self.takes = asyncio.Event()  # cleared by a test: a peer that does not read
        self.takes.set()
        self._said: asyncio.Queue[Any] = asyncio.Queue()
        if isinstance(frames, bytes):
            self.say(frames, more=not whole)
        elif frames is not None:
            self.say("\n".join(map(json.dumps, frames)).encode(), more=not whole)
        given = {"host": HOST, "origin": f"https://{HOST}"} if headers is None else headers
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "client": ["203.0.113.7", 1],
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
        self._running = asyncio.create_task(HttpTwin(django)(scope, self._said.get, self._send))

    def say(self, body: bytes, *, more: bool = False) -> None:
        self._said.put_nowait({"type": "http.request", "body": body, "more_body": more})

    async def begun(self) -> "Request":
        await settled()
        return self

    async def gone(self) -> None:
        """The client goes away; that is no error of anybody's."""
        self.takes.set()
        self._said.put_nowait({"type": "http.disconnect"})
        await settled()
        assert self._running.done()
        self._running.result()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def over(self) -> bool:
        """The answer is complete."""
        return bool(self.sent) and self.sent[-1].get("more_body") is not True and len(self.sent) > 1

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def frames(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()]

    @property
    def refusal(self) -> tuple[int, str]:
        """Its status, and the code of its JSON."""
        return self.status, json.loads(self.body)["code"]

    def types(self) -> list[str]:
        """Without what comes whenever somebody moves."""
        kinds = [frame["type"] for frame in self.frames]
        return [kind for kind in kinds if kind not in {"presence", "typing"}]

    def last(self, type: str) -> Any:
        return [frame for frame in self.frames if frame["type"] == type][-1]

    async def _send(self, message: Any) -> None:
        await self.takes.wait()
        self.sent.append(message)


def nothing_is_held(services: Services) -> bool:
    """Nobody is connected, and nobody is counted as such."""
    held = (services.connected, services.hub.topics, services.people.taken)
    return not any([*held, services.addresses.taken, services.sessions_of])

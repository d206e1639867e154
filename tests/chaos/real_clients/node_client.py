"""The client core of `static/chat` in a process of Node, with its outbox in that process."""

import asyncio
import contextlib
import random
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from tests.chaos.checker.history import AnyRecord, Recorder
from tests.chaos.real_clients.real_client import BrokenClientError, Heads, first_of
from tests.servers.app import ROOT

SCRIPT = Path(__file__).with_name("core") / "main.js"
# A reset of a whole room is one line.
LINE_BYTES_MAX = 256 * 1024 * 1024
END_DEADLINE_S = 10
# Between two things that a person or a device does, and how long nobody reads: least and most.
PAUSE_S = (0.05, 0.4)
STALL_S = (0.1, 1.0)
# Each with its weight.
ACTS = {"post": 20, "retry": 2, "cut": 1, "stall": 1, "reload": 1, "crash": 1}
# One in so many posts is what the server refuses for good.
EMPTY = 40

decode_record = msgspec.json.Decoder[AnyRecord](AnyRecord).decode


class NodeClient:
    """`cookie` is of a guest who is in the rooms it shall follow; `seed` decides what it does."""

    def __init__(
        self, name: str, origin: str, cookie: str, recorder: Recorder, *, seed: int = 1
    ) -> None:
        self.name = name
        self._greeting = {"name": name, "origin": origin, "cookie": cookie}
        self._recorder = recorder
        self._rng = random.Random(f"{seed} {name}")
        self._node: asyncio.subprocess.Process | None = None
        self._posts = 0
        self._calm = False
        self._lacks = "its first page"
        self._trouble = ""
        # what Node has answered, and that it is gone
        self._answers = {answer: asyncio.Event() for answer in ("loaded", "whole", "ended")}
        self._over = asyncio.Event()

    async def run(self) -> None:
        with tempfile.TemporaryFile() as errors:
            self._node = node = await asyncio.create_subprocess_exec(
                *("node", str(SCRIPT)),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=LINE_BYTES_MAX,
            )
            self._send(self._greeting)
            living = asyncio.create_task(self._live())
            try:
                await self._read(node)
            finally:
                living.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await living
                with contextlib.suppress(ProcessLookupError):
                    node.kill()
                await node.wait()
                self._over.set()
            if not self._answers["ended"].is_set():
                errors.seek(0)
                self._trouble = self._trouble or f"Node ended.\n{errors.read().decode()}"
                raise self._broken()

    async def whole(self, heads: Heads) -> None:
        self._calm = True
        await self._answer("loaded")
        self._tell("flow")
        self._tell("retry")
        self._answers["whole"].clear()
        self._tell("whole", heads=heads)
        try:
            await self._answer("whole")
        except asyncio.CancelledError:
            self._recorder.link(self.name, f"lacks {self._lacks}")
            raise

    async def end(self) -> None:
        self._calm = True
        async with asyncio.timeout(END_DEADLINE_S):
            await self._answer("loaded")
            self._tell("end")
            await self._answer("ended")
            await self._over.wait()

    async def _live(self) -> None:
        await self._answers["loaded"].wait()
        while not self._calm:
            [act] = self._rng.choices(list(ACTS), list(ACTS.values()))
            await self._do(act)
            await asyncio.sleep(self._rng.uniform(*PAUSE_S))

    async def _do(self, act: str) -> None:
        if act == "post":
            self._tell("post", pick=self._rng.random(), body=self._body())
        elif act == "stall":
            self._tell("stall")
            await asyncio.sleep(self._rng.uniform(*STALL_S))
            self._tell("flow")
        else:
            self._tell(act)

    def _body(self) -> str:
        self._posts += 1
        return " " if self._rng.randrange(EMPTY) == 0 else f"{self.name} says {self._posts}"

    def _tell(self, order: str, **more: object) -> None:
        self._send({"do": order, **more})

    def _send(self, line: object) -> None:
        if self._node and self._node.stdin and not self._node.stdin.is_closing():
            self._node.stdin.write(msgspec.json.encode(line) + b"\n")

    async def _read(self, node: asyncio.subprocess.Process) -> None:
        assert node.stdout is not None
        async for line in node.stdout:
            if line.startswith(b'{"record"'):
                self._recorder.keep(decode_record(line))
            else:
                self._heed(msgspec.json.decode(line))
            if self._trouble or self._answers["ended"].is_set():
                break

    def _heed(self, said: dict[str, Any]) -> None:
        if answer := said.get("answer"):
            self._answers[answer].set()
        self._lacks = said.get("lacks", self._lacks)
        self._trouble = said.get("trouble", "")

    async def _answer(self, name: str) -> None:
        """Wait for it. Raises BrokenClientError if it will not come."""
        await first_of(self._answers[name], self._over)
        if not self._answers[name].is_set():
            raise self._broken()

    def _broken(self) -> BrokenClientError:
        return BrokenClientError(f"{self.name}: {self._trouble or 'it is not running'}")

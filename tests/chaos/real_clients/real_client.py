"""What every client of a run is that was not written for it."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

Heads = Mapping[str, tuple[int, str]]  # room -> seq, digest


class BrokenClientError(AssertionError):
    """The client itself failed, whatever the server did: it threw, or gave up for good."""


class RealClient(Protocol):
    """One person's browser at one origin, in the history under `name`."""

    name: str

    async def run(self) -> None:
        """Read, and now and then post, reload, lose the network, until cancelled.

        Raises BrokenClientError. Nothing of it is left when it ends, however that comes.
        """

    async def whole(self, heads: Heads) -> None:
        """Stop doing anything, and return when it has all up to `heads` and nothing is pending.

        Rooms that are not this person's are not waited for. Cancelled by a dead-line, it notes in
        the history what it still lacks. Raises BrokenClientError.
        """

    async def end(self) -> None:
        """Write what it shows, as its last word, and take it down; `run` then returns."""


async def first_of(*events: asyncio.Event) -> None:
    """Returns once one of them is set."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()

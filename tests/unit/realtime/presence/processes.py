"""Two processes, one presence: one of Alice's connections at the first, Bob comes at the second."""

from collections.abc import AsyncIterator, Callable

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.memory_processes import MemoryProcesses
from tests.unit.realtime.page import Page, on_wire
from tests.unit.realtime.virtual_time import later

MakePage = Callable[..., Page]
BOB = {"id": "2", "name": "Bob"}
SEEN_S, GONE_S = 1.0, 2.0


class Two:
    """Processes with a connection of Alice's at the first and one of Bob's at the second."""

    def __init__(self, first: Services, second: Services) -> None:
        self.first, self.second = first, second

    def crash(self) -> None:
        """The second process is killed: nothing is said and nobody leaves."""
        task = self.second.presence.exchange._task
        assert task is not None
        task.cancel()


@pytest.fixture
def processes(readers: ScriptedReaders) -> MemoryProcesses:
    return readers.processes


@pytest.fixture
async def two(make_services: Callable[..., Services]) -> AsyncIterator[Two]:
    """Without hints: nothing here needs them. Both have seen each other."""
    both = Two(make_services(), make_services())
    for services in (both.first, both.second):
        services.presence.exchange.start()
    await later(SEEN_S)
    yield both
    for services in (both.first, both.second):
        await services.presence.exchange.stop()


@pytest.fixture
async def only(make_services: Callable[..., Services]) -> AsyncIterator[Services]:
    """The only process there is."""
    services = make_services()
    services.presence.exchange.start()
    yield services
    await services.presence.exchange.stop()


@pytest.fixture
async def alices(two: Two, make_page: MakePage, alice: Person) -> Page:
    page = await make_page(alice, on=two.first).hello(r7=on_wire(EMPTY))
    await later(2)
    page.wire.clear()
    return page


async def come(two: Two, make_page: MakePage, person: Person) -> Page:
    return await make_page(person, on=two.second).hello(r7=on_wire(EMPTY))


async def stay(seconds: float, *pages: Page) -> None:
    """That much later, with everybody still there."""
    for _ in range(round(seconds)):
        await later(1)
        for page in pages:
            page.say("ping", n=1)

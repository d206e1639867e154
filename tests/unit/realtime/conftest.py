"""Alice and Bob are in room 7, Charlie is a stranger; the log is in memory, the time virtual."""

import asyncio
from collections.abc import Callable, Iterator, Mapping

import pytest
from channels.layers import InMemoryChannelLayer

from chat.models import Person
from chat.protocol.frames import BODY_CHARS, FRAME_BYTES, Heartbeat, Limits
from chat.realtime.hub import Hub
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import OWN_LOG, ROOM, Page
from tests.unit.realtime.posts import posts  # noqa: F401 - a fixture
from tests.unit.realtime.virtual_time import VirtualTimeLoop

UNSEEN_BYTES = 256 * 1024


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
def alice() -> Person:
    return Person(pk=1, name="Alice")


@pytest.fixture
def bob() -> Person:
    return Person(pk=2, name="Bob")


@pytest.fixture
def charlie() -> Person:
    return Person(pk=3, name="Charlie")


@pytest.fixture
def log(alice: Person, bob: Person, charlie: Person) -> MemoryLog:
    log = MemoryLog()
    for person in (alice, bob, charlie):
        log.make_room(OWN_LOG + person.pk, set(), self_of=person.pk)
    log.make_room(ROOM, {alice.pk, bob.pk})
    return log


@pytest.fixture
def readers(log: MemoryLog) -> ScriptedReaders:
    return ScriptedReaders(log)


@pytest.fixture
async def hub(readers: ScriptedReaders) -> Hub:
    return Hub(readers)  # type: ignore[arg-type]


@pytest.fixture
def layer() -> InMemoryChannelLayer:
    return InMemoryChannelLayer()


@pytest.fixture
async def make_services(
    readers: ScriptedReaders, layer: InMemoryChannelLayer
) -> Callable[..., Services]:
    """`make_services(unseen_bytes)`: what one process has, not yet started."""

    def make(unseen_bytes: int = UNSEEN_BYTES) -> Services:
        limits = Limits(FRAME_BYTES, BODY_CHARS, unseen_bytes, posts_per_s=5)
        return Services(layer, readers, Heartbeat(10_000, 4_000), limits)  # type: ignore[arg-type]

    return make


@pytest.fixture
async def services(make_services: Callable[..., Services]) -> Services:
    return make_services()


@pytest.fixture
async def make_page(services: Services, alice: Person) -> Iterator[Callable[..., Page]]:
    """`make_page(person)`: a connection of theirs, before hello; ended after the test."""
    pages: list[Page] = []

    def make(
        person: Person | None = alice, *, on: Services = services, mark: str = "login"
    ) -> Page:
        page = Page(on, person, mark=mark)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.session.end()

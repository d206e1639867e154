"""What a new client fetches is what an old one has who applied the events, of every kind."""

from collections.abc import Callable, Iterator

import pytest

from chat.models import Event
from tests.unit.actions.fresh_state.happenings import HAPPENINGS, Scene
from tests.unit.actions.fresh_state.page import NodePage, node_page
from tests.unit.actions.fresh_state.reader import Frame, Reader
from tests.unit.actions.fresh_state.site import Client, Site

every_kind = pytest.mark.parametrize("kind", HAPPENINGS)


@pytest.fixture
def site(committed_data: None) -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@pytest.fixture
def scene(committed_data: None) -> Scene:
    return Scene()


@pytest.fixture(scope="module")
def page() -> Iterator[NodePage]:
    with node_page() as page:
        yield page


Judge = Callable[[str, Client], None]


@pytest.fixture
def as_fresh(site: Site, scene: Scene, page: NodePage) -> Judge:
    """`as_fresh(kind, old)`: the old client has now what a new one fetches, and so has a page."""

    def judge(kind: str, old: Client) -> None:
        assert Event.objects.filter(kind=kind).exists(), "the happening is another one"
        site.until(old.is_whole)
        if old.reader.ended is not None:  # it comes back where it was
            site.connect(scene.bob, old)
            site.load(old)
        fresh = site.connect(scene.bob)
        site.load(fresh)
        assert old.reader.ended == fresh.reader.ended
        if fresh.reader.ended is None:  # who is banned is shown nothing
            assert old.reader.state() == fresh.reader.state()
            assert page.state_after(old.heard) == rooms_of(fresh.reader)
            assert page.state_after(fresh.heard) == rooms_of(fresh.reader)

    return judge


def rooms_of(reader: Reader) -> Frame:
    return {id: {"id": id} | room for id, room in reader.state().items() if "kind" in room}


@every_kind
def test_old_state_and_events_are_the_fresh_state(
    site: Site, scene: Scene, as_fresh: Judge, kind: str
) -> None:
    old = site.connect(scene.bob)
    site.load(old)

    HAPPENINGS[kind](scene)

    as_fresh(kind, old)


@every_kind
def test_so_they_are_where_a_page_was_read_before_the_events_and_comes_after(
    site: Site, scene: Scene, as_fresh: Judge, kind: str
) -> None:
    old = site.connect(scene.bob)
    read = site.readers.pages_read
    with site.pages_held():
        site.ask(old)
        site.until(lambda: site.readers.pages_read > read)
        HAPPENINGS[kind](scene)
        site.until(old.has_heard)

    site.until(lambda: old.has_all_pages)
    as_fresh(kind, old)


@every_kind
def test_so_they_are_where_a_page_was_read_after_the_events_and_comes_before(
    site: Site, scene: Scene, as_fresh: Judge, kind: str
) -> None:
    old = site.connect(scene.bob)

    with site.untold():
        HAPPENINGS[kind](scene)
        site.load(old)

    as_fresh(kind, old)

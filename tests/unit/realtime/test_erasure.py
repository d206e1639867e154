"""Words that are erased reach nobody any more, whatever a process kept, and heard late."""

from collections.abc import Callable

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.hub import Hub
from chat.realtime.services import Services
from tests.unit.realtime.follower import Follower, live
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later

MakePage = Callable[..., Page]
WORDS = "to be erased"


def told(follower: Follower) -> str:
    return "".join(frame.text for frame in follower.frames)


async def test_who_connects_after_an_erasure_is_not_served_from_what_was_kept_before_it(
    make_page: MakePage, log: MemoryLog, services: Services, bob: Person
) -> None:
    """No hint of it has come to this process."""
    await make_page().hello(r7=on_wire(EMPTY))
    services.committed([log.write(ROOM, WORDS)])
    log.erase(ROOM, WORDS)

    late = await make_page(bob).hello(r7=on_wire(EMPTY))
    await later(1)

    assert late.wire.seqs(ROOM) == [1, 2]
    assert WORDS not in str(late.wire.texts)


async def test_who_connects_after_an_erasure_is_not_given_what_a_late_hint_has(
    make_page: MakePage, log: MemoryLog, services: Services, bob: Person
) -> None:
    await make_page().hello(r7=on_wire(EMPTY))
    said = log.write(ROOM, WORDS)
    erased = log.erase(ROOM, WORDS)
    late = await make_page(bob).hello(r7=on_wire(EMPTY))

    services.committed([said])
    services.committed([erased])
    await later(1)

    assert late.wire.seqs(ROOM) == [1, 2]
    assert WORDS not in str(late.wire.texts)


async def test_who_connects_after_an_erasure_goes_live_all_the_same(
    make_page: MakePage, log: MemoryLog, services: Services, bob: Person
) -> None:
    await make_page().hello(r7=on_wire(EMPTY))
    log.write(ROOM, WORDS)
    log.erase(ROOM, WORDS)
    late = await make_page(bob).hello(r7=on_wire(EMPTY))
    await later(1)

    services.committed([log.write(ROOM)])

    assert late.wire.seqs(ROOM) == [1, 2, 3]
    assert late.wire.last("caught_up")["head"]["seq"] == 2


async def test_a_hint_with_an_erasure_in_it_passes_on_no_words_of_before(
    hub: Hub, log: MemoryLog
) -> None:
    """It waited for Redis, and has both."""
    follower = await live(hub)
    said = log.write(ROOM, WORDS)

    hub.committed([said, log.erase(ROOM, WORDS)])
    await later(1)

    assert follower.seqs == [1, 2]
    assert WORDS not in told(follower)


async def test_what_came_too_early_is_looked_up_again_when_an_erasure_is_found(
    hub: Hub, log: MemoryLog
) -> None:
    follower = await live(hub)
    log.write(ROOM)
    hub.committed([log.write(ROOM, WORDS)])
    log.erase(ROOM, WORDS)
    await later(1)

    assert follower.seqs == [1, 2, 3]
    assert WORDS not in told(follower)

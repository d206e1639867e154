"""What goes wrong in one place, by the database's fault or ours, silences nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from chat.models import Person
from chat.protocol.position import EMPTY, Position
from chat.realtime.conversation import Conversation
from chat.realtime.hub import Hub
from chat.realtime.services import Services
from tests.unit.realtime import memory_log
from tests.unit.realtime.follower import live
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import OWN_LOG, ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


def fail(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("a fault of ours")


# --- A reset that cannot be read ----------------------------------------------------------------


async def test_a_member_whose_reset_could_not_be_read_is_not_mute_for_ever(
    make_page: MakePage, services: Services, log: MemoryLog, readers: ScriptedReaders
) -> None:
    """A failover that loses commits is also when a read fails."""
    page = await make_page().hello(r7=on_wire(EMPTY))
    services.committed([log.write(ROOM), log.write(ROOM, "lost")])
    log.rewind(ROOM, 1)
    readers.fail("page", OperationalError("the connection is closed"))

    services.hub.catch_up(services.hub.topics[ROOM])
    await later(5)
    services.committed([log.write(ROOM, history="restored")])

    [reset] = page.wire.of("reset")
    assert reset["head"] == on_wire(Position(1, reset["head"]["digest"]))
    assert page.wire.seqs(ROOM) == [1, 2, 2]


async def test_who_is_too_far_behind_is_reset_though_the_first_try_to_read_it_fails(
    make_page: MakePage, log: MemoryLog, readers: ScriptedReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All was replayed, and never said to be caught up."""
    monkeypatch.setattr(memory_log, "REPLAY_EVENTS", 2)
    for _ in range(3):
        log.write(ROOM)
    readers.fail("page", OperationalError("the connection is closed"))

    page = await make_page().hello(r7=on_wire(EMPTY))
    await later(5)

    assert len(page.wire.of("reset")) == 1
    assert page.wire.seqs(ROOM) == []


# --- One member of a room -----------------------------------------------------------------------


async def test_one_member_who_cannot_be_told_silences_neither_the_room_nor_another(
    hub: Hub, log: MemoryLog
) -> None:
    log.make_room(8, set())
    members = [await live(hub) for _ in range(5)]
    elsewhere = await live(hub, 8)
    for faulty in members[1:4]:
        faulty.deliver = fail  # type: ignore[method-assign]

    hub.committed([log.write(ROOM), log.write(8)])

    assert [member.seqs for member in members] == [[1], [], [], [], [1]]
    assert [len(member.faults) for member in members] == [0, 1, 1, 1, 0]
    assert elsewhere.seqs == [1]


async def test_one_who_cannot_obey_their_own_log_silences_no_room_of_the_same_commit(
    make_page: MakePage, services: Services, log: MemoryLog, bob: Person
) -> None:
    """Bob's transport raised as his login ended, and Alice's message waited for the poll."""
    alices = await make_page().hello(r7=on_wire(EMPTY))
    bobs = await make_page(bob).hello(r7=on_wire(EMPTY))
    bobs.wire.close = fail  # type: ignore[method-assign]

    services.committed(
        [log.write(OWN_LOG + bob.pk, kind="ended", login="login"), log.write(ROOM, "hello")]
    )

    assert alices.wire.seqs(ROOM) == [1]
    assert bobs.wire.seqs(ROOM) == []
    assert services.connected == {alices.session}


async def test_who_can_be_sent_nothing_any_more_not_even_bye_is_let_go(
    make_page: MakePage, services: Services, log: MemoryLog, bob: Person
) -> None:
    alices = await make_page().hello(r7=on_wire(EMPTY))
    bobs = await make_page(bob).hello(r7=on_wire(EMPTY))
    bobs.wire.send = fail  # type: ignore[method-assign]

    services.committed([log.write(ROOM)])
    await settled()

    assert alices.wire.seqs(ROOM) == [1]
    assert services.connected == {alices.session}
    assert bobs.wire.closed == 4013


async def test_one_who_cannot_be_told_who_is_here_keeps_it_from_nobody(
    make_page: MakePage, services: Services, bob: Person, charlie: Person, log: MemoryLog
) -> None:
    log.rooms[ROOM].members.add(charlie.pk)
    alices = await make_page().hello(r7=on_wire(EMPTY))
    bobs = await make_page(bob).hello(r7=on_wire(EMPTY))
    await later(2)
    alices.wire.clear()
    for feed in services.hub.topics[ROOM].live:
        if feed.person_id == bob.pk:
            feed.announce = fail  # type: ignore[method-assign]

    await make_page(charlie).hello(r7=on_wire(EMPTY))
    await later(2)

    assert alices.wire.presence()[0]["count"] == 3
    assert bobs.wire.closed == 4013


# --- One session --------------------------------------------------------------------------------


async def test_a_session_that_ends_with_an_early_frame_leaves_nothing_behind(
    make_page: MakePage,
    services: Services,
    readers: ScriptedReaders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Conversation, "subscribe", fail)
    page = make_page()

    page.say("hello", rooms={"7": on_wire(EMPTY)})
    page.say("subscribe", room="7")
    await later(1)

    assert page.wire.closed == 4013
    assert services.hub.topics == {}
    assert services.sessions == {}


async def test_a_close_code_that_is_none_keeps_no_session(
    make_page: MakePage, services: Services
) -> None:
    page = await make_page().hello(r7=on_wire(EMPTY))

    with pytest.raises(ValueError, match="odd"):
        page.session.end("odd")  # type: ignore[arg-type]

    assert services.connected == set()
    assert services.hub.topics == {}

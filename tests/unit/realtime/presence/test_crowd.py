"""5,000 people in one room: at most one small frame a second for each of them."""

import time

import pytest

from chat.models import Person
from chat.realtime.hub import Hub
from chat.realtime.presence.presence import Presence
from chat.realtime.presence.room import EVERY_S
from chat.realtime.shared_frame import SharedFrame
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.page import ROOM
from tests.unit.realtime.virtual_time import later

CROWD = 5_000
FRAME_BYTES = 100
# Many times what it takes, for machines that are busy with something else.
TICK_S, COMING_US = 0.1, 100


class Member:
    """Somebody's subscription; it keeps what it was told last, and how often it was."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        self.times = 0
        self.last: SharedFrame | None = None

    def announce(self, announcement: SharedFrame) -> bool:
        self.times += 1
        self.last = announcement
        return True


@pytest.fixture
async def crowd(hub: Hub, readers: ScriptedReaders) -> tuple[Presence, list[Member]]:
    """All came within one second."""
    presence = Presence(hub, readers)  # type: ignore[arg-type]
    members = [Member(number) for number in range(1, CROWD + 1)]
    topic = await hub.follow(ROOM, members[0])  # type: ignore[arg-type]
    began = time.process_time()
    for member in members:
        presence.enter(ROOM, Person(pk=member.person_id, name=f"Guest {member.person_id}"))
        topic.live.add(member)  # type: ignore[arg-type]
        presence.show(ROOM, member)  # type: ignore[arg-type]
    assert (time.process_time() - began) / CROWD * 1e6 < COMING_US
    return presence, members


@pytest.fixture
async def calm(crowd: tuple[Presence, list[Member]]) -> tuple[Presence, list[Member], int]:
    """The same when all are told, and how often each was."""
    await later(2 * EVERY_S)
    return *crowd, crowd[1][0].times


async def test_each_is_told_twice_when_all_come_at_once(
    crowd: tuple[Presence, list[Member]],
) -> None:
    """When they come, and how many they are a second later."""
    _, members = crowd
    await later(10 * EVERY_S)

    assert {member.times for member in members} <= {1, 2}
    assert {member.last and member.last.text for member in members} == {
        f'{{"type":"presence","room":"{ROOM}","count":{CROWD}}}'
    }


async def test_however_many_come_and_go_each_is_told_once_a_second_by_one_frame_for_all(
    calm: tuple[Presence, list[Member], int],
) -> None:
    presence, members, before = calm
    seconds = 5
    for number in range(100 * seconds):
        presence.enter(ROOM, Person(pk=CROWD + 1 + number, name="Somebody"))
        await later(1 / 100)

    assert members[0].times - before <= seconds + 1
    assert len({id(member.last) for member in members}) == 1
    assert members[0].last is not None
    assert members[0].last.size < FRAME_BYTES


async def test_telling_all_takes_a_few_milliseconds(
    calm: tuple[Presence, list[Member], int],
) -> None:
    presence, members, before = calm
    began = time.process_time()
    presence.enter(ROOM, Person(pk=CROWD + 1, name="Somebody"))
    await later(EVERY_S / 2)

    assert time.process_time() - began < TICK_S
    assert members[0].times == before + 1

"""One thing after another, each in turn; a database that is away is asked again."""

import asyncio

import pytest
from django.db import OperationalError

from chat.realtime.pump import RETRY_S, Pump
from tests.unit.realtime.virtual_time import later, settled


class Work:
    def __init__(self, name: str, diary: list[str], steps: int = 1) -> None:
        self.name, self.diary, self.steps = name, diary, steps
        self.errors: list[Exception] = []
        self.gate: asyncio.Event | None = None

    async def step(self) -> bool:
        self.diary.append(self.name)
        if self.gate is not None:
            await self.gate.wait()
        if self.errors:
            raise self.errors.pop(0)
        self.steps -= 1
        return self.steps > 0


@pytest.fixture
def failures() -> list[Exception]:
    return []


@pytest.fixture
async def pump(failures: list[Exception]) -> Pump:
    return Pump(failures.append)


@pytest.fixture
def diary() -> list[str]:
    return []


async def test_each_has_its_turn(pump: Pump, diary: list[str]) -> None:
    for name in "ab":
        pump.add(Work(name, diary, steps=3))
    await settled()

    assert diary == list("ababab")


async def test_asked_for_twice_before_its_turn_it_is_done_once(
    pump: Pump, diary: list[str]
) -> None:
    work = Work("a", diary)
    pump.add(work)
    pump.add(work)
    await settled()

    assert diary == ["a"]


async def test_asked_for_during_its_turn_it_gets_another(pump: Pump, diary: list[str]) -> None:
    work = Work("a", diary)
    work.gate = asyncio.Event()
    pump.add(work)
    await settled()

    pump.add(work)
    work.gate.set()
    await settled()

    assert diary == ["a", "a"]


async def test_what_comes_when_all_is_done_is_done_too(pump: Pump, diary: list[str]) -> None:
    pump.add(Work("a", diary))
    await settled()
    pump.add(Work("b", diary))
    await settled()

    assert diary == ["a", "b"]


async def test_a_database_that_does_not_answer_is_asked_again_later(
    pump: Pump, diary: list[str], failures: list[Exception]
) -> None:
    work = Work("a", diary)
    work.errors = [OperationalError("gone"), OperationalError("gone")]
    pump.add(work)

    await later(RETRY_S / 2)
    assert diary == ["a"]
    await later(RETRY_S * 2)

    assert diary == ["a", "a", "a"]
    assert failures == []


async def test_a_fault_of_ours_is_reported_and_does_not_stop_the_rest(
    pump: Pump, diary: list[str], failures: list[Exception]
) -> None:
    faulty = Work("a", diary)
    faulty.errors = [fault := ZeroDivisionError()]
    pump.add(faulty)
    pump.add(Work("b", diary))
    await settled()

    assert failures == [fault]
    assert diary == ["a", "b"]


async def test_after_the_end_nothing_is_done_any_more(pump: Pump, diary: list[str]) -> None:
    work = Work("a", diary, steps=5)
    work.gate = asyncio.Event()
    pump.add(work)
    pump.add(Work("b", diary))
    await settled()

    pump.stop()
    work.gate.set()
    await settled()

    assert diary == ["a"]

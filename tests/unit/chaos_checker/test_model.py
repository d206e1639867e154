"""The checker raises no false alarm on faultless runs, and sees any one thing that is spoilt."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.chaos.checker.history import Acked, Ended, Received
from tests.chaos.checker.rules import KINDS
from tests.chaos.checker.verdict import check
from tests.unit.chaos_checker.model import Model

# A seed instead of Hypothesis' own random: a run draws hundreds of numbers, and is told in full.
RANDOMS = st.integers(0, 2**32 - 1).map(Random)


def run(random: Random, steps: int = 60) -> Model:
    model = Model(random)
    model.run(steps)
    return model


@given(random=RANDOMS, steps=st.integers(0, 120))
def test_no_faultless_run_raises_an_alarm(random: Random, steps: int) -> None:
    model = run(random, steps)

    verdict = check(model.recorder.records, model.log)

    assert verdict.holds, verdict


def lose_an_acknowledged(model: Model, random: Random) -> None:
    acked = {record.id for record in model.recorder.records if isinstance(record, Acked)}
    found = [
        (log, index)
        for log in model.log.values()
        for index, entry in enumerate(log)
        if entry.id in acked
    ]
    assume(found)
    log, index = random.choice(found)
    del log[index]


def store_one_twice(model: Model, random: Random) -> None:
    rooms = [room for room, log in model.log.items() if log]
    assume(rooms)
    room = random.choice(rooms)
    log = model.log[room]
    log.append(replace(random.choice(log), seq=len(log) + 1))


def swap_two_of_one_sender(model: Model, random: Random) -> None:
    pairs = [
        (room, i)
        for room, log in model.log.items()
        for i in range(len(log) - 1)
        if log[i].by == log[i + 1].by
    ]
    assume(pairs)
    room, i = random.choice(pairs)
    log = model.log[room]
    log[i], log[i + 1] = (
        replace(log[i + 1], seq=i + 1, digest=log[i].digest),
        replace(log[i], seq=i + 2, digest=log[i + 1].digest),
    )


def spoil_a_digest(model: Model, random: Random) -> None:
    rooms = [room for room, log in model.log.items() if log]
    assume(rooms)
    log = model.log[random.choice(rooms)]
    log[-1] = replace(log[-1], digest="f" * 16)


def leave_a_reader_behind(model: Model, random: Random) -> None:
    records = model.recorder.records
    ends = [(i, r) for i, r in enumerate(records) if isinstance(r, Ended) and r.seq]
    assume(ends)
    place, record = random.choice(ends)
    records[place] = msgspec.structs.replace(record, seq=record.seq - 1)


def keep_an_event_from_a_reader(model: Model, random: Random) -> None:
    frames = [
        (i, r)
        for i, r in enumerate(model.recorder.records)
        if isinstance(r, Received)
        and r.via == "events"
        and not r.applied_from
        and len(r.events) > 1  # the last of a frame may be thrown away unseen by a reset
    ]
    assume(frames)
    place, record = random.choice(frames)
    cut = random.randrange(len(record.events) - 1)
    events = record.events[:cut] + record.events[cut + 1 :]
    model.recorder.records[place] = msgspec.structs.replace(record, events=events)


def deliver_one_again(model: Model, random: Random) -> None:
    frames = [
        r
        for r in model.recorder.records
        if isinstance(r, Received) and r.via == "events" and not r.applied_from
    ]
    assume(frames)
    record = random.choice(frames)
    place = model.recorder.records.index(record)
    model.recorder.records.insert(place + 1, record)


def change_a_body(model: Model, random: Random) -> None:
    rooms = [room for room, log in model.log.items() if log]
    assume(rooms)
    log = model.log[random.choice(rooms)]
    log[0] = replace(log[0], body="another")


SPOILS: list[tuple[Callable[[Model, Random], None], set[str]]] = [
    (lose_an_acknowledged, {"lost"}),
    (store_one_twice, {"doubled"}),
    (swap_two_of_one_sender, {"reordered"}),
    (spoil_a_digest, {"diverged"}),
    (leave_a_reader_behind, {"behind"}),
    (keep_an_event_from_a_reader, {"diverged", "behind"}),
    (deliver_one_again, {"doubled"}),
    (change_a_body, {"forged"}),
]


@pytest.mark.parametrize(("spoil", "kinds"), SPOILS, ids=[spoil.__name__ for spoil, _ in SPOILS])
@given(random=RANDOMS)
def test_a_faultless_run_with_one_thing_spoilt_does_not_hold(
    spoil: Callable[[Model, Random], None], kinds: set[str], random: Random
) -> None:
    model = run(random)
    spoil(model, random)

    verdict = check(model.recorder.records, model.log)

    found = {kind for kind in KINDS if verdict.of(kind)}
    assert found & kinds, verdict

"""One thing at a time that goes wrong in a run of the model; `assume` where there is none of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import assume
from msgspec.structs import replace as changed

from tests.chaos.checker.facts import LogEntry
from tests.chaos.checker.history import Acked, AnyRecord, Ended, Received, Restored, Shown
from tests.chaos.checker.violation import Kind
from tests.unit.chaos_checker.run_of_model import Model

Spoil = Callable[[Model, Random], None]
Record = TypeVar("Record", bound=AnyRecord)
Found = TypeVar("Found")


def one_of(random: Random, found: Iterable[Found]) -> Found:
    choices = list(found)
    assume(choices)
    return random.choice(choices)


def records(model: Model, kind: type[Record]) -> list[tuple[int, Record]]:
    return [(i, r) for i, r in enumerate(model.recorder.records) if isinstance(r, kind)]


def put(model: Model, at: int, record: AnyRecord) -> None:
    model.recorder.records[at] = record


def entries(model: Model) -> list[tuple[list[LogEntry], int]]:
    return [(log, at) for log in model.server.log.values() for at in range(len(log))]


def lose_an_acknowledged(model: Model, random: Random) -> None:
    assume(not records(model, Restored))
    _, ack = one_of(random, records(model, Acked))
    del model.server.log[ack.room][ack.seq - 1]


def move_an_ack(model: Model, random: Random) -> None:
    assume(not records(model, Restored))
    at, ack = one_of(random, records(model, Acked))
    put(model, at, changed(ack, seq=ack.seq + 1))


def store_one_twice(model: Model, random: Random) -> None:
    log, at = one_of(random, entries(model))
    log.append(replace(log[at], seq=len(log) + 1))


def swap_two_of_one_sender(model: Model, random: Random) -> None:
    assume(not records(model, Restored))
    log, at = one_of(
        random,
        [
            (log, at)
            for log, at in entries(model)
            if at and log[at].by == log[at - 1].by and log[at].kind == "post"
        ],
    )
    before, after = log[at - 1], log[at]
    log[at - 1 : at + 1] = [
        replace(after, seq=before.seq, digest=before.digest),
        replace(before, seq=after.seq, digest=after.digest),
    ]


def spoil_a_digest(model: Model, random: Random) -> None:
    log = one_of(random, [log for log in model.server.log.values() if log])
    log[-1] = replace(log[-1], digest="f" * 16)


def give_a_frame_another_beginning(model: Model, random: Random) -> None:
    assume(not records(model, Restored))
    frames = [(i, r) for i, r in records(model, Received) if r.prev and r.events[0].seq > 1]
    at, frame = one_of(random, frames)
    put(model, at, changed(frame, prev="f" * 16))


def leave_a_reader_behind(model: Model, random: Random) -> None:
    at, end = one_of(random, [(i, r) for i, r in records(model, Ended) if r.seq])
    put(model, at, changed(end, seq=end.seq - 1))


def keep_an_event_from_a_reader(model: Model, random: Random) -> None:
    """Not the last of a frame: that may be thrown away unseen by a reset."""
    at, frame = one_of(random, _applied(model, least=2))
    cut = random.randrange(len(frame.events) - 1)
    put(model, at, changed(frame, events=frame.events[:cut] + frame.events[cut + 1 :]))


def deliver_one_again(model: Model, random: Random) -> None:
    at, frame = one_of(random, _applied(model, least=1))
    model.recorder.records.insert(at + 1, frame)


def _applied(model: Model, least: int) -> list[tuple[int, Received]]:
    """Events of which none was dropped."""
    return [
        (i, r)
        for i, r in records(model, Received)
        if r.via == "events" and not r.applied_from and len(r.events) >= least
    ]


def change_a_body(model: Model, random: Random) -> None:
    log, at = one_of(random, [(log, at) for log, at in entries(model) if log[at].body])
    log[at] = replace(log[at], body="another")


def forget_a_body(model: Model, random: Random) -> None:
    found = [(log, at) for log, at in entries(model) if log[at].body]
    log, at = one_of(random, found)
    assume(not any(entry.who and entry.who[0] == log[at].by for entry in log))
    assume(not records(model, Restored))
    log[at] = replace(log[at], body=None)


def refuse_what_stands(model: Model, random: Random) -> None:
    log, at = one_of(random, [(log, at) for log, at in entries(model) if log[at].kind == "post"])
    model.recorder.refused(log[at].by, log[at].id, "forbidden", final=True)


def revive_an_erased_text(model: Model, random: Random) -> None:
    found = [(log, at) for log, at in entries(model) if log[at].kind == "post"]
    log, at = one_of(random, [(log, at) for log, at in found if log[at].body is None])
    log[at] = replace(log[at], body=f"body of {log[at].id}")


def show_an_erased_text(model: Model, random: Random) -> None:
    at, shown, erased = one_of(
        random,
        [
            (i, r, n)
            for i, r in records(model, Shown)
            for n, message in enumerate(r.messages)
            if message.body is None
        ],
    )
    messages = list(shown.messages)
    messages[erased] = changed(messages[erased], body=f"body of {messages[erased].id}")
    put(model, at, changed(shown, messages=tuple(messages)))


def give_an_erased_text_in_a_page(model: Model, random: Random) -> None:
    """One that knows of the erasure."""
    found = [
        (i, r, n)
        for i, r in records(model, Received)
        if r.via == "page" and r.position and r.position[1] == _digest(model, r)
        for n, message in enumerate(r.events)
        if message.body is None
        and any(
            e.who and e.who[0] == message.by and e.seq <= r.position[0]
            for e in model.server.log[r.room]
        )
    ]
    at, page, erased = one_of(random, found)
    events = list(page.events)
    events[erased] = changed(events[erased], body=f"body of {events[erased].id}")
    put(model, at, changed(page, events=tuple(events)))


def _digest(model: Model, record: Received) -> str:
    seq = record.position[0] if record.position else 0
    log = model.server.log[record.room]
    return log[seq - 1].digest if 0 < seq <= len(log) else ""


def hide_one_on_a_page(model: Model, random: Random) -> None:
    at, shown = one_of(random, [(i, r) for i, r in records(model, Shown) if len(r.messages) > 2])
    cut = random.randrange(1, len(shown.messages) - 1)
    put(model, at, changed(shown, messages=shown.messages[:cut] + shown.messages[cut + 1 :]))


def turn_a_page_round(model: Model, random: Random) -> None:
    at, shown = one_of(random, [(i, r) for i, r in records(model, Shown) if len(r.messages) > 1])
    put(model, at, changed(shown, messages=shown.messages[::-1]))


def end_a_membership(model: Model, random: Random) -> None:
    """Of somebody whose last word was an answered join, and no restore since."""
    assume(not records(model, Restored))
    model.writers.come_in_for_good()
    model.server.members.clear()


SPOILS: list[tuple[Spoil, set[Kind]]] = [
    (lose_an_acknowledged, {"lost"}),
    (move_an_ack, {"lost"}),
    (store_one_twice, {"doubled"}),
    (swap_two_of_one_sender, {"reordered"}),
    (spoil_a_digest, {"diverged"}),
    (give_a_frame_another_beginning, {"diverged"}),
    (leave_a_reader_behind, {"behind"}),
    (keep_an_event_from_a_reader, {"diverged", "behind"}),
    (deliver_one_again, {"doubled"}),
    (change_a_body, {"forged"}),
    (forget_a_body, {"lost"}),
    (refuse_what_stands, {"resurrected"}),
    (revive_an_erased_text, {"resurrected"}),
    (show_an_erased_text, {"resurrected"}),
    (give_an_erased_text_in_a_page, {"resurrected"}),
    (hide_one_on_a_page, {"lost"}),
    (turn_a_page_round, {"reordered"}),
    (end_a_membership, {"lost"}),
]

"""A history comes back from its files as it was."""

from pathlib import Path

import msgspec

from tests.chaos.checker.history import Recorder, Sighting, load, save
from tests.unit.chaos_checker.hand_made import ROOM


def clock(*times: int) -> Recorder:
    return Recorder(iter(times).__next__)


def test_every_record_comes_back_as_it_was(tmp_path: Path) -> None:
    recorder = clock(*range(20))
    recorder.invoked("a", "alice", "x", ROOM, "hi\n长")
    recorder.sent("a", "x")
    recorder.acked("a", "x", ROOM, 1, via="event")
    recorder.refused("a", "y", "throttled", final=False)
    seen = [Sighting(1, "x", "erased", "alice", None, "Alice", ("alice", "deleted-1"))]
    recorder.received("r", ROOM, "events", seen, applied_from=2, position=(1, "d"), prev="c")
    recorder.received("r", ROOM, "reset", [], first=False, stands_at=0)
    recorder.located("r", ROOM, 1, "d")
    recorder.began("r", ROOM, 1)
    recorder.ended("r", ROOM, 1, "d", past_seq=1, waits=True)
    recorder.shown("page", ROOM, seen, ["y"])
    recorder.answered(recorder.asked("a", "alice", "create", ""), "ok", "8")
    recorder.restored({ROOM: (1, "d")})
    recorder.link("r", "connected")
    recorder.fault("black hole", "began")

    save(recorder.records, tmp_path / "history")

    assert load(tmp_path / "history") == recorder.records


def test_files_of_several_processes_are_one_history_by_time(tmp_path: Path) -> None:
    first, second = clock(1, 4), clock(2, 3)
    for name, recorder in (("one", first), ("two", second)):
        recorder.link(name, "connected")
        recorder.link(name, "lost its link")
        save(recorder.records, tmp_path / name)

    loaded = load(tmp_path / "one", tmp_path / "two")

    assert [(record.at_ns, record.client) for record in loaded] == [
        (1, "one"),
        (2, "two"),
        (3, "two"),
        (4, "one"),
    ]


def test_a_record_that_has_its_time_keeps_it() -> None:
    recorder = clock(7)
    recorder.link("r", "connected")
    early = msgspec.structs.replace(recorder.records[0], at_ns=3)

    recorder.keep(early)

    assert recorder.records[-1] == early

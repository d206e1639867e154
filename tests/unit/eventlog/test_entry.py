"""An event is encoded once; frames are put together from what is encoded."""

import json

import pytest

from chat.eventlog.entry import Entry, content_of, entry, frame, sliced
from chat.models import Event
from chat.protocol.position import Position


def make(seq: int, wire: bytes = b"{}") -> Entry:
    return Entry(7, seq, f"{seq - 1:016x}", f"{seq:016x}", wire)


def test_an_entry_is_header_and_content_as_one_object() -> None:
    event = Event(
        room_id=7,
        seq=3,
        kind="post",
        uuid="u",
        by_id=2,
        at=5,
        content='{"body":"文"}',
        salt=b"s",
        digest="d",
    )

    made = entry(event, "p", 'A "quoted" name')

    assert json.loads(made.wire) == {
        "seq": 3,
        "kind": "post",
        "id": "u",
        "by": {"id": "2", "name": 'A "quoted" name'},
        "at": 5,
        "body": "文",
    }
    assert content_of(made.wire)["body"] == "文"
    assert (made.before, made.after) == (Position(2, "p"), Position(3, "d"))


def test_an_entry_without_content_is_its_header() -> None:
    event = Event(room_id=7, seq=3, kind="x", uuid="u", by_id=2, at=5, content="{}", digest="d")

    assert set(json.loads(entry(event, "p", "A").wire)) == {"seq", "kind", "id", "by", "at"}


def test_a_frame_names_where_it_begins_and_ends() -> None:
    entries = [make(seq, b'{"seq":%d}' % seq) for seq in (4, 5, 6)]

    assert json.loads(frame(entries)) == {
        "type": "events",
        "room": "7",
        "prev": f"{3:016x}",
        "events": [{"seq": 4}, {"seq": 5}, {"seq": 6}],
        "digest": f"{6:016x}",
    }


@pytest.mark.parametrize(
    ("most_bytes", "runs"), [(1, [1, 1, 1, 1]), (20, [2, 2]), (30, [3, 1]), (1000, [4])]
)
def test_runs_are_cut_by_bytes_and_hold_one_entry_at_least(
    most_bytes: int, runs: list[int]
) -> None:
    entries = [make(seq, b"x" * 10) for seq in range(1, 5)]

    cut = list(sliced(entries, most_bytes))

    assert [len(run) for run in cut] == runs
    assert [item for run in cut for item in run] == entries


def test_of_nothing_there_are_no_runs() -> None:
    assert list(sliced([], 100)) == []

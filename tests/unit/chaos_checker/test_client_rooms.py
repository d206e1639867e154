"""What the checker's own client says of the rooms it reads."""

import pytest

from tests.chaos.checker.history import Began, Ended, Received, Recorder, Sighting, Skipped
from tests.chaos.client.rooms import Rooms
from tests.chaos.client.wire import Frame
from tests.unit.chaos_checker.hand_made import ROOM

HEAD = {"seq": 9, "digest": "9" * 16}


def message(seq: int) -> Frame:
    return {"seq": seq, "id": f"p{seq}", "by": {"id": "alice", "name": "Alice"}, "body": "hi"}


def rooms(*, whole: bool = True) -> Rooms:
    """Of a client that follows ROOM from its first event."""
    found = Rooms("r", Recorder(), from_start=True, whole=whole, ready=[])
    found.welcomed({"id": ROOM, "kind": "public", "head": HEAD})
    found.ready.clear()
    return found


def reset(of: Rooms, *, more: bool = False) -> None:
    slice = {"room": ROOM, "messages": [message(9)], "head": HEAD, "part": "1", "older": True}
    of.reset({**slice, "more": more}, size=100, now_s=0.0)


@pytest.mark.parametrize(("whole", "asks"), [(True, 1), (False, 0)])
def test_what_a_reset_left_out_is_waited_for_or_done_without(whole: bool, asks: int) -> None:
    client = rooms(whole=whole)
    reset(client)

    client.tick(now_s=1.0)
    client.end()

    assert len(client.ready) == asks
    ended = client.recorder.records[-1]
    assert isinstance(ended, Ended)
    assert (ended.seq, ended.past_seq, ended.waits) == (9, 8, whole)


def test_a_page_that_is_looked_at_is_not_kept() -> None:
    client = rooms()
    client.look(ROOM, before_seq=5)
    [question] = client.ready

    page = {"id": question["id"], "room": ROOM, "messages": [message(4)], "part": "2"}
    client.page({**page, "head": HEAD}, size=100, now_s=0.0)

    seen = client.recorder.records[-1]
    assert isinstance(seen, Received)
    assert seen.events == (Sighting(4, "p4", "post", "alice", "hi", "Alice"),)
    assert (seen.position, seen.applied_from) == ((9, HEAD["digest"]), 10)


def test_a_room_that_is_joined_again_begins_anew() -> None:
    client = rooms()
    reset(client)

    client.gone(ROOM)
    client.changed({"id": ROOM, "kind": "public", "head": HEAD})

    began = [record.seq for record in client.recorder.records if isinstance(record, Began)]
    assert began == [0, 0]


def test_an_event_is_recorded_with_its_place_in_its_history() -> None:
    client = rooms()
    joined = {**message(1), "kind": "join", "who": {"id": "bob", "name": "Bob"}, "body": None}
    frame = {"room": ROOM, "prev": "0" * 16, "events": [joined], "digest": "1" * 16}

    client.events(frame, size=100, now_s=0.0)

    seen = client.recorder.records[-1]
    assert isinstance(seen, Received)
    assert (seen.prev, seen.position) == ("0" * 16, (1, "1" * 16))
    assert seen.events[0].who == ("bob", "Bob")


def test_a_hole_is_recorded_once_though_more_comes_before_the_repair() -> None:
    client = rooms()

    for seq in (3, 4):
        events = [{**message(seq), "kind": "post"}]
        frame = {"room": ROOM, "prev": f"{seq - 1}" * 16, "events": events, "digest": f"{seq}" * 16}
        client.events(frame, size=100, now_s=0.0)

    skipped = [record.seq for record in client.recorder.records if isinstance(record, Skipped)]
    assert skipped == [0]

"""Each way a chat can break its promise, made by hand: the checker sees it and tells it shortly."""

from collections.abc import Iterable

import pytest

from tests.chaos.checker.facts import LogEntry
from tests.chaos.checker.history import Recorder, Sighting
from tests.chaos.checker.verdict import Verdict, check

ROOM = "7"


def digest(seq: int) -> str:
    return f"{seq:016x}"


class Story:
    """A hand-made run: Alice (client "a") posts, "r" and "s" read; every step has its own time."""

    def __init__(self) -> None:
        self._now_ns = 0
        self.recorder = Recorder(self._tick)
        self.log: list[LogEntry] = []

    def _tick(self) -> int:
        self._now_ns += 1_000_000
        return self._now_ns

    def post(self, id: str, *, client: str = "a", room: str = ROOM, body: str = "hi") -> None:
        self.recorder.invoked(client, "alice", id, room, body)
        self.recorder.sent(client, id)

    def stands(self, *ids: str) -> None:
        for id in ids:
            seq = len(self.log) + 1
            self.log.append(LogEntry(seq, id, "post", "alice", digest(seq), "hi"))

    def ack(self, id: str, seq: int, *, room: str = ROOM, client: str = "a") -> None:
        self.recorder.acked(client, id, room, seq)

    def posted(self, *ids: str) -> None:
        """Posted, stored and acknowledged, one after the other."""
        for id in ids:
            self.post(id)
            self.stands(id)
            self.ack(id, len(self.log))

    def seen(self, reader: str, *events: tuple[int, str]) -> None:
        self.recorder.received(reader, ROOM, "events", sightings(events))

    def end(self, reader: str, seq: int | None = None) -> None:
        at = len(self.log) if seq is None else seq
        self.recorder.ended(reader, ROOM, at, digest(at))

    def verdict(self) -> Verdict:
        return check(self.recorder.records, {ROOM: self.log})


def sightings(events: Iterable[tuple[int, str]]) -> list[Sighting]:
    return [Sighting(seq, id, "post", "alice", "hi") for seq, id in events]


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_run_without_a_fault_holds(story: Story) -> None:
    story.posted("x", "y")
    for reader in ("r", "s"):
        story.seen(reader, (1, "x"), (2, "y"))
        story.end(reader)

    verdict = story.verdict()

    assert verdict.holds, verdict
    assert (verdict.acked, verdict.readers, verdict.deliveries) == (2, 2, 4)


def test_a_post_without_an_answer_may_stand_or_not(story: Story) -> None:
    story.post("x")
    story.post("y")
    story.stands("y")
    story.seen("r", (1, "y"))
    story.end("r")

    verdict = story.verdict()

    assert verdict.holds, verdict
    assert verdict.unknown == 2


def test_an_acknowledged_id_missing_in_the_log_is_lost(story: Story) -> None:
    story.posted("x")
    story.post("y")
    story.ack("y", 2)

    [violation] = story.verdict().of("lost")

    assert "y was acknowledged at 7/2" in violation.text
    assert [line.split("ms  ")[1] for line in violation.story] == [
        "a posts y in room 7: 'hi'",
        "a sends y",
        "a has y acknowledged at 7/2 by its ack",
    ]


def test_an_ack_that_names_a_wrong_place_is_lost(story: Story) -> None:
    story.post("x")
    story.stands("x")
    story.ack("x", 4)

    assert story.verdict().of("lost")


def test_an_acknowledged_id_missing_in_one_view_is_lost(story: Story) -> None:
    story.posted("x", "y")
    story.seen("r", (1, "x"), (2, "y"))
    story.seen("s", (2, "y"))
    story.end("r")
    story.end("s")

    [violation] = story.verdict().of("lost")

    assert violation.client == "s"
    assert "does not hold x" in violation.text
    assert not any("r receives" in line for line in violation.story)


def test_what_a_reset_threw_away_and_no_page_brought_back_is_lost(story: Story) -> None:
    story.posted("x", "y")
    story.seen("r", (1, "x"), (2, "y"))
    story.recorder.received("r", ROOM, "reset", sightings([(2, "y")]), stands_at=2)
    story.end("r")

    assert [v.ids for v in story.verdict().of("lost")] == [{"x"}]


def test_a_reset_and_the_pages_before_it_make_a_whole_view(story: Story) -> None:
    story.posted("x", "y", "z")
    story.recorder.received("r", ROOM, "reset", sightings([(2, "y")]), stands_at=2)
    story.recorder.received("r", ROOM, "page", sightings([(1, "x")]))
    story.seen("r", (3, "z"))
    story.end("r")

    assert story.verdict().holds, story.verdict()


def test_a_view_that_began_at_the_head_need_not_hold_what_was_before(story: Story) -> None:
    story.posted("x", "y")
    story.recorder.began("r", ROOM, 1)
    story.seen("r", (2, "y"))
    story.end("r")

    assert story.verdict().holds, story.verdict()


def test_an_id_that_stands_twice_is_doubled_acknowledged_or_not(story: Story) -> None:
    story.post("x")
    story.stands("x", "x")

    [violation] = story.verdict().of("doubled")

    assert violation.text == "x was seen at 7/1 and 7/2"


def test_a_post_that_stands_in_two_rooms_is_doubled(story: Story) -> None:
    story.posted("x")
    other = LogEntry(1, "x", "post", "alice", digest(1), "hi")

    verdict = check(story.recorder.records, {ROOM: story.log, "8": [other]})

    assert verdict.of("doubled")


def test_an_id_a_reader_sees_at_two_places_is_doubled(story: Story) -> None:
    story.posted("x", "y")
    story.seen("r", (1, "x"), (2, "x"))
    story.end("r")

    assert story.verdict().of("doubled")


def test_an_event_applied_twice_is_doubled(story: Story) -> None:
    story.posted("x", "y")
    story.seen("r", (1, "x"), (2, "y"), (1, "x"))
    story.end("r")

    [violation] = story.verdict().of("doubled")

    assert "applied x at 7/1 again" in violation.text


def test_an_event_that_comes_again_and_is_dropped_harms_nobody(story: Story) -> None:
    story.posted("x", "y")
    story.seen("r", (1, "x"))
    again = sightings([(1, "x"), (2, "y")])
    story.recorder.received("r", ROOM, "events", again, applied_from=2)
    story.end("r")

    assert story.verdict().holds, story.verdict()


def test_a_dropped_event_with_another_id_diverges(story: Story) -> None:
    story.posted("x")
    story.seen("r", (1, "x"))
    story.recorder.received("r", ROOM, "events", sightings([(1, "q")]), applied_from=2)
    story.end("r")

    assert story.verdict().of("diverged")


def test_one_sender_s_posts_out_of_order_are_reordered(story: Story) -> None:
    story.post("x")
    story.post("y")
    story.stands("y", "x")

    [violation] = story.verdict().of("reordered")

    assert violation.ids == {"x", "y"}


def test_one_sender_s_order_counts_for_unanswered_posts_too(story: Story) -> None:
    story.post("x")
    story.post("y")
    story.stands("y", "x")
    story.ack("y", 1)

    assert story.verdict().of("reordered")


def test_two_senders_pipelining_may_stand_in_any_order(story: Story) -> None:
    story.post("x", client="a")
    story.post("y", client="b")
    story.stands("y", "x")
    story.ack("x", 2)
    story.ack("y", 1, client="b")

    assert story.verdict().holds, story.verdict()


def test_a_post_made_after_another_s_ack_may_not_stand_before_it(story: Story) -> None:
    story.post("x", client="a")
    story.ack("x", 2)
    story.post("y", client="b")
    story.stands("y", "x")

    assert "after the ack of x" in story.verdict().of("reordered")[0].text


def test_two_readers_with_different_ids_at_one_place_diverge(story: Story) -> None:
    for id in ("x", "y"):
        story.post(id)
    story.stands("x", "y")
    story.seen("r", (1, "x"), (2, "y"))
    story.seen("s", (1, "y"), (2, "x"))

    texts = [violation.text for violation in story.verdict().of("diverged")]

    assert texts[0].startswith("7/1 is x (the log), y (s)")


def test_a_digest_that_is_not_the_log_s_diverges(story: Story) -> None:
    story.posted("x")
    story.recorder.located("r", ROOM, 1, "feedfeedfeedfeed")

    [violation] = story.verdict().of("diverged")

    assert "feedfeedfeedfeed (r)" in violation.text


def test_an_event_applied_past_a_hole_diverges(story: Story) -> None:
    story.posted("x", "y", "z")
    story.seen("r", (1, "x"), (3, "z"))
    story.end("r")

    assert "where 2 was next" in story.verdict().of("diverged")[0].text


def test_a_hole_in_the_log_itself_diverges(story: Story) -> None:
    story.post("x")
    story.log.append(LogEntry(2, "x", "post", "alice", digest(2), "hi"))

    assert "has 2 where 1 was next" in story.verdict().of("diverged")[0].text


def test_a_reader_that_ends_below_the_head_is_behind(story: Story) -> None:
    story.posted("x", "y")
    story.seen("r", (1, "x"))
    story.end("r", 1)

    verdict = story.verdict()

    assert "r ended room 7 at 1, its head is 2" in verdict.of("behind")[0].text
    assert not verdict.of("lost"), "what one has not come to yet is not lost"


def test_a_reader_that_claims_the_head_without_the_events_is_behind(story: Story) -> None:
    story.posted("x", "y")
    story.seen("r", (1, "x"))
    story.end("r", 2)

    assert story.verdict().of("behind")


def test_a_post_nobody_made_is_forged(story: Story) -> None:
    story.stands("ghost")

    assert "which nobody posted" in story.verdict().of("forged")[0].text


def test_a_body_that_is_not_as_it_was_sent_is_forged(story: Story) -> None:
    story.post("x", body="hi ")
    story.stands("x")

    assert "as 'hi ', not 'hi'" in story.verdict().of("forged")[0].text


def test_a_body_one_reader_sees_changed_is_forged(story: Story) -> None:
    story.posted("x")
    changed = [Sighting(1, "x", "post", "alice", "ho")]
    story.recorder.received("r", ROOM, "events", changed)

    assert story.verdict().of("forged")


def test_a_finally_refused_post_that_stands_is_forged(story: Story) -> None:
    story.post("x")
    story.stands("x")
    story.recorder.refused("a", "x", "too-long", final=True)

    assert "finally refused (too-long)" in story.verdict().of("forged")[0].text


def test_a_refusal_with_retry_ms_leaves_the_outcome_open(story: Story) -> None:
    story.post("x")
    story.recorder.refused("a", "x", "throttled", final=False)
    story.stands("x")
    story.ack("x", 1)

    assert story.verdict().holds, story.verdict()


def test_events_of_other_kinds_are_the_server_s_own(story: Story) -> None:
    story.log.append(LogEntry(1, "j", "join", "alice", digest(1)))
    story.recorder.received("r", ROOM, "events", [Sighting(1, "j", "join", "alice")])
    story.end("r")

    assert story.verdict().holds, story.verdict()


def test_a_story_names_the_faults_within_it_and_nothing_else(story: Story) -> None:
    story.recorder.fault("long before")
    story.post("x")
    story.recorder.fault("SIGKILL")
    story.ack("x", 1)
    story.recorder.fault("long after")

    [violation] = story.verdict().of("lost")

    assert any(line.endswith("chaos SIGKILL") for line in violation.story)
    assert not any("long" in line for line in violation.story)


def test_only_the_first_few_violations_of_a_kind_are_told(story: Story) -> None:
    for number in range(9):
        story.post(f"x{number}")
        story.ack(f"x{number}", number + 1)

    verdict = story.verdict()

    assert len(verdict.of("lost")) == 9
    assert sum(1 for violation in verdict.violations if violation.story) == 5
    assert str(verdict).startswith("9 lost, 0 doubled")

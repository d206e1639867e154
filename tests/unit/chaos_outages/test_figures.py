"""What a fault cost, read off a history."""

from collections import Counter

from tests.chaos.checker.history import CONNECTED, Recorder, Sighting
from tests.chaos.outages.figures import S, figures
from tests.chaos.outages.spell import Spell

SPELL = Spell(
    before_ns=10 * S, began_ns=11 * S, healing_ns=13 * S, healed_ns=14 * S, over_ns=20 * S
)
ROOMS = {"Alice": "7", "Bob": "7", "Charlie": "7"}


class Scene:
    """Records by the second."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self.recorder = Recorder(lambda: round(self._now_s * S))

    def at(self, now_s: float) -> Recorder:
        self._now_s = now_s
        return self.recorder

    def post(self, now_s: float, id: str, *, acked_s: float) -> None:
        self.at(now_s).invoked("Alice", "1", id, "7", "hello")
        self.at(acked_s).acked("Alice", id, "7", 1)

    def receive(self, now_s: float, client: str, id: str) -> None:
        event = Sighting(1, id, "post", "1", "hello")
        self.at(now_s).received(client, "7", "events", [event])


def test_a_post_is_delivered_when_the_last_other_member_has_it() -> None:
    scene = Scene()
    scene.post(11.5, "a", acked_s=12)
    scene.receive(12, "Alice", "a")
    scene.receive(12.5, "Bob", "a")
    scene.receive(16, "Charlie", "a")

    found = figures(SPELL, scene.recorder.records, ROOMS)

    assert (found.posts, found.delivered, found.acked_meanwhile) == (1, 1, 1)
    assert (found.without_ack_s, found.without_delivery_s) == (0.5, 4.0)
    assert found.whole_after_s == 2.0


def test_a_post_that_somebody_never_had_is_not_delivered() -> None:
    scene = Scene()
    scene.post(12, "a", acked_s=15)
    scene.receive(15, "Bob", "a")
    scene.receive(16, "Bob", "a")

    found = figures(SPELL, scene.recorder.records, ROOMS)

    assert (found.posts, found.delivered) == (1, 0)
    assert found.whole_after_s == 1.0


def test_what_was_posted_outside_the_spell_is_not_counted() -> None:
    scene = Scene()
    scene.post(9, "before", acked_s=19)
    scene.post(12, "within", acked_s=12.1)
    scene.post(21, "after", acked_s=29)

    found = figures(SPELL, scene.recorder.records, ROOMS)

    assert found.posts == 1
    assert round(found.without_ack_s, 3) == 0.1


def test_sockets_are_counted_by_what_ended_them() -> None:
    scene = Scene()
    scene.post(12, "a", acked_s=12.1)
    for client, why in (("Alice", "hears bye 4012: restarts"), ("Bob", "hears nothing")):
        scene.at(12).link(client, why)
        scene.at(13).link(client, "lost its link, 1006")
    scene.at(12).link("Charlie", "hears bye 4012: restarts")
    scene.at(12.5).link("Charlie", CONNECTED)
    scene.at(13).link("Charlie", "lost its link, 1006")

    found = figures(SPELL, scene.recorder.records, ROOMS)

    assert found.dropped == Counter({"bye 4012": 1, "heartbeat": 1, "cut": 1})

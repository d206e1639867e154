"""A position is a place in one history: whoever names one, names what others do."""

from collections.abc import Iterator

from tests.chaos.checker.facts import Facts, Place
from tests.chaos.checker.violation import Violation, at


def a_place_has_one_digest(facts: Facts) -> Iterator[Violation]:
    """One in each history: as many others as restores dropped the place."""
    for place, others in facts.other_digests.items():
        if len(others) > facts.restores.histories_dropped(*place):
            text = f"{at(place)} has digests {_digests(facts, place, others)}"
            yield Violation("diverged", text, set(), {place})


def _digests(facts: Facts, place: Place, others: dict[str, str]) -> str:
    entry = facts.entry(*place)
    said = {entry.digest: "the log"} if entry else {}
    return ", ".join(f"{digest} ({who})" for digest, who in (said | others).items())


def a_frame_is_of_one_history(facts: Facts) -> Iterator[Violation]:
    for client, places in facts.stitched.items():
        for place in sorted(places):
            text = f"{client} was given a frame at {at(place)} that leaves its history"
            yield Violation("diverged", text, set(), {place}, client)


def a_restored_copy_is_of_this_history(facts: Facts) -> Iterator[Violation]:
    """Up to its heads, but for what a later restore dropped."""
    for restored in facts.restores.records:
        for room, (seq, digest) in restored.heads.items():
            entry = facts.entry(room, seq)
            if seq == 0 or facts.restores.drop(room, seq, restored.at_ns):
                continue
            if entry is None or entry.digest != digest:
                text = f"the backup has {digest} at {at((room, seq))}, where the log has not"
                yield Violation("diverged", text, set(), {(room, seq)})


POSITION_RULES = (
    a_place_has_one_digest,
    a_frame_is_of_one_history,
    a_restored_copy_is_of_this_history,
)

"""The log does what a few lists and dicts do, whatever is asked of it and however commits end."""

import json
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from chat import actions
from chat.actions import Answer, Refused
from chat.eventlog import reading, writer
from chat.models import Event, Person, Room
from tests.unit.eventlog.chain import recomputed, stored
from tests.unit.eventlog.log_model import LogModel, Post
from tests.unit.eventlog.stopped_writer import DEADLINE_S, Commits, Halt, outcome

PEOPLE = st.integers(0, 2)
ROOMS = st.integers(0, 1)
BODIES = st.sampled_from(["hi", "ho", "*so*", "", " "])
# Which of the person's ids is used again; below 0: a new one.
AGAIN = st.integers(-3, 5)
# The entry before it: none, the person's last, or one that never came.
FOLLOWS = st.sampled_from(["", "", "last", "nothing"])
FATES = st.sampled_from(["well", "well", "lost", "in doubt", "away"])
LOST = OperationalError("the database went away")
_names = count(1)


class LogMachine(RuleBasedStateMachine):
    def __init__(self, commits: Commits) -> None:
        super().__init__()
        self.commits = commits
        self.model = LogModel()
        self.ids: list[tuple[int, UUID]] = []  # of posts, in the order in which they were made

    @initialize()
    def begin(self) -> None:
        names = [f"{name} {next(_names)}" for name in ("Alice", "Bob", "Charlie")]
        self.people = [Person.objects.create_user(name) for name in names]
        self.staff = Person.objects.create_user(f"Sam {next(_names)}", is_staff=True)
        self.rooms = [self._room(name) for name in ("Kitchen", "Garden")]

    def _room(self, name: str) -> int:
        owner = self.people[0]
        room = actions.create_room(owner, name).result().room_id
        self.model.rooms[room] = []
        self.model.join(owner.pk, room)
        return room

    @rule(
        asked=st.lists(st.tuples(PEOPLE, ROOMS, BODIES, AGAIN, FOLLOWS), max_size=5),
        fate=FATES,
    )
    def post_together(self, asked: list[tuple[int, int, str, int, str]], fate: str) -> None:
        """In one transaction, bad ones among them; whose COMMIT may not end well."""
        posts = [self._post(*what) for what in asked]
        futures = self._submit_together(posts, fate)
        if fate == "in doubt":  # all were done, and then asked for again, each alone
            for post in posts:
                self.model.post(post)
        for post, future in zip(posts, futures, strict=True):
            found = outcome(future)
            if fate == "away":
                assert isinstance(found, Refused)
                assert found.retry_ms is not None
            else:
                self._compare(found, self.model.post(post), post)

    def _post(self, by: int, room: int, body: str, again: int, follows: str) -> Post:
        person = self.people[by]
        mine = [id for person_id, id in self.ids if person_id == person.pk]
        id = mine[again % len(mine)] if again >= 0 and mine else uuid4()
        prior = {"last": mine[-1] if mine else None, "nothing": uuid4()}.get(follows)
        if id not in mine:
            self.ids.append((person.pk, id))
        return Post(person.pk, id, self.rooms[room], body, prior if prior != id else None)

    def _submit_together(self, posts: list[Post], fate: str) -> "list[Future[Answer]]":
        halt = Halt(self.staff, uuid4())
        held = writer.writer().submit(halt)
        assert halt.reached.wait(DEADLINE_S)
        by = {person.pk: person for person in self.people}
        futures = [
            actions.post(by[post.by], post.id, post.room, post.body, prior=post.follows)
            for post in posts
        ]
        self.commits.hold()
        halt.released.set()
        assert self.commits.reached.wait(DEADLINE_S)
        # The first COMMIT is of what held the writer.
        faults = {"lost": [(LOST, None)], "in doubt": [(None, LOST)]}
        always = [(LOST, None)] * (len(posts) + 1) if fate == "away" else []
        self.commits.end_as([(None, None), *(faults.get(fate, always) if posts else [])])
        self.commits.released.set()
        held.result(DEADLINE_S)
        for future in futures:
            future.exception(DEADLINE_S)
        self.commits.end_as([])
        return futures

    def _compare(self, found: Any, expected: str | int, post: Post) -> None:
        if isinstance(expected, int):
            assert isinstance(found, Answer), found
            assert (found.room_id, found.seq) == (post.room, expected)
        else:
            assert isinstance(found, Refused), (found, expected)
            assert found.code == expected

    @rule(by=PEOPLE, room=ROOMS)
    def join(self, by: int, room: int) -> None:
        self._do(actions.join, self.model.join, by, room)

    @rule(by=PEOPLE, room=ROOMS)
    def leave(self, by: int, room: int) -> None:
        self._do(actions.leave, self.model.leave, by, room)

    def _do(
        self,
        action: "Callable[[Person, int], Future[Answer]]",
        in_model: Callable[[int, int], str],
        by: int,
        room: int,
    ) -> None:
        found = outcome(action(self.people[by], self.rooms[room]))
        refused = in_model(self.people[by].pk, self.rooms[room])
        assert (found.code if isinstance(found, Refused) else "") == refused

    @rule(by=PEOPLE)
    def ban(self, by: int) -> None:
        if not self._is_erased(by):
            actions.ban(self.staff, self.people[by]).result()
            self.model.inactive.add(self.people[by].pk)

    @rule(by=PEOPLE)
    def unban(self, by: int) -> None:
        if not self._is_erased(by):
            actions.unban(self.staff, self.people[by]).result()
            self.model.inactive.discard(self.people[by].pk)

    @rule(by=PEOPLE)
    def erase(self, by: int) -> None:
        if not self._is_erased(by):
            assert actions.erase(self.people[by])
            self.model.erase(self.people[by].pk)

    def _is_erased(self, by: int) -> bool:
        return bool(Person.objects.get(pk=self.people[by].pk).erasure)

    def teardown(self) -> None:
        """Whatever failed: the next run meets no fault of this one."""
        self.commits.end_as([])
        self.commits.released.set()
        writer.stop()

    @rule()
    def restart(self) -> None:
        writer.stop()

    @invariant()
    def the_log_is_the_models(self) -> None:
        for room_id, said in self.model.rooms.items():
            room = Room.objects.get(pk=room_id)
            chain = recomputed(room)
            assert stored(room) == chain
            assert room.head_seq == len(chain) == len(said)
            rows = Event.objects.filter(room=room).order_by("seq")
            found = [(row.kind, row.by_id, json.loads(row.content).get("body")) for row in rows]
            assert found == [(one.kind, one.by, one.body) for one in said]

    @invariant()
    def a_page_is_what_the_log_comes_to(self) -> None:
        for room_id, said in self.model.rooms.items():
            posts = [(seq, one) for seq, one in enumerate(said, start=1) if one.kind == "post"]
            assert Room.objects.get(pk=room_id).posts == len(posts)
            readers = [person for room, person in self.model.members if room == room_id]
            for person in readers:
                page = reading.page(person, room_id, None, 100)
                assert page is not None
                shown = [(item.seq, getattr(item, "body", None) or None) for item in page.messages]
                assert shown == [(seq, one.body) for seq, one in posts]


def _run(commits: Commits, examples: int) -> None:
    """What fails is shown as it came: to find a shorter story takes minutes on a real database."""
    machine = settings(
        max_examples=examples,
        stateful_step_count=15,
        deadline=None,
        database=None,
        phases=[Phase.generate],
    )
    run_state_machine_as_test(lambda: LogMachine(commits), settings=machine)


def test_the_log_does_what_its_model_does(commits: Commits) -> None:
    _run(commits, examples=8)


@pytest.mark.full
@pytest.mark.timeout(3_600)
def test_the_log_does_what_its_model_does_three_hundred_times(commits: Commits) -> None:
    _run(commits, examples=300)

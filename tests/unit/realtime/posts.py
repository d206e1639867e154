"""Stands for the action `post`, so that a test decides when and how each is answered."""

from concurrent.futures import Future
from typing import Any
from uuid import uuid4

import pytest

from chat.actions import Answer
from chat.models import Person
from chat.realtime import posting
from tests.unit.realtime.page import Page

# Some id as it stands on the wire.
SOME_ID = "0f8c0000-0000-4000-8000-000000000000"


class Posts:
    """Each waits until the test answers it."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.futures: list[Future[Answer]] = []

    def post(self, by: Person, uuid: Any, room_id: int, body: str, **rest: Any) -> "Future[Answer]":
        self.asked.append({"by": by, "uuid": uuid, "room_id": room_id, "body": body} | rest)
        future: Future[Answer] = Future()
        self.futures.append(future)
        return future


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> Posts:
    posts = Posts()
    monkeypatch.setattr(posting.actions, "post", posts.post)
    return posts


def post(page: Page, body: str = "hi", **fields: Any) -> str:
    id = str(uuid4())
    page.say("post", **({"id": id, "room": "7", "body": body} | fields))
    return id

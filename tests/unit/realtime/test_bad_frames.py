"""A bad frame costs nothing but an answer, too many of them the connection."""

import json
from collections.abc import Callable

import pytest

from chat.models import Person
from chat.protocol.frames import FRAME_BYTES
from chat.realtime import posting
from chat.realtime.peer import FAULTS_A_MINUTE
from tests.unit.realtime.page import Page
from tests.unit.realtime.posts import SOME_ID, post
from tests.unit.realtime.virtual_time import later

MakePage = Callable[..., Page]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "bad-frame"),
        ("nonsense", "bad-json"),
        ("{", "bad-json"),
        ("[]", "bad-frame"),
        ("null", "bad-frame"),
        ("7", "bad-frame"),
        ("{}", "bad-frame"),
        ('{"type":7}', "bad-frame"),
        ('{"type":"nonsense"}', "unknown-type"),
        ('{"type":"subscribe"}', "bad-frame"),
        ('{"type":"subscribe","room":7}', "bad-frame"),
        ('{"type":"seen","rooms":{"7":-1}}', "bad-frame"),
        ('{"type":"seen","rooms":{"7":' + "9" * 30 + "}}", "bad-frame"),
        ('{"type":"subscribe","room":"\\u0000"}', "bad-frame"),
        ('{"type":"subscribe","room":"\\ud800"}', "bad-json"),
        ('{"type":"ping","x":' + "[" * 1000 + "]" * 1000 + "}", "bad-frame"),
        ('{"type":"post","id":"no uuid","room":"7","body":"x"}', "bad-frame"),
        ('{"type":"post","id":"' + SOME_ID.upper() + '","room":"7","body":"x"}', "bad-frame"),
    ],
)
async def test_a_bad_frame_costs_nothing_but_an_answer(
    make_page: MakePage, frame: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = await make_page().hello()

    page.session.receive_text(frame)

    assert page.wire.last("error")["code"] == code
    assert page.wire.last("error")["detail"]
    assert page.wire.closed is None
    assert caplog.records == []


@pytest.mark.parametrize("body", ["7", '"\\u0000"', "null"])
async def test_a_bad_frame_with_an_id_is_refused_by_that_id(make_page: MakePage, body: str) -> None:
    page = await make_page().hello()

    page.session.receive_text(f'{{"type":"post","id":"{SOME_ID}","room":"7","body":{body}}}')

    refused = page.wire.last("refused")
    assert (refused["id"], refused["code"]) == (SOME_ID, "bad-frame")
    assert "retry_ms" not in refused
    assert "$.body" in refused["detail"], "it says where"


async def test_a_binary_frame_is_unsupported(make_page: MakePage) -> None:
    page = await make_page().hello()

    page.session.receive_bytes(b"\x81")

    assert page.wire.last("error")["code"] == "unsupported"
    assert page.wire.closed is None


async def test_twenty_bad_frames_a_minute_close_with_4400(make_page: MakePage) -> None:
    page = await make_page().hello()

    for _ in range(FAULTS_A_MINUTE - 1):
        page.session.receive_text("nonsense")
    assert page.wire.closed is None
    page.session.receive_text("nonsense")

    assert page.wire.last("bye")["reconnect"] is False
    assert page.wire.closed == 4400


async def test_a_few_bad_frames_every_minute_are_borne_for_ever(make_page: MakePage) -> None:
    page = await make_page().hello()

    for _ in range(100):
        page.session.receive_text("nonsense")
        page.say("ping")
        await later(6)

    assert page.wire.closed is None


@pytest.mark.parametrize("said_hello", [False, True])
async def test_a_frame_over_64_kib_closes_with_4009(make_page: MakePage, said_hello: bool) -> None:
    page = make_page()
    if said_hello:
        await page.hello()

    page.session.receive_text(" " * (FRAME_BYTES + 1))

    assert page.wire.last("bye")["reconnect"] is True
    assert page.wire.closed == 4009


async def test_bytes_count_not_characters(make_page: MakePage) -> None:
    page = await make_page().hello()
    page.session.receive_text(json.dumps({"type": "ping", "x": "x" * (FRAME_BYTES - 100)}))
    assert page.wire.closed is None

    text = json.dumps({"type": "ping", "x": "文" * (FRAME_BYTES // 3)}, ensure_ascii=False)
    page.session.receive_text(text)

    assert page.wire.closed == 4009


async def test_a_fault_of_ours_ends_this_session_alone(
    make_page: MakePage, monkeypatch: pytest.MonkeyPatch, bob: Person
) -> None:
    page, other = await make_page().hello(), await make_page(bob).hello()

    monkeypatch.setattr(posting.actions, "post", lambda *_, **__: 1 / 0)
    post(page)
    other.say("ping", n=5)

    assert page.wire.closed == 4013
    assert other.wire.last("pong")["n"] == 5

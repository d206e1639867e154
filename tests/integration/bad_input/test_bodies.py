"""A body has 1 to 4,000 code points, not all of them spaces, and is kept as it was sent."""

import pytest

from tests.integration.chatting import a_post, arrived, follow
from tests.integration.conftest import on_both
from tests.servers.wire import Wire

pytestmark = on_both

MOST = 4000


@pytest.mark.parametrize("body", ["", " ", "\n", "\t \r\n", "\u3000", "\u00a0"])
async def test_a_body_of_nothing_but_space_is_refused_for_good(
    wire: Wire, room: str, body: str
) -> None:
    refused = await refusal(wire, room, body)
    assert refused == ("empty", False)


@pytest.mark.parametrize("character", ["x", "字", "😀", "\u0301", "<"])
async def test_4000_code_points_are_taken_whatever_their_width(
    wire: Wire, room: str, character: str
) -> None:
    await wire.send(a_post(room, character * MOST))
    assert await wire.expect("ack")


@pytest.mark.parametrize("character", ["x", "字", "😀", "\u0301", "<"])
async def test_4001_code_points_are_refused_for_good(wire: Wire, room: str, character: str) -> None:
    assert await refusal(wire, room, character * (MOST + 1)) == ("too-long", False)


@pytest.mark.parametrize(
    "body",
    [
        "  a  ",
        "\na\n",
        "e\u0301 is not é",
        "a\u200bb",
        "\u202eevil",
        "\ufeffa",
        "<script>alert(1)</script>",
        "a\x01\x1b[31mb\x7f",
        "'; DROP TABLE chat_event; --",
        "%s %(a)s {a} \\u0000 \\",
        "👩\u200d👩\u200d👧",
    ],
)
async def test_a_body_is_kept_and_passed_on_as_it_was_sent(
    wire: Wire, bobs_wire: Wire, room: str, body: str
) -> None:
    await follow(bobs_wire, room)
    await wire.send(a_post(room, body))
    await wire.expect("ack")
    assert (await bobs_wire.expect("events"))["events"][0]["body"] == body
    await bobs_wire.send({"type": "history", "id": "h", "room": room, "limit": 1})
    assert (await bobs_wire.expect("page"))["messages"][-1]["body"] == body


@pytest.mark.parametrize(
    ("body", "forbidden"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("[a](javascript:alert(1))", "href"),
        ("![a](https://example.org/spy.png)", "<img"),
    ],
)
async def test_the_html_of_a_body_can_be_inserted_as_it_is(
    wire: Wire, room: str, body: str, forbidden: str
) -> None:
    await follow(wire, room)
    await wire.send(a_post(room, body))
    assert forbidden not in (await wire.expect("events"))["events"][0]["html"]


async def refusal(wire: Wire, room: str, body: str) -> tuple[str, bool]:
    """Code of the refusal, and whether one may try again; nothing was posted."""
    await follow(wire, room)
    post = a_post(room, body)
    await wire.send(post)
    refused = await wire.expect("refused", id=post["id"])
    assert refused["detail"]
    assert await arrived(wire) == []
    return refused["code"], "retry_ms" in refused

"""What is meant for people comes in their language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from tests.integration.chatting import a_post, greet, log_out, newcomer
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}


@dataclass
class Speaker(Visitor):
    """A visitor whose browser asks for a language."""

    asks: Mapping[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        return {**super().headers(), **self.asks}


def speaker(app: AppServer, **asks: str) -> Speaker:
    visitor = newcomer(app, "Alice")
    return Speaker(app.origin, visitor.name, visitor.cookies, asks)


async def texts(app: AppServer, visitor: Visitor, room: str) -> list[str]:
    """The words of a refusal that the session makes, one the writer makes, and a goodbye."""
    async with open_wire(app.ws_url(), visitor) as wire:
        await greet(wire)
        refusals = [await refusal(wire, a_post(room, body)) for body in ("", "x" * 4001, "hello")]
        log_out(visitor)
        return [*refusals, (await wire.expect("bye"))["reason"]]


async def refusal(wire: Wire, post: dict[str, object]) -> str:
    await wire.send(post)
    return str((await wire.expect("refused", id=post["id"]))["detail"])


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


async def test_chinese_to_who_asks_for_it(app: AppServer, room: str) -> None:
    for text in await texts(app, speaker(app, **CHINESE), room):
        assert is_chinese(text), text


@pytest.mark.parametrize("asks", [{}, {"Accept-Language": "en"}, {"Accept-Language": "tlh"}])
async def test_english_to_everybody_else(app: AppServer, room: str, asks: dict[str, str]) -> None:
    for text in await texts(app, speaker(app, **asks), room):
        assert text.isascii(), text


async def test_what_was_chosen_on_the_page_goes_before_what_the_browser_asks(
    app: AppServer, room: str
) -> None:
    visitor = speaker(app, **{"Accept-Language": "en"})
    visitor.cookies["django_language"] = "zh-hans"
    for text in await texts(app, visitor, room):
        assert is_chinese(text), text


async def test_two_people_at_once_each_get_their_own(app: AppServer, room: str) -> None:
    async with (
        open_wire(app.ws_url(), speaker(app, **CHINESE)) as hers,
        open_wire(app.ws_url(), speaker(app)) as his,
    ):
        await greet(hers)
        await greet(his)
        for _ in range(5):
            for wire in (hers, his):
                await wire.send(a_post(room))
        for _ in range(5):
            assert is_chinese((await hers.expect("refused"))["detail"])
            assert (await his.expect("refused"))["detail"].isascii()


async def test_without_a_login_too(app: AppServer) -> None:
    async with open_wire(app.ws_url(), Speaker(app.origin, asks=CHINESE)) as wire:
        assert is_chinese((await wire.expect("bye"))["reason"])


async def test_at_an_unknown_path_too(app: AppServer) -> None:
    async with open_wire(app.ws_url("/ws/x/"), Speaker(app.origin, asks=CHINESE)) as wire:
        assert is_chinese((await wire.expect("bye"))["reason"])

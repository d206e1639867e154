"""A switch hurts the connection of the page that pressed it, and nobody else's."""

import asyncio
import json
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from chat.transports.faults.known import hurtable, link_of
from chat.transports.faults.links import PlainLink, RawLink
from chat.transports.faults.views import hurt
from tests.unit.realtime.virtual_time import later, settled
from tests.unit.server.peer import Peer

ALICE, BOB = "alice's cookie", "bob's cookie"


class Connected:
    """Runs `during` while a connection of the playground stands."""

    def __init__(self, key: str, cookie: str, peer: Peer | None = None) -> None:
        self.sent: list[Any] = []
        extensions = {} if peer is None else {"lifeline.prepared": peer.connection}
        self.scope = {
            "query_string": f"playground={key}".encode(),
            "cookies": {"sessionid": cookie},
            "extensions": extensions,
        }

    async def run(self, during: Any) -> None:
        async def application(scope: Any, receive: Any, send: Any) -> None:
            await during()

        async def send(message: Any) -> None:
            self.sent.append(message)

        await hurtable(application)(self.scope, None, send)


def press(cookie: str, key: str, fault: str, **more: object) -> tuple[int, str]:
    """The status, and what was wrong."""
    request = RequestFactory().post("/", {"key": key, "fault": fault, **more})
    request.COOKIES["sessionid"] = cookie
    with translation.override("en"):
        response = hurt(request)
    detail = json.loads(response.content)["detail"] if response.content else ""
    return response.status_code, detail


async def test_a_page_hurts_its_own_connection(peer: Peer) -> None:
    async def during() -> None:
        assert press(ALICE, "k", "cut") == (204, "")
        await settled()
        assert peer.transport.ended == "aborted"

    await Connected("k", ALICE, peer).run(during)


async def test_nobody_hurts_the_connection_of_another_login(peer: Peer) -> None:
    async def during() -> None:
        status, detail = press(BOB, "k", "cut")
        await settled()
        assert (status, peer.transport.ended) == (404, "")
        assert "connect first" in detail

    await Connected("k", ALICE, peer).run(during)


async def test_a_connection_that_is_gone_is_not_known(peer: Peer) -> None:
    async def during() -> None:
        assert isinstance(link_of({"sessionid": ALICE}, "k"), RawLink)

    await Connected("k", ALICE, peer).run(during)
    assert press(ALICE, "k", "cut")[0] == 404


async def test_an_older_connection_that_ends_leaves_the_newer_one_known(peer: Peer) -> None:
    newer, older_ends = Peer(), asyncio.Event()
    await newer.open()

    async def older() -> None:
        await older_ends.wait()

    task = asyncio.create_task(Connected("k", ALICE, peer).run(older))
    await settled()

    async def during() -> None:
        older_ends.set()
        await task
        assert press(ALICE, "k", "cut")[0] == 204
        await settled()
        assert (peer.transport.ended, newer.transport.ended) == ("", "aborted")

    await Connected("k", ALICE, newer).run(during)


async def test_the_chat_s_own_connections_are_not_known() -> None:
    connected = Connected("k", ALICE)
    connected.scope["query_string"] = b""

    async def during() -> None:
        assert press(ALICE, "", "cut")[0] == 400
        assert link_of({"sessionid": ALICE}, "k") is None

    await connected.run(during)


@pytest.mark.parametrize("code", ["0", "999", "1004", "1005", "1006", "1015", "2999", ""])
async def test_a_code_that_is_never_sent_is_refused_in_words(peer: Peer, code: str) -> None:
    async def during() -> None:
        status, detail = press(ALICE, "k", "close", code=code)
        assert status == 409
        assert "never sent" in detail

    await Connected("k", ALICE, peer).run(during)


@pytest.mark.parametrize("order", [{"code": "5000"}, {"code": "x"}, {"ms": "-1"}, {"ms": "60001"}])
async def test_what_is_no_number_for_it_is_refused(peer: Peer, order: dict[str, str]) -> None:
    async def during() -> None:
        fault = "close" if "code" in order else "delay"
        status, detail = press(ALICE, "k", fault, **order)
        assert status == 400
        assert detail

    await Connected("k", ALICE, peer).run(during)


async def test_another_server_can_be_told_to_close_and_says_what_it_cannot() -> None:
    connected = Connected("k", ALICE)

    async def during() -> None:
        assert isinstance(link_of({"sessionid": ALICE}, "k"), PlainLink)
        for fault in ("cut", "black-hole", "delay"):
            status, detail = press(ALICE, "k", fault)
            assert (status, "make run" in detail) == (409, True)
        assert press(ALICE, "k", "close", code=1012)[0] == 409
        assert press(ALICE, "k", "close", code=4012) == (204, "")
        await later(0.1)
        assert [message["code"] for message in connected.sent] == [4012]

    await connected.run(during)


def test_the_switches_are_for_pressing() -> None:
    assert hurt(RequestFactory().get("/")).status_code == 405

"""An account from its beginning to its end, seen from the sockets of its person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.integration.chatting import (
    arrived,
    events_of,
    follow,
    greet,
    make_room,
    say,
    told_and_closed,
)
from tests.servers.app import AppServer, Serve
from tests.servers.people import Visitor, join_as_guest, log_in
from tests.servers.wire import Wire, open_wire

PASSWORD, NEXT = "an everyday secret of a test", "another secret of the same test"


@asynccontextmanager
async def connected(app: AppServer, visitor: Visitor) -> AsyncIterator[Wire]:
    async with open_wire(app.ws_url(), visitor) as wire:
        await greet(wire)
        yield wire


def submit(visitor: Visitor, path: str, **fields: str) -> None:
    reply = visitor.post_form(path, **fields)
    assert reply.status == 302, reply.text


async def test_ones_own_sockets_outlive_a_new_password_and_all_others_end(
    serve: Serve, sqlite_url: str
) -> None:
    app = serve(sqlite_url)
    desk = join_as_guest(app.origin, "Ann")
    room = make_room(desk)
    async with connected(app, desk) as at_desk:
        await follow(at_desk, room)
        submit(desk, "/account/keep/", name="Ann A.", password=PASSWORD, again=PASSWORD)
        phone = log_in(app.origin, "Ann A.", PASSWORD)
        async with connected(app, phone) as on_phone:
            before = replace(desk, cookies=dict(desk.cookies))
            submit(
                desk,
                "/account/password/",
                current=PASSWORD,
                password=NEXT,
                again=NEXT,
            )
            await told_and_closed(on_phone, 4401, reconnect=False)
        # The guest of before, under the new name, over the socket of before.
        ack = await say(at_desk, room)
        (event,) = [
            event for event in events_of(await arrived(at_desk), room) if event["seq"] == ack["seq"]
        ]
        assert event["by"]["name"] == "Ann A."
        async with open_wire(app.ws_url(), before) as stolen:
            await told_and_closed(stolen, 4401, reconnect=False)
        async with connected(app, desk):
            submit(desk, "/account/delete/", current=NEXT)
            await told_and_closed(at_desk, 4401, reconnect=False)

"""Somebody's open transaction holds a room's row: PostgreSQL lets nobody else write there."""

import time

import psycopg
import pytest

from tests.integration.chatting import a_post, final_answer, make_room
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire

on_postgres = pytest.mark.parametrize("app", ["postgres_app"], indirect=True)

# A round takes milliseconds, one in two seconds a fifth of a second more: it once took two.
ROUNDS, MOST_S = 10, 5.0


@on_postgres
async def test_posts_to_other_rooms_go_through_and_those_to_it_may_come_again(
    app: AppServer, alice: Visitor, room: str, wire: Wire
) -> None:
    free = make_room(alice)
    with psycopg.connect(app.database_url) as holder:
        holder.execute("SELECT 1 FROM chat_room WHERE id = %s FOR UPDATE", [int(room)])
        began = time.monotonic()
        for _ in range(ROUNDS):
            late, prompt = a_post(room), a_post(free)
            await wire.send(late)
            await wire.send(prompt)
            await wire.expect("ack", id=prompt["id"])
        took_s = time.monotonic() - began
        refused = await refusal(wire, room)

    assert took_s < MOST_S
    assert refused["code"] == "unavailable"
    assert refused["retry_ms"] > 0
    assert (await final_answer(wire, late))["type"] == "ack", "it is free again"


async def refusal(wire: Wire, room: str) -> dict[str, object]:
    frame = a_post(room)
    await wire.send(frame)
    return await wire.expect("refused", id=frame["id"])

"""Each figure moves when what it counts happens, and by as much."""

import asyncio
from collections.abc import Callable
from typing import Any

from chat.actions import Refused
from chat.models import Person
from chat.protocol.close_codes import CloseCode
from chat.protocol.position import EMPTY
from chat.realtime import figures
from chat.realtime.arrivals import Arrivals
from chat.realtime.endings import Ending
from chat.realtime.hints import Hints
from chat.realtime.services import Services
from tests.unit.metrics.moving import moves, value
from tests.unit.realtime.faulty_layer import FaultyLayer
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.posts import Posts, post
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]
FROM_THE_START: Any = on_wire(EMPTY)

# --- Connections ------------------------------------------------------------------------------


async def test_connections_and_people(
    make_page: MakePage, services: Services, alice: Person, bob: Person
) -> None:
    figures.show(services)
    with (
        moves("lifeline_connections_opened_total", by=4),
        moves("lifeline_connections", by=4 - value("lifeline_connections")),
        moves("lifeline_people", by=2 - value("lifeline_people")),
        moves("lifeline_rooms_followed", by=3 - value("lifeline_rooms_followed")),
    ):
        await make_page(alice).hello(r7=FROM_THE_START)
        await make_page(alice).hello()
        await make_page(bob).hello()
        make_page(bob)
        await settled()


async def test_tasks(services: Services) -> None:
    figures.show(services)
    never = asyncio.Event()
    with moves("lifeline_tasks", by=2):
        tasks = [asyncio.create_task(never.wait()) for _ in range(2)]
    with moves("lifeline_tasks", by=-2):
        never.set()
        await asyncio.gather(*tasks)


async def test_newcomers_that_wait_for_their_turn(services: Services) -> None:
    services.arrivals = Arrivals(1)
    figures.show(services)
    with moves("lifeline_arriving", by=2 - value("lifeline_arriving")):
        for _ in range(3):
            services.arrivals.turn()


async def test_a_connection_that_we_close(make_page: MakePage) -> None:
    page = await make_page().hello()
    with moves("lifeline_closes_total", code="4012", cause="server"):
        page.session.bye(Ending(CloseCode.RESTART, "why"))
        page.session.end(1000)  # the answer to our close frame is no second ending


async def test_a_connection_that_the_client_closes(make_page: MakePage) -> None:
    page = await make_page().hello()
    with moves("lifeline_closes_total", code="1001", cause="client"):
        page.session.end(1001)


async def test_a_connection_that_breaks(make_page: MakePage) -> None:
    page = await make_page().hello()
    with moves("lifeline_closes_total", code="1006", cause="lost"):
        page.session.end()


async def test_a_code_made_up_by_a_client_is_no_label(make_page: MakePage) -> None:
    page = await make_page().hello()
    with moves("lifeline_closes_total", code="other", cause="client"):
        page.session.end(4999)


async def test_the_round_trip_of_the_servers_ping(make_page: MakePage) -> None:
    page = await make_page().hello()
    await later(20)
    n = page.wire.last("ping")["n"]
    total = value("lifeline_round_trip_seconds_sum")

    with moves("lifeline_round_trip_seconds"):
        await asyncio.sleep(0.25)
        page.say("pong", n=n)
        page.say("pong", n=n)

    assert 0.25 <= value("lifeline_round_trip_seconds_sum") - total < 0.26


# --- Frames -----------------------------------------------------------------------------------


async def test_frames_by_type(make_page: MakePage) -> None:
    with (
        moves("lifeline_frames_received_total", type="hello"),
        moves("lifeline_frames_received_total", type="ping", by=2),
        moves("lifeline_frames_received_total", type="foreign"),
        moves("lifeline_frames_received_total", type="faulty"),
        moves("lifeline_frames_sent_total", type="welcome"),
        moves("lifeline_frames_sent_total", type="pong", by=2),
        moves("lifeline_errors_total", code="unknown-type"),
    ):
        page = await make_page().hello()
        page.say("ping", n=1)
        page.say("ping", n=2)
        page.session.receive_text("ping")
        page.say("made-up")


async def test_a_frame_that_came_early_counts_once(make_page: MakePage) -> None:
    with moves("lifeline_frames_received_total", type="seen"):
        page = make_page()
        page.say("hello")
        page.say("seen")
        await settled()


async def test_what_is_refused_by_the_rules_and_by_an_action(
    make_page: MakePage, posts: Posts
) -> None:
    page = await make_page().hello()
    with (
        moves("lifeline_refused_total", code="bad-frame"),
        moves("lifeline_refused_total", code="unavailable"),
    ):
        page.say("post", id="0f8c0000-0000-4000-8000-000000000000", room=7, body="hi")
        post(page)
        posts.futures[0].set_exception(Refused("unavailable", "why", 1000))
        await settled()


async def test_pages_and_resets_are_frames_too(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    log.write(ROOM)
    elsewhere = {"seq": 1, "digest": "0123456789abcdef"}
    with (
        moves("lifeline_frames_sent_total", type="reset"),
        moves("lifeline_frames_sent_total", type="page"),
        moves("lifeline_resets_total"),
    ):
        page = await make_page().hello(r7=elsewhere)
        page.say("history", id="h", room="7")
        await settled()


# --- Delivery ---------------------------------------------------------------------------------


async def test_deliveries_count_events_for_each_connection(
    make_page: MakePage, log: MemoryLog, services: Services, alice: Person, bob: Person
) -> None:
    for person in (alice, bob, bob):
        await make_page(person).hello(r7=FROM_THE_START)
    with (
        moves("lifeline_deliveries_total", by=6),
        moves("lifeline_frames_sent_total", type="events", by=3),
        moves("lifeline_fan_out_seconds"),
    ):
        services.committed([log.write(ROOM), log.write(ROOM)])
        await settled()


async def test_a_replay_is_a_delivery_and_a_resume(make_page: MakePage, log: MemoryLog) -> None:
    for _ in range(3):
        log.write(ROOM)
    with (
        moves("lifeline_deliveries_total", by=3),
        moves("lifeline_resumes_total", by=2),  # of the room and of the own log
    ):
        await make_page().hello(r7=FROM_THE_START)


async def test_a_hole(make_page: MakePage, log: MemoryLog, services: Services) -> None:
    await make_page().hello(r7=FROM_THE_START)
    log.write(ROOM)
    with moves("lifeline_holes_total"):
        services.committed([log.write(ROOM)])
        services.committed([log.write(ROOM)])
        await later(1)


async def test_a_frame_that_waits_for_credit(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=2048)
    await make_page(on=services).hello(r7=FROM_THE_START)
    services.committed([log.write(ROOM, "x" * 1000)])
    with moves("lifeline_credit_stalls_total", by=2):  # not live any more, then waiting
        services.committed([log.write(ROOM, "x" * 1000)])
        await later(1)


async def test_a_hint_of_another_process() -> None:
    layer = FaultyLayer()
    here, there = (Hints(layer, lambda hint: None) for _ in range(2))
    for hints in (here, there):
        hints.start()
    await settled()
    with moves("lifeline_hint_lag_seconds"):
        here.read(1, ROOM)
        await settled()
    for hints in (here, there):
        await hints.stop()


async def test_whether_the_channel_layer_answers(services: Services) -> None:
    figures.show(services)
    with moves("lifeline_channel_layer_up", by=-1):
        services.hints._layer_gone.report(TimeoutError())

"""What a real process tells of itself: probes, figures, and a log that programs can read."""

import json

from prometheus_client.parser import text_string_to_metric_families

from tests.servers.app import AppServer, Serve
from tests.servers.people import Visitor, join_as_guest
from tests.servers.waiting import wait_until
from tests.servers.wire import open_wire

DEADLINE_S = 5
BODY = "what-Alice-said-to-Bob"


def figures(origin: str) -> dict[str, float]:
    """Samples without labels, and of those with labels the sum."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(Visitor(origin).get("/metrics").text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
    return found


async def test_a_process_says_how_it_is_and_what_it_did(serve: Serve, sqlite_url: str) -> None:
    app = serve(sqlite_url, env={"LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG"})
    for path in ("/healthz", "/readyz", "/metrics"):
        reply = Visitor(app.origin).get(path)
        assert reply.status == 200, reply.text
        assert "Set-Cookie" not in reply.headers
    assert Visitor(app.origin).get("/readyz").json() == {"status": "ok", "reasons": []}
    before = figures(app.origin)

    alice = join_as_guest(app.origin, "Alice")
    await say(app, alice, BODY)

    wait_until(lambda: figures(app.origin)["lifeline_connections"] == 0, DEADLINE_S, "the close")
    after = figures(app.origin)
    for name in (
        *("lifeline_connections_opened_total", "lifeline_frames_received_total"),
        *("lifeline_frames_sent_total", "lifeline_deliveries_total", "lifeline_closes_total"),
        *("lifeline_commit_seconds_count", "lifeline_fan_out_seconds_count"),
    ):
        assert after[name] > before.get(name, 0), name
    assert_is_json_without(app, BODY, *alice.cookies.values())


async def say(app: AppServer, visitor: Visitor, body: str) -> None:
    async with open_wire(app.ws_url(), visitor) as wire:
        welcome = await wire.hello()
        room = next(room["id"] for room in welcome["rooms"] if room["kind"] == "public")
        await wire.send({"type": "subscribe", "room": room})
        await wire.expect("caught_up", room=room)
        id = "0f8c0000-0000-4000-8000-000000000000"
        await wire.send({"type": "post", "id": id, "room": room, "body": body})
        await wire.expect("ack", id=id)
        await wire.expect("events", room=room)


def assert_is_json_without(app: AppServer, *secrets: str) -> None:
    text = app.log_text()
    for secret in secrets:
        assert secret not in text
    lines = [json.loads(line) for line in text.splitlines() if not line.startswith("Lifeline is")]
    ended = [line for line in lines if "connection" in line]
    assert ended, text
    assert all("person" in line for line in ended)

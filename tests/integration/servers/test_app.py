"""The server of the tests can be killed and started again, and people of the tests reach it."""

import pytest

from tests.servers.app import AppServer, Serve
from tests.servers.people import join_as_guest
from tests.servers.wire import open_wire


@pytest.fixture
def app(serve: Serve, database_url: str) -> AppServer:
    return serve(database_url)


async def test_a_guest_says_hello(app: AppServer) -> None:
    alice = join_as_guest(app.origin, "Alice")
    async with open_wire(app.ws_url(), alice) as wire:
        welcome = await wire.hello()
    assert welcome["you"] == {"id": alice.person_id(), "name": "Alice"}


def test_a_killed_server_starts_again_on_its_port_with_its_data(app: AppServer) -> None:
    alice = join_as_guest(app.origin, "Alice")
    app.kill()
    assert not app.accepts()
    app.start()
    assert alice.get("/chat/").status == 200


def test_sigterm_ends_it_in_order(app: AppServer) -> None:
    assert app.terminate() == 0
    assert not app.accepts()


def test_its_log_is_kept_across_starts(serve: Serve, sqlite_url: str) -> None:
    app = serve(sqlite_url)
    before = app.log_text()
    app.terminate()
    app.start()
    assert len(app.log_text()) > len(before) > 0

"""Logging out ends the sockets of that login, on every tab, and of no other."""

import subprocess
import sys

import pytest

from tests.integration.chatting import arrived, greet, log_out, newcomer, told_and_closed
from tests.servers.app import ROOT, AppServer
from tests.servers.people import Visitor, log_in
from tests.servers.wire import Wire, open_wire

NAME, PASSWORD = "Ann with an account", "the password of a test"


@pytest.fixture
def alice(app: AppServer) -> Visitor:
    """Not the same for all tests here: they log her out."""
    return newcomer(app, "Alice")


@pytest.fixture(scope="module")
def account(sqlite_app: AppServer) -> str:
    """The name of somebody who can log in twice, which guests cannot."""
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "createsuperuser", "--noinput", "--name", NAME],
        env={**sqlite_app.env, "DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )
    return NAME


async def test_every_tab_of_the_login_is_told_and_closed(
    app: AppServer, alice: Visitor, wire: Wire, bobs_wire: Wire
) -> None:
    async with open_wire(app.ws_url(), alice) as other_tab:
        await greet(other_tab)
        log_out(alice)
        for tab in (wire, other_tab):
            await told_and_closed(tab, 4401, reconnect=False)
    assert await arrived(bobs_wire) == []


async def test_another_login_of_the_same_person_stays(sqlite_app: AppServer, account: str) -> None:
    phone, desk = (log_in(sqlite_app.origin, account, PASSWORD) for _ in range(2))
    async with (
        open_wire(sqlite_app.ws_url(), phone) as on_phone,
        open_wire(sqlite_app.ws_url(), desk) as at_desk,
    ):
        await greet(on_phone)
        await greet(at_desk)
        log_out(phone)
        await told_and_closed(on_phone, 4401, reconnect=False)
        (told,) = await arrived(at_desk)
        assert [event["kind"] for event in told["events"]] == ["ended"]


async def test_logged_in_again_one_is_welcome(sqlite_app: AppServer, account: str) -> None:
    visitor = log_in(sqlite_app.origin, account, PASSWORD)
    log_out(visitor)
    again = log_in(sqlite_app.origin, account, PASSWORD)
    async with open_wire(sqlite_app.ws_url(), again) as wire:
        assert (await wire.hello())["you"]["name"] == account


async def test_a_page_that_never_said_hello_is_closed_too(
    silent_wire: Wire, alice: Visitor
) -> None:
    await arrived(silent_wire)
    log_out(alice)
    await told_and_closed(silent_wire, 4401, reconnect=False)

"""The library's own page: what happens to the link is seen, and the switches hurt it for real."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatter import DEADLINE_MS
from tests.browser.conftest import Come, NewContext
from tests.servers.app import AppServer, copy_sqlite, running_app

ADDRESS = "/lifeline/"


@pytest.fixture
def page(come: Come, site: AppServer) -> Page:
    """A guest's, with the link online."""
    return playing(come, site)


@pytest.fixture(scope="module")
def workshop(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppServer]:
    """A server as developers run it, with the switches; dead links are noticed in 1.5 s."""
    folder = tmp_path_factory.mktemp("workshop")
    env = {"HEARTBEAT_INTERVAL_MS": "1000", "HEARTBEAT_TIMEOUT_MS": "500"}
    with running_app(folder, copy_sqlite(migrated_sqlite, folder), env=env) as server:
        yield server
    assert "Traceback" not in server.log_text()


def playing(come: Come, server: AppServer, **options: object) -> Page:
    guest = come("Ann", server, **options)
    guest.open(ADDRESS)
    is_online(guest.page)
    return guest.page


def is_online(page: Page) -> None:
    expect(page.locator("#now-word")).to_have_text("Online", timeout=DEADLINE_MS)


def happened(page: Page, text: str) -> None:
    expect(page.locator("#timeline li").filter(has_text=text).first).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_who_is_not_logged_in_reads_why_and_a_log_in_in_another_tab_wakes_the_link(
    new_context: NewContext, site: AppServer
) -> None:
    context = new_context()
    page, other = context.new_page(), context.new_page()
    page.goto(site.origin + ADDRESS)
    expect(page.locator("#now-word")).to_have_text("Not logged in")
    expect(page.locator("#now-wakes")).to_contain_text("logging in")
    expect(page.locator("#now-join")).to_be_visible()
    happened(page, "4401 not logged in")
    other.goto(site.origin)
    other.get_by_label("Your name").fill("Another tab of Ann")
    press(other, "Join the conversation")
    is_online(page)


def test_what_leaves_and_comes_is_seen_and_round_trips_are_measured(page: Page) -> None:
    frames = page.locator("#frames li")
    expect(frames.filter(has_text='"type":"hello"')).to_have_count(1)
    expect(frames.filter(has_text='"type":"welcome"')).to_have_count(1)
    press(page, "Send ping")
    expect(page.locator("#now-rtt")).to_contain_text(re.compile(r"\d+\sms, median \d+\sms"))
    expect(page.locator("#trips-words")).to_contain_text("of 1")
    assert page.locator("#curve .dots").get_attribute("d")


def test_the_switches_hurt_the_link_and_it_comes_back(come: Come, workshop: AppServer) -> None:
    page = playing(come, workshop)
    press(page, "Cut")
    happened(page, "the link broke · 1006")
    expect(page.locator("#now-failed")).to_have_text("0")
    expect(page.get_by_role("button", name="Cut")).to_be_disabled()
    press(page, "Reconnect")
    is_online(page)
    page.get_by_role("spinbutton", name="Close code").fill("1012")
    press(page, "Let the server close")
    happened(page, "1012 service restart")
    press(page, "Reconnect")
    is_online(page)
    press(page, "Black hole")
    happened(page, "nothing was heard in time")
    press(page, "Reconnect")
    is_online(page)
    expect(page.locator("#black-hole")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("spinbutton", name="Close code").fill("1006")
    press(page, "Let the server close")
    expect(page.get_by_role("alert")).to_contain_text("never sent")
    expect(page.locator("#timeline li").filter(has_text="1006 is never sent")).to_have_count(1)
    expect(page.locator("#timeline li").filter(has_text="close with 1006")).to_have_count(0)


def test_an_empty_field_is_refused_in_words_and_nothing_is_sent(
    come: Come, workshop: AppServer
) -> None:
    page = playing(come, workshop)
    page.get_by_role("spinbutton", name="Close code").fill("")
    press(page, "Let the server close")
    expect(page.get_by_role("alert")).to_have_text(
        "The close code has to be a whole number from 1000 to 4999."
    )
    page.get_by_role("spinbutton", name="Delay each way").fill("")
    press(page, "Delay")
    expect(page.get_by_role("alert")).to_contain_text("The delay has to be a whole number")
    expect(page.locator("#timeline .switch")).to_have_count(0)
    page.get_by_role("spinbutton", name="Delay each way").fill("20")
    expect(page.locator("#switches-trouble")).to_be_empty()
    press(page, "Delay")
    happened(page, "Switch: everything 20 ms late, each way.")


def test_enter_in_a_field_presses_the_button_beside_it(come: Come, workshop: AppServer) -> None:
    page = playing(come, workshop)
    page.get_by_role("spinbutton", name="Delay each way").press("Enter")
    happened(page, "Switch: everything 500 ms late, each way.")
    page.get_by_role("spinbutton", name="Close code").fill("4005")
    page.get_by_role("spinbutton", name="Close code").press("Enter")
    happened(page, "Switch: let the server close with 4005.")


def test_a_closed_link_stays_closed_until_somebody_wants_it(page: Page) -> None:
    press(page, "Close")
    expect(page.locator("#now-word")).to_have_text("Closed")
    for name in ("Send ping", "Close"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    press(page, "Connect")
    is_online(page)
    expect(page.get_by_role("button", name="Reconnect", exact=True)).to_be_enabled()


def test_the_link_takes_the_place_of_an_older_client(page: Page) -> None:
    page.get_by_label("Behave like").select_option("javaEndpoint")
    is_online(page)
    expect(page.locator("#frames li code").filter(has_text=re.compile("^pong$"))).not_to_have_count(
        0
    )


def test_an_older_client_s_behaviour_survives_a_reload_and_says_what_it_does_not_notice(
    page: Page,
) -> None:
    page.get_by_label("Behave like").select_option("nodeWs")
    is_online(page)
    page.reload()
    is_online(page)
    expect(page.get_by_label("Behave like")).to_have_value("nodeWs")
    expect(page.locator("#now-sentence")).to_contain_text("a dead link is not noticed")
    press(page, "Send ping")
    happened(page, "Ping left; nobody waits for an answer.")
    happened(page, "A pong came")


def test_on_a_telephone_nothing_sticks_out(come: Come, workshop: AppServer) -> None:
    page = playing(come, workshop, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

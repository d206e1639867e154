"""The connection goes and comes: the page says so, and loses nothing."""

import re
from contextlib import suppress

from playwright.sync_api import Error, Route, WebSocketRoute, expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import Come
from tests.servers.app import AppServer

SOCKET = re.compile("/ws/chat/")
TWIN = re.compile("/chat/(stream|frames)/")


def banner_of(chatter: Chatter) -> str:
    banner = chatter.page.locator("#banner-text")
    expect(banner).to_be_visible()
    return banner.inner_text()


def crash(chatter: Chatter) -> None:
    """The tab dies as at an error of the browser: no handler of the page runs any more."""
    with chatter.page.expect_event("crash"), suppress(Error):  # nobody is left to answer
        chatter.page.goto("chrome://crash", timeout=1)


def test_a_server_that_dies_and_returns_is_told_in_words(come: Come, own_site: AppServer) -> None:
    ann = come("Ann", own_site)
    own_site.kill()
    expect(ann.connection).to_have_text(re.compile(r"^Reconnecting in \d+ s$|^Connecting…$"))
    assert "What you write is kept" in banner_of(ann)
    own_site.start()
    ann.is_online()
    expect(ann.page.locator("#banner")).to_be_hidden()
    announcer = ann.page.get_by_role("status").filter(has_text="You are connected.")
    expect(announcer.first).to_be_attached()
    ann.connection.click()
    expect(ann.page.locator("#connection-last")).not_to_have_text("–")


def test_a_person_need_not_wait_for_the_next_try(come: Come, own_site: AppServer) -> None:
    ann = come("Ann", own_site)
    own_site.kill()
    retry = ann.page.get_by_role("button", name="Try now")
    expect(retry).to_be_visible()
    own_site.start()
    ann.page.evaluate("document.getElementById('banner-retry').click()")
    ann.is_online()


def test_what_is_said_while_the_server_is_away_arrives_once_and_in_order(
    come: Come, own_site: AppServer
) -> None:
    ann, bo = come("Ann", own_site), come("Bo", own_site)
    ann.say("before")
    bo.sees("before")
    own_site.kill()
    expect(ann.page.locator("#banner")).to_be_visible()
    ann.say("during one")
    ann.say("during two")
    ann.sees_state("during two", "queued")
    expect(ann.message("during two").get_by_text("Waiting to be sent")).to_be_visible()
    own_site.start()
    for chatter in (ann, bo):
        chatter.sees("during two")
    ann.sees_state("during two", "stored")
    assert bo.texts() == ["before", "during one", "during two"]


def test_a_message_typed_with_the_server_down_survives_the_crash_of_its_tab(
    come: Come, own_site: AppServer
) -> None:
    ann, bo = come("Ann", own_site), come("Bo", own_site)
    own_site.kill()
    expect(ann.page.locator("#banner")).to_be_visible()
    ann.say("written into the dark")
    ann.sees_state("written into the dark", "queued")
    crash(ann)
    own_site.start()
    again = ann.another_page()
    again.open()
    again.sees_state("written into the dark", "stored")
    bo.sees("written into the dark")
    again.page.reload()
    again.is_online()
    again.sees("written into the dark")


class Cut:
    """The socket is cut and cannot be made again, nor can its twin by HTTP; until healed."""

    def __init__(self) -> None:
        self.healed = False

    def between(self, route: WebSocketRoute) -> None:
        if self.healed:
            route.connect_to_server()
        else:
            route.close(code=1001)

    def beside(self, route: Route) -> None:
        if self.healed:
            route.continue_()
        else:
            route.abort()


def test_a_pending_message_is_there_at_once_after_a_reload_without_a_socket_and_arrives_once(
    come: Come,
) -> None:
    ann, bo = come("Ann"), come("Bo")
    cut = Cut()
    ann.page.route_web_socket(SOCKET, cut.between)
    ann.page.route(TWIN, cut.beside)
    ann.page.reload()
    expect(ann.page.locator("#banner")).to_be_visible()
    ann.say("through the wall")
    ann.page.reload()
    ann.sees_state("through the wall", "queued")
    ann.is_in("Lobby")
    expect(bo.message("through the wall")).to_have_count(0)
    cut.healed = True
    ann.page.locator("#banner-retry").click()
    ann.sees_state("through the wall", "stored")
    ann.sees("through the wall")
    bo.sees("through the wall")


def test_a_device_without_a_network_is_told_so(come: Come) -> None:
    ann = come("Ann")
    ann.page.context.set_offline(True)
    expect(ann.connection).to_have_text("Offline")
    assert "no network" in banner_of(ann)
    ann.page.context.set_offline(False)
    ann.is_online()


def test_logging_out_ends_the_other_tabs_connection_and_says_so(come: Come) -> None:
    ann = come("Ann")
    other_tab = ann.another_page()
    other_tab.open()
    other_tab.is_online()
    ann.page.get_by_role("button", name="Log out").click()
    dialog = ann.page.get_by_role("dialog", name="Log out?")
    expect(dialog).to_contain_text("logging out is final")
    dialog.get_by_role("button", name="Log out").click()
    expect(ann.page.get_by_label("Your name")).to_be_visible()
    expect(other_tab.connection).to_have_text("Logged out")
    assert "You are logged out" in banner_of(other_tab)
    other_tab.page.get_by_role("link", name="Come back in").click()
    expect(other_tab.page.get_by_label("Your name")).to_be_visible()


def test_a_page_whose_browser_became_somebody_else_sends_nothing_as_them(come: Come) -> None:
    ann = come("Ann")
    ann.page.context.clear_cookies()
    bo = ann.another_page()
    bo.name = f"{ann.name} the second"
    bo.join()
    bo.is_online()
    ann.page.context.set_offline(True)
    # What the other tab said counts from where the server no longer says otherwise.
    expect(ann.connection).to_have_text("Logged out")
    ann.page.context.set_offline(False)
    expect(ann.page.locator("#banner-text")).to_have_text(
        re.compile("logged in under another name")
    )


def test_leaving_with_something_unsent_warns(come: Come, own_site: AppServer) -> None:
    ann = come("Ann", own_site)
    own_site.kill()
    expect(ann.page.locator("#banner")).to_be_visible()
    ann.say("not yet away")
    ann.page.get_by_role("button", name="Log out").click()
    warning = ann.page.get_by_text("1 message is not sent yet.")
    expect(warning).to_be_visible()

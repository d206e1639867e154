"""Who logs in or out in one tab is known to the others; who cannot log out is told so."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import Come, NewContext
from tests.servers.app import AppServer

PASSWORD = "correct horse battery staple"


def sign_up(context: BrowserContext, site: AppServer, name: str) -> Chatter:
    """Somebody with an account, online in the Lobby."""
    chatter = Chatter(context.new_page(), site.origin, name)
    chatter.open("/accounts/signup/")
    page = chatter.page
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label(re.compile("again")).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    chatter.is_online()
    return chatter


def log_out(chatter: Chatter) -> None:
    chatter.page.get_by_role("button", name="Log out").click()
    dialog = chatter.page.get_by_role("dialog", name="Log out?")
    dialog.get_by_role("button", name="Log out").click()


def test_a_log_in_again_lets_the_other_tabs_go_on_by_themselves(
    new_context: NewContext, site: AppServer
) -> None:
    alice = sign_up(new_context(), site, "Alice of the tabs")
    other_tab = alice.another_page()
    other_tab.open()
    other_tab.is_online()
    log_out(alice)
    expect(other_tab.connection).to_have_text("Logged out")
    expect(other_tab.page.locator("#banner-text")).to_have_text(re.compile("another tab"))
    page = alice.page
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Name").fill(alice.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    other_tab.is_online()
    assert alice.trouble + other_tab.trouble == []


def test_who_cannot_log_out_for_want_of_a_network_stays_and_is_told(come: Come) -> None:
    ann = come("Ann")
    ann.page.context.set_offline(True)
    log_out(ann)
    alert = ann.page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_have_text(re.compile("may still be logged in"))
    ann.page.context.set_offline(False)
    ann.page.get_by_role("dialog").get_by_role("button", name="Log out").click()
    expect(ann.page.get_by_label("Your name")).to_be_visible()

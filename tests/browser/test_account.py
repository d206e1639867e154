"""From a guest to an account and away, in a browser."""

import json
import re

from playwright.sync_api import expect

from tests.browser.conftest import Come, NewContext
from tests.servers.app import AppServer

PASSWORD = "correct horse battery staple"


def test_a_guest_keeps_name_messages_and_connection_with_a_password(
    come: Come, new_context: NewContext, site: AppServer
) -> None:
    dana = come("Dana")
    dana.say("Before I had a password")
    dana.sees("Before I had a password")
    tab = dana.page.context.new_page()
    tab.goto(site.origin + "/chat/")
    tab.get_by_role("button", name="Log out").click()
    expect(tab.get_by_text("logging out is final")).to_be_visible()
    tab.get_by_role("link", name="Make it an account").click()
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_label("The same password again").fill(PASSWORD)
    tab.get_by_role("button", name="Make it an account").click()
    expect(tab.get_by_text("This is your account now")).to_be_visible()
    # The first tab never lost its connection, and its cookie is the new one too.
    dana.is_online()
    dana.say("And after")
    dana.sees("And after")

    elsewhere = new_context().new_page()
    elsewhere.goto(site.origin + "/accounts/login/")
    elsewhere.get_by_label("Name").fill(dana.name)
    elsewhere.get_by_label("Password").fill(PASSWORD)
    elsewhere.get_by_role("button", name="Log in").click()
    expect(elsewhere.locator(".message").filter(has_text="Before I had")).to_have_count(1)


def test_one_takes_all_messages_away_and_deletes_the_account(come: Come, site: AppServer) -> None:
    eve, finn = come("Eve"), come("Finn")
    eve.say("A thing I shall regret")
    finn.sees("A thing I shall regret")
    tab = eve.page.context.new_page()
    tab.goto(site.origin + "/chat/")
    tab.get_by_role("link", name=re.compile("Your account")).click()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download my messages").click()
    taken = json.loads(download.value.path().read_text())
    assert [message["body"] for message in taken] == ["A thing I shall regret"]

    tab.get_by_role("link", name="Delete me and what I wrote").click()
    tab.get_by_label("Your name").fill(eve.name)
    tab.get_by_role("button", name="Delete for ever").click()
    expect(tab.get_by_text("Your account is deleted")).to_be_visible()
    expect(eve.connection).to_have_text("Logged out")
    expect(finn.message("A thing I shall regret")).to_have_count(0)
    finn.page.reload()
    expect(finn.page.locator(".bubble.deleted").last).to_be_visible()
    expect(finn.message("A thing I shall regret")).to_have_count(0)

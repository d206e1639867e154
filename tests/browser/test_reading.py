"""People read: the newest, what came while they looked elsewhere, and the past."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chatter import Chatter, newcomer
from tests.browser.conftest import Come
from tests.browser.link.neighbour import neighbour
from tests.servers.app import AppServer

# More than two pages of history.
MANY = 105


def fill(site: AppServer, slug: str, count: int) -> None:
    """Somebody says so much in that room; without a browser, which would take its time."""
    neighbour(site, slug).say(*(f"message {number:03}" for number in range(1, count + 1)))


def with_guest_in(come: Come, room: str) -> tuple[Chatter, Chatter]:
    """Ann, who made the room, and Bo, who joined it."""
    ann, bo = come("Ann"), come("Bo")
    ann.create_room(room)
    bo.page.goto(ann.page.url)
    bo.page.get_by_role("button", name="Join this room").click()
    expect(bo.field).to_be_visible()
    return ann, bo


def scroll(chatter: Chatter, to: str) -> None:
    """`to`: an expression for the wanted `scrollTop` of `box`."""
    chatter.page.locator("#messages").evaluate(f"box => {{ box.scrollTop = {to} }}")


def distance_to_end(chatter: Chatter) -> float:
    box = "box => box.scrollHeight - box.scrollTop - box.clientHeight"
    return float(chatter.page.locator("#messages").evaluate(box))


@pytest.fixture(scope="module")
def long_room(browser: Browser, site: AppServer) -> Iterator[str]:
    """The address of a public room with `MANY` messages."""
    context = browser.new_context()
    ann = newcomer(context, site.origin, "Ann")
    ann.create_room("Long")
    fill(site, "long", MANY)
    yield ann.page.url
    context.close()


def reader_of(come: Come, address: str) -> Chatter:
    bo = come("Bo")
    bo.page.goto(address)
    bo.page.get_by_role("button", name="Join this room").click()
    bo.sees(f"message {MANY:03}")
    return bo


def test_a_room_opens_at_its_newest_message(come: Come, long_room: str) -> None:
    bo = reader_of(come, long_room)
    expect(bo.message(f"message {MANY:03}")).to_be_in_viewport()
    bo.page.reload()
    bo.sees(f"message {MANY:03}")
    expect(bo.message(f"message {MANY:03}")).to_be_in_viewport()


def test_scrolling_up_brings_older_messages_and_keeps_the_place(come: Come, long_room: str) -> None:
    bo = reader_of(come, long_room)
    first_text = bo.page.locator(".message .bubble").first.inner_text()
    assert first_text != "message 001", "the whole past was loaded at once"
    anchor = bo.message(first_text)
    scroll(bo, "2")
    expect(bo.page.locator(".message").first).not_to_contain_text(first_text)
    expect(anchor).to_be_in_viewport()
    top = anchor.evaluate("element => element.getBoundingClientRect().top")
    frame = bo.page.locator("#messages").evaluate("box => box.getBoundingClientRect().top")
    assert 0 <= top - frame < 200, "the place was lost"


def test_all_of_the_past_can_be_reached_once_each_and_in_order(come: Come, long_room: str) -> None:
    bo = reader_of(come, long_room)
    beginning = bo.page.get_by_text("This is where the room begins.")
    while not beginning.is_visible():
        loaded = bo.page.locator(".message").count()
        scroll(bo, "0")
        bo.page.wait_for_function(
            "count => document.querySelectorAll('.message').length > count"
            " || !document.getElementById('beginning').hidden",
            arg=loaded,
        )
    assert bo.texts() == [f"message {number:03}" for number in range(1, MANY + 1)]


def test_new_messages_stay_in_view_at_the_bottom(come: Come, site: AppServer) -> None:
    ann = come("Ann")
    ann.create_room("Bottom")
    fill(site, "bottom", 30)
    ann.sees("message 030")
    expect(ann.message("message 030")).to_be_in_viewport()
    assert distance_to_end(ann) < 2


def test_who_reads_further_up_is_not_moved_but_told(come: Come, site: AppServer) -> None:
    ann, bo = with_guest_in(come, "Further up")
    fill(site, "further-up", 40)
    bo.sees("message 040")
    expect(bo.message("message 040")).to_be_in_viewport()
    scroll(bo, "0")
    expect(bo.page.get_by_role("button", name="To the newest")).to_be_visible()
    ann.say("news one")
    ann.say("news two")
    button = bo.page.get_by_role("button", name="2 new messages")
    expect(button).to_be_visible()
    expect(bo.message("news two")).not_to_be_in_viewport()
    button.click()
    expect(bo.message("news two")).to_be_in_viewport()
    expect(bo.room_link("Further up").locator(".badge")).to_be_hidden()


def test_unread_messages_are_counted_in_the_list_and_the_title_until_read(come: Come) -> None:
    ann, bo = with_guest_in(come, "Counting")
    bo.room_link("Lobby").click()
    bo.is_in("Lobby")
    for text in ("one", "two", "three"):
        ann.say(text)
    link = bo.room_link("Counting")
    expect(link.locator(".badge")).to_have_text("3")
    expect(bo.page).to_have_title(re.compile(r"^\(3\) Lobby"))
    link.click()
    bo.sees("three")
    expect(bo.page.get_by_text("New", exact=True)).to_be_visible()
    expect(link.locator(".badge")).to_be_hidden()
    expect(bo.page).to_have_title("Counting – Lifeline")


def test_what_was_read_is_read_after_a_reload_too(come: Come) -> None:
    ann, bo = with_guest_in(come, "Read")
    other_tab = bo.another_page()
    other_tab.open("/chat/lobby/")
    other_tab.is_online()
    ann.say("for Bo")
    bo.sees("for Bo")
    # The other page hears of it once the server knows.
    expect(other_tab.room_link("Read").locator(".badge")).to_be_hidden()
    other_tab.open("/chat/lobby/")
    other_tab.is_online()
    expect(other_tab.room_link("Read").locator(".badge")).to_be_hidden()


def test_a_message_is_announced_to_who_listens_instead_of_looking(come: Come) -> None:
    ann, bo = with_guest_in(come, "Listening")
    ann.say("can you hear me?")
    announcer = bo.page.locator("#message-announcer")
    expect(announcer).to_have_attribute("aria-live", "polite")
    bo.sees("can you hear me?")
    ann.say("and now?")
    expect(announcer).to_have_text(f"{ann.name}: and now?")


def look(chatter: Chatter, *, away: bool) -> None:
    """Playwright keeps every tab visible, so the page is told."""
    chatter.page.evaluate(
        """state => {
          Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        "hidden" if away else "visible",
    )


def test_a_tab_nobody_looks_at_reads_nothing_but_counts(come: Come) -> None:
    ann, bo = with_guest_in(come, "Background")
    look(bo, away=True)
    ann.say("are you there?")
    bo.sees("are you there?")
    expect(bo.page).to_have_title(re.compile(r"^\(1\) Background"))
    look(bo, away=False)
    expect(bo.page).to_have_title("Background – Lifeline")

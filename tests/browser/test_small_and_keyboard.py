"""360 px are enough, and so is a keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import Come, NewContext
from tests.browser.link.neighbour import neighbour
from tests.servers.app import AppServer

PHONE = {"viewport": {"width": 360, "height": 640}}
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
# Every control that a person can reach, with the name a screen reader would say.
UNNAMED = """() => [...document.querySelectorAll('button, a[href], input, textarea, summary')]
  .filter(element => element.type !== 'hidden')
  .filter(element => element.checkVisibility({visibilityProperty: true}))
  .filter(element => !(element.getAttribute('aria-label') || element.innerText.trim()
    || element.labels?.length))
  .map(element => element.outerHTML)"""


def fits(page: Page) -> bool:
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(width))


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/?next=/chat/lobby/"])
def test_the_ways_in_fit_on_a_phone(new_context: NewContext, site: AppServer, address: str) -> None:
    page = new_context(**PHONE).new_page()
    page.goto(site.origin + address)
    assert fits(page)
    assert page.evaluate(UNNAMED) == []


def test_the_chat_fits_on_a_phone_whatever_is_said(come: Come) -> None:
    ann = come("Ann", **PHONE)
    ann.say(LONG_WORD)
    ann.say(f"```\n{LONG_WORD}\n```")
    ann.say(f"https://example.org/{LONG_WORD}")
    ann.sees_state("https://example.org", "stored")
    assert fits(ann.page)
    assert ann.page.evaluate("document.getElementById('messages').scrollWidth") <= 360
    assert ann.page.evaluate(UNNAMED) == []
    ann.page.context.set_offline(True)
    expect(ann.page.locator("#banner")).to_be_visible()
    assert fits(ann.page)


def test_on_a_phone_the_rooms_are_in_a_drawer(come: Come) -> None:
    ann = come("Ann", **PHONE)
    expect(ann.room_link("Lobby")).not_to_be_in_viewport()
    ann.page.get_by_role("button", name="Show the room list").click()
    expect(ann.room_link("Lobby")).to_be_in_viewport(ratio=1)
    assert fits(ann.page)
    ann.create_room("Pocket")
    expect(ann.room_link("Lobby")).not_to_be_in_viewport()
    ann.page.get_by_role("button", name="Show the room list").click()
    ann.room_link("Lobby").click()
    ann.is_in("Lobby")
    expect(ann.room_link("Lobby")).not_to_be_in_viewport()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus, and it shows."""
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and name in focused.evaluate(
            "e => e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText"
        ):
            ring = focused.evaluate("e => getComputedStyle(e).outlineStyle")
            assert ring != "none", f"{name} has the focus and does not show it"
            return
    pytest.fail(f"30 Tabs do not lead to {name}")


def test_from_the_address_to_the_first_message_by_keyboard_alone(
    new_context: NewContext, site: AppServer
) -> None:
    ann = Chatter(new_context().new_page(), site.origin, "Ann of the keys")
    ann.open("/")
    # The one field has the focus already.
    ann.page.keyboard.type(ann.name)
    ann.page.keyboard.press("Enter")
    ann.is_online()
    expect(ann.field).to_be_focused()
    ann.page.keyboard.type("without a mouse")
    ann.page.keyboard.press("Enter")
    ann.sees_state("without a mouse", "stored")


def test_a_room_is_made_and_left_by_keyboard_alone(come: Come) -> None:
    ann = come("Ann")
    tab_to(ann.page, "Find or create a room")
    ann.page.keyboard.press("Enter")
    expect(ann.page.get_by_role("dialog", name="Rooms")).to_be_visible()
    tab_to(ann.page, "Name")
    ann.page.keyboard.type("Keys only")
    ann.page.keyboard.press("Enter")
    ann.is_in("Keys only")
    tab_to(ann.page, "Leave this room")
    ann.page.keyboard.press("Enter")
    tab_to(ann.page, "Leave")
    ann.page.keyboard.press("Enter")
    ann.is_in("Lobby")


def test_escape_closes_what_was_opened(come: Come) -> None:
    ann = come("Ann", **PHONE)
    ann.page.get_by_role("button", name="Show the room list").click()
    ann.page.keyboard.press("Escape")
    expect(ann.page.get_by_role("button", name="Show the room list")).to_be_focused()
    ann.connection.click()
    expect(ann.page.locator("#connection-sentence")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("#connection-sentence")).to_be_hidden()


def test_the_past_can_be_scrolled_by_keyboard(come: Come, site: AppServer) -> None:
    ann = come("Ann")
    ann.create_room("Scrolling")
    neighbour(site, "scrolling").say(*(f"line {number:02}" for number in range(30)))
    ann.sees("line 29")
    ann.page.locator("#messages").focus()
    ann.page.keyboard.press("Home")
    expect(ann.message("line 00")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(come: Come, scheme: str) -> None:
    """WCAG AA: 4.5 to 1 for text, in both colour schemes."""
    ann = come("Ann", color_scheme=scheme)
    ann.say(f"legible when {scheme}")
    ann.sees_state(f"legible when {scheme}", "stored")
    for selector in (".bubble", ".state", ".message-head time", ".composer-hint", "#room-name"):
        assert contrast(ann.page, selector) >= 4.5, selector


def contrast(page: Page, selector: str) -> float:
    colours = page.locator(selector).last.evaluate(
        """element => {
          const pixel = document.createElement('canvas').getContext('2d');
          const rgb = colour => {
            pixel.clearRect(0, 0, 1, 1);
            pixel.fillStyle = colour;
            pixel.fillRect(0, 0, 1, 1);
            return [...pixel.getImageData(0, 0, 1, 1).data];
          };
          const behind = element => rgb(getComputedStyle(element).backgroundColor);
          let ground = element;
          while (behind(ground)[3] === 0) ground = ground.parentElement;
          return [rgb(getComputedStyle(element).color), behind(ground)];
        }"""
    )
    lighter, darker = sorted((luminance(colour) for colour in colours), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: list[int]) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_taken_name_says_so_and_stays(come: Come, new_context: NewContext) -> None:
    ann = come("Ann")
    page = new_context(**PHONE).new_page()
    page.goto(ann.origin)
    page.get_by_label("Your name").fill(ann.name.upper())
    page.get_by_role("button", name=re.compile("Join")).click()
    expect(page.get_by_text("This name is taken.")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value(ann.name.upper())
    expect(page.get_by_role("button", name=re.compile("Join"))).to_be_enabled()

"""People talk."""

import json
import re
from typing import Any

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import Come, NewContext
from tests.servers.app import AppServer


def test_two_people_converse(come: Come) -> None:
    ann, bo = come("Ann"), come("Bo")
    ann.say("Hello, Bo of the tunnel!")
    bo.sees("Hello, Bo of the tunnel!")
    bo.say("Hello, Ann of the hill!")
    ann.sees("Hello, Ann of the hill!")
    expect(ann.message("of the hill").locator(".author")).to_have_text(bo.name)
    expect(ann.message("of the hill").locator("time")).to_be_visible()


def test_ones_own_message_is_shown_once_and_as_sent(come: Come) -> None:
    ann = come("Ann")
    ann.say("Nobody doubles this")
    ann.sees_state("Nobody doubles this", "stored")
    ann.sees("Nobody doubles this")
    expect(ann.message("Nobody doubles this").get_by_text("Sent")).to_be_visible()


def test_shift_enter_breaks_the_line_and_enter_sends(come: Come) -> None:
    ann = come("Ann")
    ann.field.press_sequentially("first line")
    ann.field.press("Shift+Enter")
    ann.field.press_sequentially("second line")
    expect(ann.field).to_have_value("first line\nsecond line")
    ann.field.press("Enter")
    ann.sees_state("first line", "stored")
    assert "first line\nsecond line" in ann.texts()


def test_the_enter_of_an_input_method_sends_nothing(come: Come) -> None:
    ann = come("Ann")
    ann.field.fill("你好")
    ann.field.evaluate(
        """field => field.dispatchEvent(new KeyboardEvent(
            'keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )
    expect(ann.field).to_have_value("你好")
    ann.field.press("Enter")
    ann.sees_state("你好", "stored")


def test_two_messages_in_quick_succession_stay_two_and_in_order(come: Come) -> None:
    ann, bo = come("Ann"), come("Bo")
    ann.create_room("Quick")
    bo.open("/chat/quick/")
    bo.page.get_by_role("button", name="Join this room").click()
    for text in ("one", "two", "three"):
        ann.field.press_sequentially(text)
        ann.field.press("Enter")
    bo.sees("three")
    assert bo.texts() == ["one", "two", "three"]


def test_nothing_but_space_is_not_sent(come: Come) -> None:
    ann = come("Ann")
    ann.create_room("Silence")
    ann.field.fill("  \n ")
    ann.field.press("Enter")
    ann.say("after the silence")
    ann.sees_state("after the silence", "stored")
    assert ann.texts() == ["after the silence"]


def test_too_long_a_message_says_so_and_stays_in_the_field(come: Come) -> None:
    ann = come("Ann")
    ann.field.fill("x" * 4_001)
    expect(ann.page.get_by_text("1 characters too many")).to_be_visible()
    expect(ann.page.get_by_role("button", name="Send")).to_be_disabled()
    ann.field.press("Enter")
    expect(ann.field).to_have_value("x" * 4_001)


def test_what_somebody_writes_is_never_run(come: Come) -> None:
    ann, bo = come("Ann"), come("<i>Bo</i>")
    attack = "<img src=x onerror=\"document.title='run'\"> [link](javascript:alert(1))"
    bo.say(attack)
    ann.sees("<img src=x")
    message = ann.message("<img src=x")
    expect(message.locator("img")).to_have_count(0)
    expect(message.locator(".author i")).to_have_count(0)
    expect(message.locator(".author")).to_have_text(bo.name)
    expect(message.locator("a[href^='javascript']")).to_have_count(0)
    assert "run" not in ann.page.title()


def test_an_unanswered_message_is_visibly_pending_until_it_is_stored(
    come: Come, own_site: AppServer
) -> None:
    ann = come("Ann", own_site)
    own_site.pause()
    ann.say("Is anybody there?")
    ann.sees_state("Is anybody there?", "sent")
    expect(ann.message("Is anybody there?").get_by_text("Sending…")).to_be_visible()
    own_site.resume()
    ann.sees_state("Is anybody there?", "stored")
    ann.sees("Is anybody there?")


def test_a_message_the_browser_cannot_store_stays_in_the_field_and_is_not_sent(come: Come) -> None:
    ann = come("Ann")
    ann.page.evaluate(
        """() => { IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError'); }; }"""
    )
    ann.field.fill("no room for this")
    ann.field.press("Enter")
    expect(ann.page.get_by_text("could not store the message")).to_be_visible()
    expect(ann.field).to_have_value("no room for this")
    expect(ann.message("no room for this")).to_have_count(0)
    ann.page.get_by_role("button", name="Dismiss").click()
    expect(ann.page.get_by_text("could not store the message")).to_have_count(0)


class Refuser:
    """Stands between a page and the server, and refuses posts as the server would."""

    def __init__(self) -> None:
        self.refusing = True

    def between(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def from_page(text: str | bytes) -> None:
            frame: dict[str, Any] = json.loads(text)
            if frame.get("type") == "post" and self.refusing:
                refused = {"type": "refused", "id": frame["id"], "code": "forbidden"}
                route.send(json.dumps({**refused, "detail": "You were muted."}))
            else:
                server.send(text)

        route.on_message(from_page)


def who_is_refused(
    new_context: NewContext, site: AppServer, refuser: Refuser, text: str
) -> Chatter:
    """Somebody who has said `text`, and was refused."""
    context = new_context()
    context.route_web_socket(re.compile("/ws/chat/"), refuser.between)
    ann = Chatter(context.new_page(), site.origin, f"Ann of {text}")
    ann.join()
    ann.is_online()
    ann.say(text)
    ann.sees_state(text, "refused")
    return ann


def test_a_refused_message_says_why_keeps_its_text_and_can_be_sent_again(
    new_context: NewContext, site: AppServer
) -> None:
    refuser = Refuser()
    ann = who_is_refused(new_context, site, refuser, "Let me speak")
    expect(ann.message("Let me speak")).to_contain_text("You were muted.")
    ann.page.reload()
    ann.sees_state("Let me speak", "refused")
    refuser.refusing = False
    ann.message("Let me speak").get_by_role("button", name="Try again").click()
    ann.sees_state("Let me speak", "stored")
    ann.sees("Let me speak")


def test_a_refused_message_can_be_discarded(new_context: NewContext, site: AppServer) -> None:
    ann = who_is_refused(new_context, site, Refuser(), "Never mind")
    ann.message("Never mind").get_by_role("button", name="Discard").click()
    expect(ann.message("Never mind")).to_have_count(0)
    ann.page.reload()
    ann.is_online()
    expect(ann.message("Never mind")).to_have_count(0)

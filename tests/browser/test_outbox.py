"""What is typed and not sent yet: whose it is, who sends it, what is left of it."""

import json
import re

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import Come
from tests.browser.test_connection import crash

SOCKET = re.compile("/ws/chat/")
# Without locks another tab waits for interval and time-out, 12 s here: this is far below.
AT_ONCE_MS = 5_000


class PostsLost:
    """A link on which everything passes but posts: those go out and are never answered."""

    def __init__(self) -> None:
        self.lost: list[str] = []

    def between(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def from_page(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["type"] == "post":
                self.lost.append(frame["body"])
            else:
                server.send(text)

        route.on_message(from_page)


def loses_posts(chatter: Chatter) -> PostsLost:
    """From its next load on."""
    lost = PostsLost()
    chatter.page.route_web_socket(SOCKET, lost.between)
    chatter.page.reload()
    chatter.is_online()
    return lost


def test_what_a_tab_that_died_has_left_another_tab_sends_at_once_and_once(come: Come) -> None:
    ann, bo = come("Ann"), come("Bo")
    other = ann.another_page()
    other.open()
    other.is_online()
    lost = loses_posts(ann)
    for text in ("left behind one", "left behind two"):
        ann.say(text)
    other.sees_state("left behind two", "queued")
    assert "left behind one" in lost.lost
    crash(ann)
    expect(bo.message("left behind two")).to_have_count(1, timeout=AT_ONCE_MS)
    other.sees_state("left behind two", "stored")
    assert [text for text in bo.texts() if "left behind" in text] == [
        "left behind one",
        "left behind two",
    ]


def test_what_was_begun_survives_a_reload_and_goes_when_it_is_sent(come: Come) -> None:
    ann = come("Ann")
    ann.field.fill("begun, not en")
    ann.page.reload()
    expect(ann.field).to_have_value("begun, not en")
    ann.field.press_sequentially("ded")
    ann.field.press("Enter")
    ann.sees_state("begun, not ended", "stored")
    ann.page.reload()
    ann.sees("begun, not ended")
    expect(ann.field).to_have_value("")


def test_what_somebody_else_left_in_this_browser_is_shown_not_sent_and_can_be_discarded(
    come: Come,
) -> None:
    ann = come("Ann")
    loses_posts(ann)
    ann.say("a word of Ann's")
    ann.sees_state("a word of Ann's", "sent")
    ann.field.fill("a draft of Ann's")
    ann.page.context.clear_cookies()
    bo = ann.another_page()
    bo.name = f"{ann.name} the second"
    ann.page.close()
    bo.join()
    bo.is_online()
    expect(bo.field).to_have_value("")
    count = bo.page.get_by_text("1 unsent message of somebody else")
    count.click()
    box = bo.page.locator("#left-behind")
    expect(box).to_contain_text(f"Written as {ann.name} in Lobby")
    expect(box).to_contain_text("a word of Ann's")
    expect(bo.message("a word of Ann's")).to_have_count(0)
    box.get_by_role("button", name="Discard").click()
    expect(box).to_be_hidden()

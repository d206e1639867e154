"""Who is here, and who is typing, in words."""

import re

from playwright.sync_api import expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import Come


def enter(chatter: Chatter, room: str) -> None:
    """Join a public room by its address."""
    chatter.open(f"/chat/{room.lower()}/")
    chatter.page.get_by_role("button", name="Join this room").click()
    chatter.is_in(room)


def test_who_is_here_and_who_types_is_seen_until_they_go_or_the_link_does(come: Come) -> None:
    ann, bo = come("Ann"), come("Bo")
    ann.create_room("Aviary")
    people = ann.page.locator("#people")
    expect(people.locator("summary")).to_have_text(re.compile("1 person here"))
    enter(bo, "Aviary")
    expect(people.locator("summary")).to_have_text(re.compile("2 people here"))
    people.locator("summary").click()
    listed = ann.page.get_by_role("region", name="Here now").get_by_role("listitem")
    expect(listed).to_contain_text([re.compile(rf"{ann.name}\s+you"), bo.name])

    bo.field.press_sequentially("hm")
    typing = ann.page.locator("#typing-line")
    expect(typing).to_have_text(re.compile(rf"{bo.name}\S? is typing…"))
    bo.say("hm")
    expect(typing).to_have_text("")
    bo.page.close()
    expect(listed).to_contain_text([ann.name])
    expect(people.locator("summary")).to_have_text(re.compile("1 person here"))

    # Without a connection nobody is said to be here.
    ann.page.context.set_offline(True)
    expect(ann.connection).to_have_text("Offline")
    expect(people).to_be_hidden()

"""Rooms are made, found, joined, left."""

import json
import re

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import Come


def rooms_dialog(chatter: Chatter) -> None:
    chatter.page.get_by_role("button", name="Find or create a room").click()


def leave(chatter: Chatter) -> None:
    chatter.page.get_by_role("button", name="Leave this room").click()
    dialog = chatter.page.get_by_role("dialog", name="Leave this room?")
    dialog.get_by_role("button", name="Leave").click()


def test_a_room_is_made_and_somebody_else_finds_it(come: Come) -> None:
    ann, bo = come("Ann"), come("Bo")
    ann.create_room("Greenhouse")
    expect(ann.page).to_have_url(re.compile("/chat/greenhouse/$"))
    rooms_dialog(bo)
    item = bo.page.get_by_role("listitem").filter(has_text="Greenhouse")
    item.get_by_role("button", name="Join").click()
    bo.is_in("Greenhouse")
    bo.say("mind the tomatoes")
    ann.sees("mind the tomatoes")


def test_a_private_room_is_found_by_nobody(come: Come) -> None:
    ann, bo = come("Ann"), come("Bo")
    ann.create_room("Diary", private=True)
    expect(ann.page.get_by_text("private", exact=True)).to_be_visible()
    rooms_dialog(bo)
    expect(bo.page.get_by_text("Looking for rooms…")).to_be_hidden()
    expect(bo.page.get_by_text("Diary")).to_have_count(0)
    assert bo.page.goto(ann.page.url).status == 404  # type: ignore[union-attr]


def test_a_room_that_cannot_be_says_why_in_the_form(come: Come) -> None:
    ann = come("Ann")
    rooms_dialog(ann)
    dialog = ann.page.get_by_role("dialog", name="Rooms")
    dialog.get_by_label("Name").fill("  ")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("alert")).to_contain_text("visible characters")


def test_who_leaves_a_room_is_out_and_may_come_back(come: Come) -> None:
    ann, bo = come("Ann"), come("Bo")
    ann.create_room("Revolving door")
    address = ann.page.url
    bo.page.goto(address)
    bo.page.get_by_role("button", name="Join this room").click()
    expect(bo.field).to_be_visible()
    leave(bo)
    bo.is_in("Lobby")
    expect(bo.room_link("Revolving door")).to_have_count(0)
    bo.page.goto(address)
    bo.page.get_by_role("button", name="Join this room").click()
    bo.say("back again")
    ann.sees("back again")


def test_the_way_out_can_be_refused(come: Come) -> None:
    ann = come("Ann")
    ann.create_room("Staying")
    ann.page.get_by_role("button", name="Leave this room").click()
    ann.page.get_by_role("button", name="Stay").click()
    ann.say("still here")
    ann.sees_state("still here", "stored")


def test_back_and_forward_go_through_the_rooms(come: Come) -> None:
    ann = come("Ann")
    ann.create_room("Forward")
    ann.room_link("Lobby").click()
    ann.is_in("Lobby")
    ann.page.go_back()
    ann.is_in("Forward")
    ann.page.go_forward()
    ann.is_in("Lobby")


def test_a_draft_waits_in_its_room(come: Come) -> None:
    ann = come("Ann")
    ann.create_room("Drafts")
    ann.field.fill("half a thought")
    ann.room_link("Lobby").click()
    expect(ann.field).to_have_value("")
    ann.room_link("Drafts").click()
    expect(ann.field).to_have_value("half a thought")


def test_a_room_made_with_the_socket_down_is_there_to_write_into(come: Come) -> None:
    ann = come("Ann")
    ann.page.route_web_socket(re.compile("/ws/chat/"), lambda route: route.close(code=1001))
    ann.page.reload()
    expect(ann.page.locator("#banner")).to_be_visible()
    ann.create_room("By post only")
    ann.say("hello later")
    ann.sees_state("hello later", "queued")


class Swallower:
    """Loses every post on its way to the server."""

    def between(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(
            lambda text: None if json.loads(text)["type"] == "post" else server.send(text)
        )


def test_what_was_written_into_a_room_one_has_lost_stays_in_sight_until_discarded(
    come: Come,
) -> None:
    ann = come("Ann")
    ann.page.route_web_socket(re.compile("/ws/chat/"), Swallower().between)
    ann.page.reload()
    ann.is_online()
    ann.create_room("Sinking ship")
    ann.say("who takes the log book?")
    leave(ann)
    expect(ann.room_link("Sinking ship")).to_have_class("gone")
    expect(ann.field).to_be_hidden()
    ann.sees("who takes the log book?")

    again = ann.another_page()
    ann.page.close()
    again.open()
    again.room_link("Sinking ship").click()
    again.sees_state("who takes the log book?", "refused")
    again.page.get_by_role("button", name="Discard").click()
    again.is_in("Lobby")
    expect(again.room_link("Sinking ship")).to_have_count(0)

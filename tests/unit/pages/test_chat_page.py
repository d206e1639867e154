"""The page one chats on, as the server sends it."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chat import actions
from chat.models import Person, Room
from tests.unit.pages.conftest import browser_of

CONFIG = re.compile(r'<script id="lifeline-config" type="application/json">(.*?)</script>', re.S)


def config_of(client: Client, address: str) -> Any:
    page = client.get(address)
    assert page.status_code == 200
    found = CONFIG.search(page.content.decode())
    assert found
    return json.loads(found[1])


def test_the_page_knows_who_one_is_and_ones_rooms(alice: Person, kitchen: Room) -> None:
    config = config_of(browser_of(alice), reverse("chat"))
    assert config["person"] == {"id": str(alice.pk), "name": "Alice", "guest": False}
    assert [room["slug"] for room in config["rooms"]] == ["kitchen"]
    assert config["rooms"][0]["role"] == "owner"
    assert config["room"] is None


def test_a_rooms_address_opens_it_for_a_member(bob: Person, kitchen: Room) -> None:
    config = config_of(browser_of(bob), reverse("room", args=["kitchen"]))
    assert (config["room"], config["visited"]) == ("kitchen", None)


def test_a_stranger_is_shown_a_public_room_to_join(charlie: Person, kitchen: Room) -> None:
    config = config_of(browser_of(charlie), reverse("room", args=["kitchen"]))
    visited = {"id": str(kitchen.pk), "slug": "kitchen", "name": "Kitchen", "removed": False}
    assert config["visited"] == visited
    assert config["rooms"] == []


def test_who_was_put_out_of_a_room_is_told_so_in_place_of_a_way_in(
    alice: Person, bob: Person, kitchen: Room
) -> None:
    actions.remove(alice, kitchen.pk, bob.pk).result()

    assert config_of(browser_of(bob), reverse("room", args=["kitchen"]))["visited"]["removed"]

    actions.let_in(alice, kitchen.pk, bob.pk).result()
    config = config_of(browser_of(bob), reverse("room", args=["kitchen"]))
    assert not config["visited"]["removed"]


@pytest.mark.parametrize("slug", ["attic", "nowhere", "self-1"])
def test_a_private_room_looks_to_strangers_as_one_that_is_not_there(
    charlie: Person, attic: Room, slug: str
) -> None:
    assert browser_of(charlie).get(reverse("room", args=[slug])).status_code == 404


def test_a_room_may_be_called_in_any_script(alice: Person) -> None:
    client = browser_of(alice)
    made = client.post("/chat/rooms/", json.dumps({"name": "厨房"}), "application/json").json()
    assert config_of(client, reverse("room", args=[made["slug"]]))["room"] == made["slug"]


def test_without_a_login_the_first_page_comes_first() -> None:
    assert Client().get(reverse("chat"))["Location"].startswith(reverse("join"))


def test_the_page_brings_the_cookie_its_requests_need(alice: Person, lobby: Room) -> None:
    client = browser_of(alice)
    client.get(reverse("chat"))
    assert client.cookies["csrftoken"].value


def test_the_chat_page_is_asked_for_anew_and_may_be_kept_for_the_way_back(
    alice: Person, lobby: Room
) -> None:
    assert browser_of(alice).get(reverse("chat"))["Cache-Control"] == "private, no-cache"


def test_no_cache_keeps_another_page_with_somebodys_name(alice: Person) -> None:
    assert "no-store" in browser_of(alice).get(reverse("account"))["Cache-Control"]


@pytest.mark.parametrize("address", ["/nosuch", "/chat/nowhere/"])
def test_no_cache_keeps_what_is_not_there(alice: Person, lobby: Room, address: str) -> None:
    response = browser_of(alice).get(address)
    assert response.status_code == 404
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/chat/", "/chat/nowhere/"])
def test_no_page_has_anything_a_strict_policy_would_stop(
    alice: Person, lobby: Room, address: str
) -> None:
    client = browser_of(alice) if address.startswith("/chat/") else Client()
    response = client.get(address)
    page = response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    for script in re.findall(r"<script([^>]*)>", page):
        assert "src=" in script or 'type="application/json"' in script


def test_a_browser_that_looks_for_an_icon_by_itself_finds_ours() -> None:
    assert Client().get("/favicon.ico")["Location"] == "/static/img/favicon.svg"


def test_a_room_s_address_with_a_nul_leads_nowhere(alice: Person, lobby: Room) -> None:
    assert browser_of(alice).get("/chat/%00/").status_code == 404


def test_a_cookie_with_a_nul_is_nobody_s(lobby: Room) -> None:
    client = Client()
    client.cookies["sessionid"] = "a\0b".ljust(32, "c")
    assert client.get(reverse("join")).status_code == 200
    assert client.get(reverse("chat")).status_code == 302


def test_the_page_s_texts_are_kept_by_no_cache_for_another_language() -> None:
    vary = Client().get(reverse("texts"))["Vary"]
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in vary.split(",")}

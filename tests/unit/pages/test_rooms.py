"""Rooms over HTTP, for pages and programs."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from chat.eventlog import reading
from chat.models import Person, Room
from chat.models.room import ROOM_NAME_CHARS
from chat.pages.rooms import BODY_BYTES
from tests.unit.pages.conftest import browser_of, is_member

ROOMS = "/chat/rooms/"


def create(client: Client, body: bytes | str | dict[str, Any]) -> Any:
    content = json.dumps(body) if isinstance(body, dict) else body
    return client.post(ROOMS, content, content_type="application/json")


def test_the_list_has_ones_own_rooms_with_a_role_and_those_one_may_join_without(
    bob: Person, kitchen: Room, lobby: Room, attic: Room
) -> None:
    rooms = browser_of(bob).get(ROOMS).json()["rooms"]
    assert [(room["slug"], room.get("role")) for room in rooms] == [
        ("kitchen", "member"),
        ("lobby", None),
    ]


def test_who_makes_a_room_owns_it(charlie: Person) -> None:
    client = browser_of(charlie)
    response = create(client, {"name": "Garden"})
    assert response.status_code == 201
    room = Room.objects.get(slug="garden")
    assert response.json() == {"id": str(room.pk), "slug": "garden"}
    assert client.get(ROOMS).json()["rooms"][0]["role"] == "owner"


def test_a_private_room_is_listed_to_nobody_else(alice: Person, bob: Person) -> None:
    create(browser_of(alice), {"name": "Attic", "kind": "private"})
    assert browser_of(bob).get(ROOMS).json() == {"rooms": []}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", "bad-json"),
        ("", "bad-json"),
        (b"\xff\xfe", "bad-json"),
        ("[" * 2_000, "bad-frame"),
        ("[]", "bad-frame"),
        ("null", "bad-frame"),
        ("{}", "bad-frame"),
        ('{"name": 5}', "bad-frame"),
        ('{"name": null}', "bad-frame"),
        ('{"name": "a\\u0000b"}', "bad-frame"),
        ('{"name": "Garden", "kind": "self"}', "bad-frame"),
        ('{"name": "Garden", "kind": 5}', "bad-frame"),
        ('{"name": "  "}', "empty"),
        ('{"name": "a\\u202eb"}', "empty"),
        (json.dumps({"name": "x" * (ROOM_NAME_CHARS + 1)}), "too-long"),
        (json.dumps({"name": "x" * BODY_BYTES}), "too-long"),
    ],
)
def test_a_room_that_cannot_be_is_refused_clearly(
    alice: Person, body: bytes | str, code: str
) -> None:
    rooms = Room.objects.count()
    response = create(browser_of(alice), body)
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert response.json()["detail"]
    assert Room.objects.count() == rooms


def test_a_deep_nest_in_an_unknown_field_is_refused_clearly(alice: Person) -> None:
    nest = '{"name": "Garden", "x": ' + "[" * 1_500 + "]" * 1_500 + "}"
    response = create(browser_of(alice), nest)
    assert (response.status_code, response.json()["code"]) == (400, "bad-json")


def test_a_stranger_joins_a_public_room(charlie: Person, kitchen: Room) -> None:
    response = browser_of(charlie).post(f"{ROOMS}{kitchen.pk}/join/")
    assert response.status_code == 200
    assert (response.json()["id"], response.json()["role"]) == (str(kitchen.pk), "member")
    assert is_member(charlie, kitchen)


def test_joining_twice_is_joining(bob: Person, kitchen: Room) -> None:
    assert browser_of(bob).post(f"{ROOMS}{kitchen.pk}/join/").status_code == 200


def test_a_member_leaves(bob: Person, kitchen: Room) -> None:
    response = browser_of(bob).post(f"{ROOMS}{kitchen.pk}/leave/")
    assert (response.status_code, response.content) == (204, b"")
    assert not is_member(bob, kitchen)


def test_a_stranger_cannot_leave(charlie: Person, kitchen: Room) -> None:
    response = browser_of(charlie).post(f"{ROOMS}{kitchen.pk}/leave/")
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("action", ["join", "leave"])
def test_a_strangers_private_room_is_not_there(charlie: Person, attic: Room, action: str) -> None:
    response = browser_of(charlie).post(f"{ROOMS}{attic.pk}/{action}/")
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("room_id", ["0", "-1", "x", "٣", "9" * 19, "9" * 400, "1e3", "%00"])
@pytest.mark.parametrize("action", ["join", "leave"])
def test_an_id_that_names_no_room_is_not_found(alice: Person, room_id: str, action: str) -> None:
    response = browser_of(alice).post(f"{ROOMS}{room_id}/{action}/")
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


def test_nobodys_own_log_can_be_joined(charlie: Person, alice: Person) -> None:
    response = browser_of(charlie).post(f"{ROOMS}{alice.self_log.pk}/join/")
    assert response.status_code == 404


@pytest.mark.parametrize("address", [ROOMS, f"{ROOMS}1/join/", f"{ROOMS}1/leave/"])
def test_without_a_login_the_answer_is_json_and_no_page(address: str) -> None:
    response = Client().post(address)
    assert (response.status_code, response.json()["code"]) == (401, "login-needed")


def test_a_wrong_method_is_told_the_right_one(alice: Person, kitchen: Room) -> None:
    response = browser_of(alice).get(f"{ROOMS}{kitchen.pk}/join/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert response.json()["code"] == "unsupported"


def test_a_request_without_its_token_is_refused_in_json(alice: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = create(client, {"name": "Garden"})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


def test_a_database_that_is_away_means_later(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(person_id: int) -> None:
        raise OperationalError("gone")

    client = browser_of(alice)
    monkeypatch.setattr(reading, "rooms_of", away)
    response = client.get(ROOMS)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["Lobby", "LOBBY", "Lob\u00adby", " lobby "])
@pytest.mark.parametrize("kind", ["public", "private"])
def test_no_other_room_is_called_like_the_lobby(
    charlie: Person, lobby: Room, name: str, kind: str
) -> None:
    response = create(browser_of(charlie), {"name": name, "kind": kind})
    assert response.json()["code"] in {"conflict", "empty"}
    assert Room.objects.exclude(kind=Room.Kind.SELF).get() == lobby


def test_a_head_is_a_get_without_its_body(alice: Person, kitchen: Room) -> None:
    client = browser_of(alice)
    assert client.head(ROOMS).status_code == 200
    assert client.head(f"{ROOMS}{kitchen.pk}/join/").status_code == 405


def test_no_more_is_read_than_a_room_needs_whatever_its_length_is_said_to_be(
    alice: Person,
) -> None:
    body = json.dumps({"name": "Garden", "x": "x" * BODY_BYTES})
    for length in ("5", "", "x"):
        response = browser_of(alice).post(
            ROOMS, body, content_type="application/json", CONTENT_LENGTH=length
        )
        assert response.status_code == 400


def test_a_form_in_place_of_json_is_refused_clearly(alice: Person) -> None:
    response = browser_of(alice).post(ROOMS, {"name": "Garden"})
    assert (response.status_code, response.json()["code"]) == (400, "bad-json")


# --- Members -----------------------------------------------------------------------------------


def test_the_owner_removes_a_member_and_lets_them_in_again(
    alice: Person, bob: Person, kitchen: Room
) -> None:
    owner, member = browser_of(alice), browser_of(bob)
    address = f"{ROOMS}{kitchen.pk}"
    whom = json.dumps({"person": str(bob.pk)})
    assert owner.post(f"{address}/remove/", whom, "application/json").status_code == 204
    assert not is_member(bob, kitchen)
    assert member.post(f"{address}/join/").json()["code"] == "forbidden"
    assert owner.post(f"{address}/let-in/", whom, "application/json").status_code == 204
    assert member.post(f"{address}/join/").status_code == 200


@pytest.mark.parametrize("action", ["remove", "let-in"])
def test_neither_a_member_nor_a_stranger_removes_anybody(
    alice: Person, bob: Person, charlie: Person, kitchen: Room, action: str
) -> None:
    whom = json.dumps({"person": str(alice.pk)})
    for person in (bob, charlie):
        response = browser_of(person).post(
            f"{ROOMS}{kitchen.pk}/{action}/", whom, "application/json"
        )
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert is_member(alice, kitchen)


@pytest.mark.parametrize(("body", "status"), [("{}", 400), ('{"person": "x"}', 404)])
def test_whom_to_remove_must_be_said(alice: Person, kitchen: Room, body: str, status: int) -> None:
    address = f"{ROOMS}{kitchen.pk}/remove/"
    assert browser_of(alice).post(address, body, "application/json").status_code == status

"""Coming in is limited by address and name, widely enough for an office behind one address."""

from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from chat.actions import Refused
from chat.models import Event, Person, Room
from chat.pages import limits
from chat.pages.limits import BURST_MINUTES, GUESSES_PER_MINUTE
from tests.unit.pages.conftest import PASSWORD, browser_of, is_member

OFFICE = 50
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


def join(name: str, **extra: Any) -> Any:
    return Client(**extra).post(reverse("guest"), {"name": name})


def log_in(name: str, password: str = "wrong", **extra: Any) -> Any:
    return Client(**extra).post(reverse("login"), {"username": name, "password": password})


def sign_up(name: str, **extra: Any) -> Any:
    fields = {"name": name, "password": PASSWORD, "again": PASSWORD}
    return Client(**extra).post(reverse("signup"), fields)


def assert_told_to_wait(response: HttpResponse, *, kept: str) -> None:
    page = response.content.decode()
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert f"Try again in {response['Retry-After']} second" in page
    assert f'value="{kept}"' in page


@pytest.mark.parametrize("limit", [limits.guest, limits.sign_up])
def test_an_office_gets_in_through_one_address(limit: Any) -> None:
    for _ in range(OFFICE):
        limit(RequestFactory().get("/"))


def test_an_office_logs_in_through_one_address() -> None:
    for number in range(OFFICE):
        limits.log_in(RequestFactory().get("/"), f"Person {number}")


@pytest.mark.parametrize(
    ("way_in", "setting"), [(join, "GUESTS_PER_MINUTE"), (sign_up, "SIGN_UPS_PER_MINUTE")]
)
def test_a_crowd_from_one_address_has_to_wait_and_keeps_what_was_typed(
    lobby: Room, settings: Settings, way_in: Any, setting: str
) -> None:
    setattr(settings, setting, 1)
    for number in range(BURST_MINUTES):
        assert way_in(f"Person {number}").status_code == 302
    assert_told_to_wait(way_in("Dana"), kept="Dana")
    assert not Person.objects.filter(name="Dana").exists()
    assert way_in("Dana", **ELSEWHERE).status_code == 302


def test_a_form_that_was_filled_in_wrongly_costs_nothing(lobby: Room, settings: Settings) -> None:
    settings.GUESTS_PER_MINUTE = 1
    for _ in range(BURST_MINUTES + 1):
        assert join("\t").status_code == 200
    assert join("Dana").status_code == 302


def test_many_names_from_one_address_have_to_wait(lobby: Room, settings: Settings) -> None:
    settings.LOG_INS_PER_MINUTE = 1
    for number in range(BURST_MINUTES):
        assert log_in(f"Person {number}").status_code == 200
    assert_told_to_wait(log_in("Dana"), kept="Dana")
    assert log_in("Dana", **ELSEWHERE).status_code == 200


def test_one_s_password_is_not_guessed_from_one_address_nor_its_owner_kept_out(
    alice: Person, lobby: Room
) -> None:
    for name in ["alice", "ALICE"] * (GUESSES_PER_MINUTE * BURST_MINUTES // 2):
        assert log_in(name).status_code == 200
    assert_told_to_wait(log_in("Alice", PASSWORD), kept="Alice")
    assert log_in("Alice", PASSWORD, **ELSEWHERE).status_code == 302


def test_one_s_password_is_not_guessed_from_many_addresses_for_ever() -> None:
    def guess_from_all() -> None:
        for number in range(100):
            limits.guess(RequestFactory(REMOTE_ADDR=f"203.0.113.{number}").get("/"), "Alice")

    with pytest.raises(Refused, match="too often"):
        guess_from_all()


def test_who_sits_at_somebody_s_page_guesses_no_more_than_others(
    alice: Person, lobby: Room
) -> None:
    guess = partial(browser_of(alice).post, reverse("account-delete"), {"current": "wrong"})
    for _ in range(GUESSES_PER_MINUTE * BURST_MINUTES):
        assert guess().status_code == 200
    assert guess().status_code == 429


def test_the_admin_s_own_page_has_the_same_limits(alice: Person, lobby: Room) -> None:
    def try_admin() -> str:
        fields = {"username": "Alice", "password": "wrong"}
        return Client().post("/admin/login/", fields).content.decode()

    for _ in range(GUESSES_PER_MINUTE * BURST_MINUTES):
        assert "That was too often" not in try_admin()
    assert "That was too often" in try_admin()


def test_who_comes_by_a_socket_without_an_address_is_not_everybody_s_burden() -> None:
    for _ in range(1_000):
        limits.guest(RequestFactory(REMOTE_ADDR="").get("/"))


def test_rooms_are_made_at_a_persons_pace(alice: Person, bob: Person) -> None:
    def make(client: Client, number: int) -> Any:
        body = {"name": f"Room {number}"}
        return client.post("/chat/rooms/", body, content_type="application/json")

    client = browser_of(alice)
    statuses = [make(client, number).status_code for number in range(30)]
    assert set(statuses) == {201, 429}
    refused = make(client, 99)
    assert (refused.json()["code"], int(refused["Retry-After"]) >= 1) == ("throttled", True)
    assert make(browser_of(bob), 100).status_code == 201


def test_a_guest_becomes_an_account_at_the_pace_of_signing_up(
    alice: Person, lobby: Room, settings: Settings
) -> None:
    settings.SIGN_UPS_PER_MINUTE = 1
    dana = Client()
    dana.post(reverse("guest"), {"name": "Dana"})
    # The password is hashed, which takes a third of a second, before the name is found taken.
    fields = {"name": "Alice", "password": PASSWORD, "again": PASSWORD}
    for _ in range(BURST_MINUTES):
        assert dana.post(reverse("account-keep"), fields).status_code == 200
    assert_told_to_wait(dana.post(reverse("account-keep"), fields), kept="Alice")


def test_a_faulty_password_is_no_way_to_try_out_names(
    alice: Person, lobby: Room, settings: Settings
) -> None:
    settings.SIGN_UPS_PER_MINUTE = 1
    fields = {"name": "Alice", "password": "123", "again": "123"}
    pages = [Client().post(reverse("signup"), fields) for _ in range(BURST_MINUTES + 1)]
    told = ["This name is taken" in page.content.decode() for page in pages]
    assert told == [*[True] * BURST_MINUTES, False]


def test_who_comes_and_goes_for_ever_has_to_wait(
    bob: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMBERSHIPS_PER_MINUTE", 1)
    client = browser_of(bob)
    ways = [*["leave", "join"] * (BURST_MINUTES // 2), "leave"]
    statuses = [client.post(f"/chat/rooms/{kitchen.pk}/{way}/").status_code for way in ways]
    assert statuses == [*[204, 200] * (BURST_MINUTES // 2), 429]
    assert is_member(bob, kitchen)


def test_who_is_in_is_kept_from_nothing_by_those_who_guess(alice: Person, lobby: Room) -> None:
    owner = browser_of(alice)
    for number in range(100):
        with suppress(Refused):
            limits.guess(RequestFactory(REMOTE_ADDR=f"203.0.113.{number}").get("/"), "Alice")

    another = "another battery, another staple"
    fields = {"current": PASSWORD, "password": another, "again": another}
    assert owner.post(reverse("account-password"), fields).status_code == 302


def test_logging_out_everywhere_else_has_a_pace(alice: Person, lobby: Room) -> None:
    owner = browser_of(alice)
    pages = [owner.post(reverse("account-elsewhere"), follow=True) for _ in range(30)]
    assert b"Everywhere else you are logged out" in pages[0].content
    assert b"That was too often" in pages[-1].content
    assert Event.objects.filter(room=alice.self_log, kind="ended").count() < 30

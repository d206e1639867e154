"""`manage.py first_run` makes what a new site needs, once, whatever interrupts it."""

import io
import re

import pytest
from django.core.management import call_command
from pytest_django import Settings

from chat.eventlog import writer
from chat.models import Membership, Person, Room


@pytest.fixture(autouse=True)
def development(settings: Settings) -> None:
    settings.DEBUG = True


def first_run() -> str:
    """What it says."""
    out = io.StringIO()
    call_command("first_run", stdout=out)
    return out.getvalue()


def test_it_makes_the_lobby_and_an_admin_and_shows_the_password() -> None:
    said = first_run()

    admin = Person.objects.get(name="admin")
    password = re.search(r"password\s+(\S+)", said)
    assert password is not None
    assert admin.check_password(password[1])
    assert admin.is_staff
    assert admin.is_superuser
    lobby = Room.objects.get(slug="lobby")
    assert (lobby.name, lobby.kind) == ("Lobby", "public")
    assert Membership.objects.get(room=lobby).person == admin


def test_in_production_no_password_goes_where_it_is_kept(settings: Settings) -> None:
    settings.DEBUG = False

    said = first_run()

    assert "manage.py changepassword admin" in said
    assert "createsuperuser" in said
    admin = Person.objects.get(name="admin")
    assert admin.is_superuser
    assert not admin.has_usable_password()
    assert Membership.objects.get(room__slug="lobby").person == admin


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_production_a_terminal_shows_the_password(settings: Settings) -> None:
    settings.DEBUG = False
    terminal = Terminal()
    call_command("first_run", stdout=terminal)

    password = re.search(r"password\s+(\S+)", terminal.getvalue())
    assert password is not None
    assert Person.objects.get(name="admin").check_password(password[1])


def test_run_again_it_changes_nothing_and_says_nothing() -> None:
    first_run()
    before = list(Person.objects.values()), list(Room.objects.values())

    assert first_run() == ""
    assert (list(Person.objects.values()), list(Room.objects.values())) == before


def test_where_people_are_already_no_admin_is_made(alice: Person) -> None:
    first_run()

    assert not Person.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("where", [(Person, "save"), (writer.Writer, "submit")])
def test_interrupted_anywhere_it_goes_on_the_next_time(
    monkeypatch: pytest.MonkeyPatch, where: tuple[type, str]
) -> None:
    """And the password shown last is the one that opens."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    out = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(*where, interrupt)
        with pytest.raises(KeyboardInterrupt):
            call_command("first_run", stdout=out)

    call_command("first_run", stdout=out)

    assert Room.objects.filter(slug="lobby").exists()
    shown = re.findall(r"password\s+(\S+)", out.getvalue())
    assert Person.objects.get(name="admin").check_password(shown[-1])


def test_an_admin_who_chose_a_password_keeps_it() -> None:
    Person.objects.create_superuser("root", "correct horse")

    assert first_run() == ""

    assert Person.objects.get(name="root").check_password("correct horse")
    assert Membership.objects.get(room__slug="lobby").person.name == "root"


def test_without_an_admin_to_own_the_lobby_it_says_what_to_do(alice: Person) -> None:
    err = io.StringIO()

    call_command("first_run", stderr=err)

    assert "createsuperuser" in err.getvalue()
    assert not Room.objects.filter(slug="lobby").exists()

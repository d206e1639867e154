"""The library's own page: for everybody, and its switches for who develops."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from chat.models import Person
from chat.pages.modules import modules_of
from chat.pages.playground import ENTRY
from project import urls
from tests.unit.pages.conftest import browser_of

STATIC = Path(__file__).resolve().parents[3] / "static"
MODULES = sorted(
    found.relative_to(STATIC).as_posix() for found in (STATIC / "playground").rglob("*.js")
)
CONFIG = re.compile(r'<script id="playground-config" type="application/json">(.*?)</script>', re.S)


class InDevelopment:
    """The addresses there are with DEBUG on."""

    urlpatterns = [
        *urls.urlpatterns,
        path("lifeline/hurt/", lambda request: HttpResponse(), name="playground-hurt"),
    ]


def page_of(client: Client) -> str:
    response = client.get(reverse("playground"))
    assert response.status_code == 200
    return response.content.decode()


def config_of(page: str) -> Any:
    found = CONFIG.search(page)
    assert found
    return json.loads(found[1])


def test_who_is_not_logged_in_sees_the_page_and_the_way_in() -> None:
    page = page_of(Client())
    assert config_of(page)["ws"] == "/ws/chat/"
    assert f'href="{reverse("join")}?next={reverse("playground")}"' in page


def test_who_is_logged_in_finds_the_way_back_to_the_conversation(alice: Person) -> None:
    assert f'href="{reverse("chat")}"' in page_of(browser_of(alice))


def test_in_production_the_page_stays_and_the_switches_are_gone() -> None:
    page = page_of(Client())
    assert config_of(page)["hurt"] is None
    assert 'id="switches"' not in page


def test_in_development_there_are_switches(settings: Settings) -> None:
    settings.DEBUG, settings.ROOT_URLCONF = True, InDevelopment
    page = page_of(Client())
    assert config_of(page)["hurt"] == "/lifeline/hurt/"
    assert 'id="switches"' in page


def test_the_page_brings_the_token_its_switches_need() -> None:
    client = Client()
    page_of(client)
    assert client.cookies["csrftoken"].value


def test_it_is_nobody_else_s_page_and_may_be_kept_whole_for_the_way_back() -> None:
    kept = Client().get(reverse("playground"))["Cache-Control"]
    assert {"private", "no-cache"} == set(kept.split(", "))


@pytest.mark.parametrize("debug", [False, True])
def test_the_page_has_nothing_a_strict_policy_would_stop(settings: Settings, debug: bool) -> None:
    if debug:
        settings.DEBUG, settings.ROOT_URLCONF = True, InDevelopment
    response = Client().get(reverse("playground"))
    page = response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    for script in re.findall(r"<script([^>]*)>", page):
        assert "src=" in script or 'type="application/json"' in script


def test_every_module_of_the_page_is_named_in_it_and_none_is_left_over() -> None:
    named = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', page_of(Client()))
    assert named == modules_of(ENTRY)
    assert set(MODULES) - set(named) == set()


def test_the_playground_knows_the_library_and_nothing_of_the_chat() -> None:
    assert {name.partition("/")[0] for name in modules_of(ENTRY)} == {"playground", "lifeline"}


@pytest.mark.parametrize("name", MODULES)
def test_every_import_is_one_that_renaming_understands(name: str) -> None:
    for line in (STATIC / name).read_text().splitlines():
        if line.startswith(("import ", "} from ")):
            assert re.search(r"(from '\.[^']+';|\{)$", line), line

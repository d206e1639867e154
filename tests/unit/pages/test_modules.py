"""The page's ES modules: all named at once, and nothing that breaks when they are renamed."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from chat.models import Person
from chat.pages.app import ENTRY
from chat.pages.modules import modules_of
from tests.unit.pages.conftest import browser_of

STATIC = Path(__file__).resolve().parents[3] / "static"
MODULES = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "chat").rglob("*.js"))


def test_every_module_of_the_page_is_named_in_it(alice: Person) -> None:
    page = browser_of(alice).get(reverse("chat")).content.decode()
    named = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', page)
    assert named == modules_of(ENTRY)
    assert "lifeline/link.js" in named


def test_no_module_is_left_over() -> None:
    entries = [ENTRY, *(f"chat/page/{page}.js" for page in ("once", "leaving", "whose"))]
    reached = {module for entry in entries for module in modules_of(entry)}
    assert set(MODULES) - reached == set()


@pytest.mark.parametrize("path", MODULES)
def test_every_import_is_one_that_renaming_understands(path: str) -> None:
    """Django rewrites imports by a regular expression that asks for a quote and a semicolon."""
    for line in (STATIC / path).read_text().splitlines():
        if line.startswith(("import ", "} from ")):
            assert re.search(r"(from '\.[^']+';|\{)$", line), line

"""docs/client.md names everything the library has: options, states, methods, events, presets."""

import re

import pytest

from tests.servers.app import ROOT

LIBRARY = ROOT / "static" / "lifeline"
PAGE = (ROOT / "docs" / "client.md").read_text()
# In backquotes, alone or as the beginning of what stands in them.
NAMED = set(re.findall(r"`([\w.-]+)", PAGE)) | set(re.findall(r"[.,] ([\w]+)`", PAGE))


def properties(module: str, typedef: str) -> list[str]:
    """Of a JSDoc object type."""
    text = (LIBRARY / module).read_text()
    found = re.search(rf"@typedef {{object}} {typedef}\b(.*?)(@typedef|\*/)", text, re.S)
    assert found, f"{module} has no type {typedef}"
    return re.findall(r"@property \{.*?\} \[?(\w+)\]?(?=\s)", found[1])


def choices(module: str, typedef: str) -> list[str]:
    """Of a JSDoc union of strings."""
    found = re.search(rf"@typedef {{([^}}]*)}} {typedef}\b", (LIBRARY / module).read_text())
    assert found, f"{module} has no type {typedef}"
    return re.findall(r"'([\w-]+)'", found[1])


def methods() -> list[str]:
    """The public ones of Link, getters too."""
    text = (LIBRARY / "link.js").read_text()
    return re.findall(r"^  (?:get )?([a-z]\w*)\(.*\) \{$", text, re.M)


def presets() -> list[str]:
    return re.findall(r"^export const (\w+)", (LIBRARY / "presets.js").read_text(), re.M)


WANTED = {
    "options": properties("options.js", "LinkOptions"),
    "states": choices("status.js", "State"),
    "wakers": choices("status.js", "Waker"),
    "causes": choices("ending.js", "Cause"),
    "findings": choices("options.js", "Finding"),
    "events": properties("link.js", "LinkEvents"),
    "methods": [name for name in methods() if name != "constructor"],
    "presets": presets(),
}


@pytest.mark.parametrize("kind", WANTED)
def test_the_page_names_all(kind: str) -> None:
    assert len(WANTED[kind]) >= 3
    assert set(WANTED[kind]) - NAMED == set()


@pytest.mark.parametrize("option", properties("heartbeat.js", "HeartbeatOptions"))
def test_the_page_names_the_options_of_the_heartbeat(option: str) -> None:
    assert f"`heartbeat.{option}`" in PAGE


@pytest.mark.parametrize("option", properties("backoff.js", "BackoffOptions"))
def test_the_page_names_the_options_of_the_back_off(option: str) -> None:
    assert option in NAMED or f"backoff.{option}" in NAMED

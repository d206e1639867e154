"""Imports point one way, so that each part can be understood, and tested, without those above it.

protocol, models ← eventlog ← actions ← realtime ← transports, pages. `runtime` stands outside and
wires them; `server` is Daphne and knows nothing of chat.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# What each part may import of chat, beside itself.
BELOW = {
    "chat.address": set[str](),
    "chat.clock": set[str](),
    "chat.protocol": set[str](),
    "chat.trouble": set[str](),
    "chat.metrics": {"chat.protocol"},
    "chat.models": {"chat.protocol"},
    "chat.eventlog": {
        *("chat.address", "chat.clock", "chat.metrics", "chat.trouble"),
        *("chat.protocol", "chat.models"),
    },
}
BELOW["chat.actions"] = BELOW["chat.eventlog"] | {"chat.eventlog"}
BELOW["chat.realtime"] = BELOW["chat.actions"] | {"chat.actions"}
BELOW["chat.transports"] = BELOW["chat.realtime"] | {"chat.realtime", "chat.runtime"}
BELOW["chat.pages"] = BELOW["chat.realtime"] | {"chat.realtime"}
BELOW["chat.runtime"] = BELOW["chat.realtime"] | {"chat.realtime"}
BELOW["chat.signals"] = BELOW["chat.actions"] | {"chat.actions"}
BELOW["chat.admin"] = BELOW["chat.actions"] | {"chat.actions"}
BELOW["chat.apps"] = {"chat.signals"}
BELOW["chat.management"] = BELOW["chat.actions"] | {
    "chat.actions",
    "chat.runtime",
    "server",
    "project",
}
BELOW["chat.migrations"] = BELOW["chat.models"] | {"chat.models"}
BELOW["server"] = set()


def part_of(module: str) -> str | None:
    """`chat.eventlog` of `chat.eventlog.entry`; None of what is not ours."""
    names = module.split(".")
    if names[0] == "chat":
        return ".".join(names[:2])
    return names[0] if names[0] in {"server", "project", "dashboard"} else None


def modules() -> Iterator[tuple[str, Path]]:
    for folder in ("chat", "server"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            names = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(names).removesuffix(".__init__"), path


def imported(path: Path) -> set[str]:
    """Every module named in an import, also inside functions and for types alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = [(name, path) for name, path in modules() if name != "chat"]


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_point_one_way(name: str, path: Path) -> None:
    own = part_of(name)
    assert own is not None
    assert own in BELOW, f"say in BELOW what {own} may import"

    parts = {part_of(module) for module in imported(path)} - {None, own, "chat"}

    assert parts <= BELOW[own], f"{name} reaches up"


def test_the_wire_knows_no_django() -> None:
    for name, path in MODULES:
        if part_of(name) == "chat.protocol":
            assert not {module for module in imported(path) if module.startswith("django")}, name


def test_only_the_hints_and_what_starts_them_talk_to_the_channel_layer() -> None:
    users = {
        name
        for name, path in MODULES
        if any(module.startswith("channels.layers") for module in imported(path))
    }

    assert users == {"chat.realtime.hints", "chat.realtime.services", "chat.runtime"}


def test_only_the_writers_side_of_the_log_makes_events() -> None:
    """History has one writer: nobody else creates, changes or deletes what it holds."""
    makers = {
        name
        for name, path in MODULES
        if part_of(name) not in {"chat.migrations", "chat.models"}
        for kind in ("Event", "Message", "Intent")
        if any(text in path.read_text() for text in (f"{kind}(\n", f"{kind}.objects.bulk_create"))
        or "INSERT INTO" in path.read_text()
    }

    assert makers == {"chat.eventlog.rows"}

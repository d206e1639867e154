"""docs/protocol.md says what the server does: its examples are frames, and none is forgotten."""

import importlib.util
import json
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, get_args

import msgspec
import pytest

from chat.protocol.close_codes import CloseCode
from chat.protocol.decoding import decode
from chat.protocol.frames import AnyClientFrame, AnyServerFrame
from tests.servers.app import ROOT

PAGE = (ROOT / "docs" / "protocol.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [line for block in BLOCKS for line in block.splitlines()]
FROM_CLIENT = [line[2:] for line in EXAMPLES if line.startswith("> ")]
FROM_SERVER = [line[2:] for line in EXAMPLES if line.startswith("< ")]


def tags(union: Any) -> set[str]:
    return {struct.__struct_config__.tag for struct in get_args(union)}


def types(examples: list[str]) -> set[str]:
    return {json.loads(example)["type"] for example in examples}


@pytest.mark.parametrize("example", FROM_CLIENT)
def test_the_server_takes_every_example_of_a_client_s_frame(example: str) -> None:
    decode(example)


@pytest.mark.parametrize("example", FROM_SERVER)
def test_every_example_of_a_server_s_frame_is_one_it_could_send(example: str) -> None:
    msgspec.json.decode(example, type=AnyServerFrame, strict=True)
    assert unknown_fields(example) == set()


def unknown_fields(example: str) -> set[str]:
    frame: dict[str, Any] = json.loads(example)
    struct = next(s for s in get_args(AnyServerFrame) if s.__struct_config__.tag == frame["type"])
    return frame.keys() - {"type", *struct.__struct_encode_fields__}


def test_every_frame_has_an_example() -> None:
    assert types(FROM_CLIENT) == tags(AnyClientFrame)
    assert types(FROM_SERVER) == tags(AnyServerFrame)


def test_the_events_of_an_example_chain() -> None:
    digests = [frame["digest"] for frame in events()]
    assert [frame["prev"] for frame in events()][1:] == digests[:-1]


def events() -> Iterator[Any]:
    return (f for f in map(json.loads, FROM_SERVER) if f["type"] == "events")


def test_every_close_code_of_the_server_is_in_the_table() -> None:
    table = PAGE[PAGE.index("## Close codes") :]
    assert [int(code) for code in CloseCode if f"| {int(code)}" not in table] == []


def test_the_schema_is_that_of_the_frames() -> None:
    script = load_script()
    assert script.SCHEMA.read_text() == script.schema(), "run python scripts/protocol_schema.py"


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "protocol_schema", ROOT / "scripts" / "protocol_schema.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_link_inside_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) - anchors == set()

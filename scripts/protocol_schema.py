"""Writes docs/protocol.schema.json, the JSON Schema of every frame, from the server's own structs.

`python scripts/protocol_schema.py` after a change of chat/protocol/frames; a test sees that it was
done.
"""

import sys
from pathlib import Path
from typing import Any, get_args

import msgspec

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "docs" / "protocol.schema.json"
sys.path.insert(0, str(ROOT))

from chat.protocol.frames import AnyClientFrame, AnyServerFrame  # noqa: E402


def schema() -> str:
    """`client` and `server` list the frames of each side; both have a `ping` and a `pong`."""
    client, server = get_args(AnyClientFrame), get_args(AnyServerFrame)
    refs, components = msgspec.json.schema_components(
        [*client, *server], ref_template="#/$defs/{name}"
    )
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lifeline's wire protocol, version 1",
        "client": {"oneOf": list(refs[: len(client)])},
        "server": {"oneOf": list(refs[len(client) :])},
        "$defs": dict(sorted(components.items())),
    }
    return msgspec.json.format(msgspec.json.encode(_ecma(document)), indent=2).decode() + "\n"


def _ecma(value: Any) -> Any:
    """The end of a text is `$` in the regular expressions of JSON Schema, `\\Z` in Python's."""
    if isinstance(value, dict):
        return {name: _ecma(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_ecma(inner) for inner in value]
    return value.replace(r"\Z", "$") if isinstance(value, str) else value


if __name__ == "__main__":
    SCHEMA.write_text(schema())

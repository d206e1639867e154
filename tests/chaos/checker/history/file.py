"""A history on disk, one JSON object a line: a failed run can be judged again."""

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path

import msgspec

from tests.chaos.checker.history.records import AnyRecord, Received, Sighting


def save(records: Iterable[AnyRecord], path: Path) -> None:
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for record in records:
            file.write(encode(record) + b"\n")


def load(*paths: Path) -> list[AnyRecord]:
    """In order of time, where each file is. Of equal sightings one is kept: they are the most."""
    decode = msgspec.json.Decoder(AnyRecord).decode
    known: dict[Sighting, Sighting] = {}
    records: list[AnyRecord] = []
    for path in paths:
        with path.open("rb") as file:
            records += (_sharing(decode(line), known) for line in file)
    records.sort(key=attrgetter("at_ns"))
    return records


def _sharing(record: AnyRecord, known: dict[Sighting, Sighting]) -> AnyRecord:
    if not isinstance(record, Received):
        return record
    events = tuple(known.setdefault(seen, seen) for seen in record.events)
    return msgspec.structs.replace(record, events=events)

"""What was broken while a story went on, and how its people were connected."""

from collections.abc import Iterable

from tests.chaos.checker.history import Fault, Link

Background = Fault | Link
Line = tuple[int, str]  # at_ns, text


def meanwhile(lines: list[Line], background: Iterable[Background], actors: set[str]) -> list[Line]:
    """Adds the faults, and the links of those who act, within the time the story takes.

    `background` is in order of time.
    """
    if not lines:
        return lines
    start_ns, end_ns = lines[0][0], lines[-1][0]
    on: dict[str, int] = {}
    around: list[Line] = []
    for record in background:
        if record.at_ns < start_ns:
            _note(on, record)
        elif record.at_ns <= end_ns and _matters(record, actors):
            around.append((record.at_ns, f"{record.client} {_told(record)}"))
    since = [(start_ns, f"{what}: on for {(start_ns - at) / 1e9:.1f} s") for what, at in on.items()]
    told = dict.fromkeys(lines)
    added = [line for line in around if line not in told]
    return sorted([*since, *lines, *added], key=lambda line: line[0])


def _matters(record: Background, actors: set[str]) -> bool:
    return isinstance(record, Fault) or record.client in actors


def _note(on: dict[str, int], record: Background) -> None:
    if isinstance(record, Fault) and record.phase == "began":
        on[record.what] = record.at_ns
    elif isinstance(record, Fault) and record.phase == "healed":
        on.pop(record.what, None)


def _told(record: Background) -> str:
    if isinstance(record, Fault) and record.phase:
        return f"{record.what}: {record.phase}"
    return record.what

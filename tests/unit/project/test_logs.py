"""The log as JSON: one object a line, ids where they are known, and nothing people wrote."""

import json
import logging
from datetime import datetime
from typing import Any

import pytest

from project.logs import JsonLines


def line(message: str, *args: object, **more: Any) -> tuple[str, dict[str, Any]]:
    logger = logging.getLogger("chat.somewhere")
    record = logger.makeRecord(
        logger.name, logging.WARNING, "file.py", 1, message, args, more.pop("exc_info", None),
        extra=more,
    )  # fmt: skip
    text = JsonLines().format(record)
    return text, json.loads(text)


def test_a_line_says_when_how_bad_where_and_what() -> None:
    _, found = line("Room %d has another history", 7)

    assert datetime.fromisoformat(found.pop("at")).utcoffset() is not None
    assert found == {
        "level": "WARNING",
        "logger": "chat.somewhere",
        "message": "Room 7 has another history",
    }


def test_ids_that_are_known_are_fields() -> None:
    _, found = line("text", connection="c1", person=3, room=None)

    assert (found["connection"], found["person"]) == ("c1", 3)
    assert "room" not in found


@pytest.mark.parametrize("name", ["request", "sql", "params", "body", "anything"])
def test_what_libraries_attach_stays_out(name: str) -> None:
    text, _ = line("text", **{name: "what somebody wrote"})

    assert "somebody" not in text


def test_a_line_break_makes_no_second_line() -> None:
    text, found = line("two\nlines and\u2028 more")

    assert len(text.splitlines()) == 1
    assert found["message"] == "two\nlines and\u2028 more"


def test_a_traceback_is_a_field() -> None:
    try:
        raise ZeroDivisionError("why")
    except ZeroDivisionError as error:
        _, found = line("text", exc_info=(type(error), error, error.__traceback__))

    assert found["trace"].endswith("ZeroDivisionError: why")

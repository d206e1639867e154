"""Takes out of log records what people wrote, which databases and Django put in."""

import logging
import traceback
from collections.abc import Iterator

from django.db import Error

# What stands around a line of a group's traceback.
MARGIN = " |\t\r"


class DiscreetLines(logging.Filter):
    """At the handler, so that it sees the records of every logger.

    PostgreSQL's errors hold values in all lines but the first: the failing row, parameters. And
    what Django calls suspicious, a foreign Host above all, is everyday: one line of it will do.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security"):
            record.exc_info = None
        elif record.exc_info and record.exc_info[1] is not None:
            # Formatters take the text where it is there; without the error nobody makes it anew.
            record.exc_text, record.exc_info = _without_values(record.exc_info[1]), None
        if isinstance(record.args, tuple):
            record.args = tuple(map(_first_line, record.args))
        return True


def _without_values(error: BaseException) -> str:
    """The traceback without the further lines of databases, at whatever depth it has them."""
    further = {
        line.strip(MARGIN)
        for found in _chain(error)
        if _is_of_a_database(found)
        for line in str(found).split("\n")[1:]
    }
    lines = "".join(traceback.format_exception(error)).rstrip("\n").split("\n")
    return "\n".join(line for line in lines if line.strip(MARGIN) not in further - {""})


def _first_line(value: object) -> object:
    return str(value).partition("\n")[0] if _is_of_a_database(value) else value


def _is_of_a_database(value: object) -> bool:
    """Django's, or the driver's own, which has a class of the same name below."""
    names = {kind.__name__ for kind in type(value).__mro__}
    return isinstance(value, Error) or (isinstance(value, Exception) and "DatabaseError" in names)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        found = waiting.pop()
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            waiting += [found.__cause__, found.__context__]
            waiting += getattr(found, "exceptions", ())
            yield found

"""How long this process waits for one statement, whoever asks: readers, views, the writer."""

from typing import Any
from weakref import WeakSet

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# A read that takes longer gives its thread back; who asked for it is told to ask again.
STATEMENT_TIMEOUT_MS = 7_000
# A commit is given longer, for everybody in it would have to come again. It ends all the same
# before clients send again what has no answer (after 14 s).
COMMIT_TIMEOUT_MS = 10_000

# PostgreSQL's connections that are told already: a pool hands out the same ones again.
_told: "WeakSet[Any]" = WeakSet()


def bound_statements() -> None:
    """From here on in this process; not for commands like `migrate`, which may take their time."""
    connection_created.connect(_bound, dispatch_uid="bound_statements")


def _bound(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "postgresql" and connection.connection not in _told:
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}")
        _told.add(connection.connection)

"""The one clock that all processes share."""

from typing import Any

from django.db import models
from django.db.models.expressions import Func


class DatabaseNow(Func):
    """Milliseconds since 1970 on the database's clock, so that machines need not agree on it.

    In PostgreSQL as of the statement, which leaves it the use of an index.
    """

    output_field = models.BigIntegerField()

    @staticmethod
    def sql(vendor: str) -> str:
        """For statements written by hand."""
        if vendor == "sqlite":
            return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
        return "(EXTRACT(EPOCH FROM statement_timestamp()) * 1000)::bigint"

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return self.sql(connection.vendor), ()

"""Does the database keep what it has committed when the power goes?

An acknowledgement means kept, so the server does not start on one that does not, unless told to.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

# SQLite's `synchronous`: FULL and EXTRA flush the log at every commit (sqlite.org/pragma.html).
_SQLITE_KEEPS = {2: "FULL", 3: "EXTRA"}


def settings_found(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The settings of this connection that decide it, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            level = cursor.fetchone()[0]
            return {"synchronous": _SQLITE_KEEPS.get(level, str(level))}
        names = ("fsync", "synchronous_commit", "full_page_writes")
        found = {}
        for name in names:
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
        return found


def lossy(connection: BaseDatabaseWrapper) -> list[str]:
    """The settings under which a commit may be lost, as `name=value`."""
    found = settings_found(connection)
    return [f"{name}={value}" for name, value in found.items() if not _keeps(value)]


def _keeps(value: str) -> bool:
    return value not in {"off", "0", "1"}


def demand(connection: BaseDatabaseWrapper) -> None:
    """Raises ImproperlyConfigured if commits may be lost and ALLOW_LOSS is not set."""
    found = lossy(connection)
    if found and not settings.ALLOW_LOSS:
        raise ImproperlyConfigured(
            f"The database may lose what it has committed ({', '.join(found)}), and an "
            "acknowledged message must be kept. Change that, or set ALLOW_LOSS=1 to run all the "
            "same."
        )

"""A disk that is full for the writer while `disk-full` is set (SQLite)."""

from collections.abc import Sequence

from django.db import connection

from chat.eventlog.intention import Intention
from chat.eventlog.writer import Outcome, Writer
from tests.chaos.site.faulty.controls import Controls

# SQLite's own default; the least is always what the file has already.
PAGES_MOST, PAGES_NO_MORE = 1_073_741_823, 1


def install(controls: Controls) -> None:
    if connection.vendor != "sqlite":
        return
    commit = Writer._commit

    def commit_on_this_disk(
        self: Writer, intentions: Sequence[Intention], patience_ms: int
    ) -> Outcome:
        pages = PAGES_NO_MORE if controls.is_set("disk-full") else PAGES_MOST
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        return commit(self, intentions, patience_ms)

    Writer._commit = commit_on_this_disk  # type: ignore[method-assign]

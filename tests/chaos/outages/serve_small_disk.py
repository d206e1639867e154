"""`serve`, on a disk that is full for the writer while the file FULL_DISK is there (SQLite)."""

import os
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[3])

from tests.chaos.endurance import entry  # noqa: E402 - after the path

entry.setup()

from django.db import connection  # noqa: E402 - after Django's set-up

from chat.eventlog.writer import Outcome, Writer  # noqa: E402

FULL_DISK = Path(os.environ["FULL_DISK"])
# SQLite's own default; the least is always what the file has already.
PAGES_MOST, PAGES_NO_MORE = 1_073_741_823, 1

commit = Writer._commit


def commit_on_this_disk(self: Writer, *args: Any, **kwargs: Any) -> Outcome:
    with connection.cursor() as cursor:
        pages = PAGES_NO_MORE if FULL_DISK.exists() else PAGES_MOST
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    return commit(self, *args, **kwargs)


Writer._commit = commit_on_this_disk  # type: ignore[method-assign]
entry.run()

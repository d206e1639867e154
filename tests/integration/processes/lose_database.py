"""Reads pages of ROOM as PERSON; the database ends the connection where a cursor is closed.

That is the one place where Django lets psycopg's own errors through: whoever reads the log asks
again after Django's alone. Prints how many messages each page has.
"""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"

import django

django.setup()

import psycopg  # noqa: E402 - after Django's set-up

from chat.eventlog import reading  # noqa: E402

close = psycopg.ServerCursor.close


def close_without_database(cursor: psycopg.ServerCursor[Any]) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        pid = cursor.connection.info.backend_pid
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    close(cursor)


psycopg.ServerCursor.close = close_without_database  # type: ignore[method-assign]
person, room = int(sys.argv[1]), int(sys.argv[2])
for limit in (50, 1):  # all there is, and less: then nobody reads to the end
    page = reading.page(person, room, None, limit)
    assert page is not None
    sys.stdout.write(f"{len(page.messages)} ")

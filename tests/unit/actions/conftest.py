"""What people can do, on SQLite in a file, through the real writer."""

from tests.unit.eventlog.people import (  # noqa: F401 - fixtures
    alice,
    attic,
    bob,
    charlie,
    committed_data,
    kitchen,
    transactional_db,
)
from tests.unit.eventlog.stopped_writer import commits, stopped_writer  # noqa: F401 - fixtures

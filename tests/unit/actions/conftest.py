"""What people can do, on SQLite in a file, through the real writer."""

import pytest
from pytest_django import Settings

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


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """A hash made slow on purpose would be most of these tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

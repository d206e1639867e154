"""The log on SQLite in a file, through the real writer; Alice is in the Kitchen."""

import pytest

from chat.realtime import session
from tests.unit.eventlog.people import (  # noqa: F401 - fixtures
    alice,
    bob,
    committed_data,
    kitchen,
    transactional_db,
)

# Of one connection, before it is closed for them: more than a server's 20, or most of a run would
# be greetings.
FAULTS = 2_000


@pytest.fixture(autouse=True)
def patient_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "FAULTS_A_MINUTE", FAULTS)

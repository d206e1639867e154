"""A script: prints the durability settings of the writer's own connection, as JSON.

They are read by something the writer is asked to do, so on its thread and in its transaction.
"""

import json
import sys
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.chaos.endurance import entry

entry.setup()

from django.db import connection  # noqa: E402 - after Django's set-up

from chat.eventlog import writer  # noqa: E402
from chat.eventlog.intention import Answer, Intention  # noqa: E402
from chat.eventlog.transaction import Transaction  # noqa: E402
from chat.models import Person  # noqa: E402

ASKED = {
    "sqlite": {"synchronous": "PRAGMA synchronous", "journal_mode": "PRAGMA journal_mode"},
    "postgresql": {
        name: f"SHOW {name}" for name in ("fsync", "synchronous_commit", "full_page_writes")
    },
}


class Reveal(Intention):
    """Does nothing but look."""

    remembered = False
    found: dict[str, str | int]

    def meant(self) -> object:
        return None

    def decide(self, transaction: Transaction) -> Answer:
        self.found = {}
        with connection.cursor() as cursor:
            for name, question in ASKED[connection.vendor].items():
                cursor.execute(question)
                self.found[name] = cursor.fetchone()[0]
        return Answer(0, 0, 0)


if __name__ == "__main__":
    reveal = Reveal(Person.objects.get(name="admin"), uuid4())
    writer.writer().submit(reveal).result()
    writer.stop()
    sys.stdout.write(json.dumps(reveal.found))

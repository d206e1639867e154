"""Who is alive: a row for each process that serves connections, and who is present at it.

Neither row refers to the other by a foreign key, nor to a room: a reference would lock the row it
points at, and presence must not meet the writer of history there.
"""

from typing import ClassVar

from django.db import models


class Process(models.Model):
    id = models.CharField(primary_key=True, max_length=32)
    # By `DatabaseNow`; a process that has not renewed for its lease is dead.
    renewed_at = models.BigIntegerField()
    # Counts what it wrote of its presence: who has read up to here has missed nothing.
    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.id


class Presence(models.Model):
    """The people in one room by their connections to one process."""

    process = models.CharField(max_length=32)
    room = models.BigIntegerField()
    # The process's `version` when this was written.
    version = models.BigIntegerField()
    # JSON: {person id: name}; the names are empty where there are too many to be shown.
    people = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["process", "room"], name="one_presence_a_room")
        ]

    def __str__(self) -> str:
        return f"{self.process} / {self.room}"

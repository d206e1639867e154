"""What happened in a room, in order: the truth all else is read from."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One entry of a room's log. `seq` counts 1, 2, 3 … without holes.

    `digest` chains over the metadata and `content_hash`, never over `content`: the content (and the
    salt without which its hash says nothing) can be erased and the chain stays whole.
    """

    pk = models.CompositePrimaryKey("room_id", "seq")
    room = models.ForeignKey("chat.Room", models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    # Of the frame that caused it; the server's own where none did.
    uuid = models.UUIDField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.BigIntegerField()  # milliseconds since 1970
    content = models.TextField()  # a JSON object: the fields of this kind of event
    salt = models.BinaryField(max_length=16)
    content_hash = models.BinaryField(max_length=16)
    digest = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq} {self.kind}"

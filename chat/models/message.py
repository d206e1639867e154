"""A post with all that followed applied: what `history` shows."""

from django.conf import settings
from django.db import models


class Message(models.Model):
    """`seq` is that of its post. `ordinal` counts the room's posts, so unread is a difference."""

    pk = models.CompositePrimaryKey("room_id", "seq")
    room = models.ForeignKey("chat.Room", models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    ordinal = models.BigIntegerField()
    uuid = models.UUIDField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.BigIntegerField()  # milliseconds since 1970
    body = models.TextField()
    html = models.TextField()
    # Its text is gone for good, and both of these are empty.
    erased = models.BooleanField(default=False, db_default=False)
    # The message it answers, by its place and its id.
    reply_to_seq = models.BigIntegerField(null=True)
    reply_to_uuid = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq}"

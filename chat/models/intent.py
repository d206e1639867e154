"""What a person has done already, for ever: sent again it is answered, not done again."""

from django.conf import settings
from django.db import models


class Intent(models.Model):
    pk = models.CompositePrimaryKey("person_id", "uuid")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    uuid = models.UUIDField()
    # Of all that was asked for: the same id with another content is a conflict.
    fingerprint = models.BinaryField(max_length=16)
    room = models.ForeignKey("chat.Room", models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    at = models.BigIntegerField()  # milliseconds since 1970

    def __str__(self) -> str:
        return str(self.uuid)

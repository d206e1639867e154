"""A room is one log. `head_seq` and `head_digest` say where the log ends."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.protocol.position import EMPTY, Position

if TYPE_CHECKING:
    from chat.models.person import Person

ROOM_NAME_CHARS = 60
DEFAULT_SLUG = "lobby"


class RoomManager(models.Manager["Room"]):
    def create_self_log(self, owner: "Person") -> "Room":
        return self.create(kind=Room.Kind.SELF, slug=f"self-{owner.pk}", self_of=owner)


class Room(models.Model):
    class Kind(models.TextChoices):
        PUBLIC = "public", _("public")
        PRIVATE = "private", _("private")
        DIRECT = "direct", _("direct messages")
        SELF = "self", _("a person's own log")

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=ROOM_NAME_CHARS, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PUBLIC)
    # Whose own log this is; only for kind `self`.
    self_of = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="self_log"
    )
    head_seq = models.BigIntegerField(default=EMPTY.seq)
    head_digest = models.CharField(max_length=16, default=EMPTY.digest)
    # How many messages were ever posted; unread counts are differences of this.
    posts = models.BigIntegerField(default=0)
    # By `DatabaseNow`; the poll of other processes looks for rooms that changed lately.
    changed_at = models.BigIntegerField(default=0, db_index=True)

    objects: ClassVar[RoomManager] = RoomManager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def head(self) -> Position:
        return Position(self.head_seq, self.head_digest)


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")

    room = models.ForeignKey(Room, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    # How far this person has read: the event's seq, and how many posts that were.
    read_seq = models.BigIntegerField(default=0)
    read_posts = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["person", "room"], name="one_membership_a_room")
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.room}"


class Removal(models.Model):
    """Somebody was put out of a room, and stays out until they are let in again."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("person put out of a room")
        verbose_name_plural = _("people put out of rooms")
        constraints = [
            models.UniqueConstraint(fields=["person", "room"], name="one_removal_a_room")
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.room}"

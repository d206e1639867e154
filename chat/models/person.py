"""A person: somebody with an account, or a guest who gave nothing but a name."""

import re
import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Long enough for the names people have, short enough for a column of them.
NAME_CHARS = 40
# NFKC makes some characters longer (one Arabic ligature becomes 18).
NAME_KEY_CHARS = 4 * NAME_CHARS
BAN_REASON_CHARS = 200

# Printable by Unicode's category, and yet nothing is seen of them (Default_Ignorable_Code_Point).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
# What people are called by us once they have left; see `name_after`.
_GIVEN = re.compile(r"(deleted|former-guest)(-\d+)+")


def name_key(name: str) -> str:
    """What two names that look alike have in common: NFKC and casefold, twice as Unicode asks.

    Spaces in a row count as one, and what nobody can see as nothing.
    """
    visible = " ".join(_INVISIBLE.sub("", name).split())
    folded = unicodedata.normalize("NFKC", visible).casefold()
    return unicodedata.normalize("NFKC", folded).casefold()


def validate_name(name: str) -> None:
    # Letters, numbers, symbols and punctuation; an accent alone is nobody's name.
    visible = any(unicodedata.category(character)[0] in "LNSP" for character in name_key(name))
    if not visible or not all(map(str.isprintable, name)):
        raise ValidationError(_("A name consists of visible characters."), code="invisible")
    if len(name_key(name)) > NAME_KEY_CHARS:
        raise ValidationError(_("This name is too long."), code="max_length")
    if _GIVEN.fullmatch(name_key(name)):
        raise ValidationError(_("Names like this are for people who have left."), code="given")
    if name != name.strip():
        raise ValidationError(_("A name neither starts nor ends with a space."), code="edges")


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        """So that people log in however they capitalise their name."""
        return self.get(name_key=name_key(username or ""))

    def has_name(self, name: str, but: int | None) -> bool:
        """Whether somebody is called so, or alike; the person with the id `but` is not asked."""
        return self.exclude(pk=but or 0).filter(name_key=name_key(name)).exists()

    def create_guest(self, name: str) -> "Person":
        """A guest of that name. IntegrityError if a guest or an account has it already."""
        guest = self.model(name=name, is_guest=True)
        guest.set_unusable_password()
        guest.save(using=self._db)
        return guest

    def create_user(self, name: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, name: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(name, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    class Erasure(models.TextChoices):
        """How far the deletion of the account is; empty: nobody asked for it."""

        BEGUN = "begun", _("begun")
        DONE = "done", _("done")

    name = models.CharField(
        _("name"), max_length=NAME_CHARS, unique=True, validators=[validate_name]
    )
    name_key = models.CharField(max_length=NAME_KEY_CHARS, unique=True, editable=False)
    is_guest = models.BooleanField(_("guest"), default=False)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # What somebody who is not active is told; empty if there is nothing to say.
    ban_reason = models.CharField(
        _("reason of the ban"), max_length=BAN_REASON_CHARS, blank=True, default=""
    )
    erasure = models.CharField(
        max_length=5, choices=Erasure, blank=True, default="", editable=False
    )
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Nobody is without a log of their own: it is made in the same transaction."""
        from chat.models.room import Room

        self.name_key = name_key(self.name)
        new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if new:
                Room.objects.create_self_log(self)


def name_after(person: Person, erased: bool) -> str:
    """What somebody who has left is called, so that their name is free: no new name is like it."""
    name = f"{'deleted' if erased else 'former-guest'}-{person.pk}"
    others = Person.objects.exclude(pk=person.pk)
    while others.filter(name_key=name).exists():  # given before such names were reserved
        name += f"-{person.pk}"
    return name

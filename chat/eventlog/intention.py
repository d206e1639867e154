"""What somebody means to do, as the writer takes it; and the two answers there are."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Set
from typing import TYPE_CHECKING
from uuid import UUID

from chat.models import Person
from chat.protocol.frames import encode

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from chat.eventlog.transaction import Transaction

# How soon to send again what was refused for a passing reason.
RETRY_MS = 1_000
# The one before is mostly on its way.
PRIOR_RETRY_MS = 200


class Refused(Exception):  # noqa: N818 - an answer like the other, not a fault
    """It was not done. Without `retry_ms` that is final; with it the same may be sent again."""

    def __init__(self, code: str, detail: "StrOrPromise", retry_ms: int | None = None) -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.retry_ms = code, detail, retry_ms


class Answer:
    """It is committed, as event `seq` of the room, at `at` (milliseconds since 1970)."""

    __slots__ = ("at", "room_id", "seq")

    def __init__(self, room_id: int, seq: int, at: int) -> None:
        self.room_id, self.seq, self.at = room_id, seq, at


class Intention(ABC):
    """One thing one person means to do, under an id made once and repeated in every resend.

    `rooms` are locked before `decide` is called; so are the own logs of the people in `selves`.
    """

    # Refused with this, unless it turns out to be done already.
    refusal: Refused | None = None
    # The intention of the same person that must be done before this one.
    prior: UUID | None = None
    # Whether its id is kept for ever; not for what comes to the same if done twice.
    remembered = True
    # Whether it is done also for somebody who is banned or whose account is closed.
    even_inactive = False

    def __init__(
        self, by: Person, uuid: UUID, rooms: Set[int] = frozenset(), selves: Set[int] = frozenset()
    ) -> None:
        self.by, self.uuid, self.rooms, self.selves = by, uuid, rooms, selves

    @property
    def key(self) -> tuple[int, UUID]:
        return self.by.pk, self.uuid

    @abstractmethod
    def meant(self) -> object:
        """All that was asked for, in JSON's types; the same id with another is a conflict."""

    @property
    def fingerprint(self) -> bytes:
        asked = encode([type(self).__name__, self.meant()])
        return hashlib.blake2b(asked, digest_size=16).digest()

    def prepare(self) -> None:  # noqa: B027 - most have nothing to prepare
        """Work that needs no lock; called on the writer's thread before the transaction."""

    @abstractmethod
    def decide(self, transaction: "Transaction") -> Answer:
        """Check rights and do it. Raises Refused, and then has changed nothing."""

"""The few statements of every commit, in SQL.

Django makes each query anew, and a cursor for it: a commit of one post cost four times as much so
(docs/measurements.md). All take the cursor of the transaction.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from chat.models import DatabaseNow, Event, Intent, Membership, Message, Person, Room

M = TypeVar("M", bound=Model)


class EventRow(NamedTuple):
    """As the columns of `chat.models.Event`."""

    room_id: int
    seq: int
    kind: str
    uuid: UUID
    by_id: int
    at: int
    content: str
    salt: bytes
    content_hash: bytes
    digest: str


class MessageRow(NamedTuple):
    room_id: int
    seq: int
    ordinal: int
    uuid: UUID
    by_id: int
    at: int
    body: str
    html: str
    reply_to_seq: int | None
    reply_to_uuid: UUID | None


class IntentRow(NamedTuple):
    person_id: int
    uuid: UUID
    fingerprint: bytes
    room_id: int
    seq: int
    at: int


class Table(Generic[M]):
    """Reads whole rows of a model whose columns are numbers and text: they need no conversion."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        fields = model._meta.concrete_fields
        self._names = [field.attname for field in fields]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        self._select = f"SELECT {columns} FROM {model._meta.db_table} WHERE "

    def where(self, cursor: CursorWrapper, condition: str, values: Sequence[int | str]) -> list[M]:
        """The rows of which that is true, `%s` standing for each of the values."""
        cursor.execute(self._select + condition, values)
        made, alias, names = self._model.from_db, cursor.db.alias, self._names
        return [made(alias, names, row) for row in cursor.fetchall()]


rooms = Table(Room)
memberships = Table(Membership)


class Insertion:
    """Into the table of `model`, rows of a kind whose fields are its columns."""

    def __init__(self, kind: type[NamedTuple], model: type[Model]) -> None:
        columns = ", ".join(kind._fields)
        self._statement = (
            f"INSERT INTO {model._meta.db_table} ({columns}) VALUES {marks(kind._fields)}"
        )

    def insert(self, cursor: CursorWrapper, rows: Sequence[Sequence[Any]]) -> None:
        """In one round trip, however many there are."""
        if rows and cursor.db.features.has_native_uuid_field:
            cursor.executemany(self._statement, rows)
        elif rows:
            cursor.executemany(self._statement, [_without_uuid(row) for row in rows])


def _without_uuid(row: Sequence[Any]) -> Sequence[Any]:
    """SQLite has no UUID: Django keeps it there as 32 hex digits."""
    return [value.hex if type(value) is UUID else value for value in row]


def marks(values: Collection[object]) -> str:
    """`(%s, %s)` for two. With none nothing is equal: `(NULL)`."""
    return f"({', '.join('%s' for _ in values) or 'NULL'})"


events = Insertion(EventRow, Event)
messages = Insertion(MessageRow, Message)
intents = Insertion(IntentRow, Intent)


def intents_of(
    cursor: CursorWrapper, people: Collection[int], uuids: Collection[UUID]
) -> list[IntentRow]:
    """What any of these people did under any of these ids."""
    native = cursor.db.features.has_native_uuid_field
    cursor.execute(
        f"SELECT {', '.join(IntentRow._fields)} FROM {Intent._meta.db_table} "
        f"WHERE person_id IN {marks(people)} AND uuid IN {marks(uuids)}",
        [*people, *(uuids if native else (uuid.hex for uuid in uuids))],
    )
    rows = [IntentRow(*row) for row in cursor.fetchall()]
    return rows if native else [row._replace(uuid=UUID(str(row.uuid))) for row in rows]


def inactive(cursor: CursorWrapper, people: Collection[int]) -> set[int]:
    """Those of them who are banned, whose account is closed, or who are not there.

    A database that came back as an older copy does not know who came after it was made.
    """
    cursor.execute(
        f"SELECT id FROM {Person._meta.db_table} WHERE id IN {marks(people)} AND is_active",
        [*people],
    )
    return {*people} - {row[0] for row in cursor.fetchall()}


def update_heads(cursor: CursorWrapper, changed: Iterable[Room]) -> None:
    """Where the rooms' logs end now."""
    cursor.executemany(
        f"UPDATE {Room._meta.db_table} SET head_seq = %s, head_digest = %s, posts = %s, "
        f"changed_at = {DatabaseNow.sql(cursor.db.vendor)} WHERE id = %s",
        [(room.head_seq, room.head_digest, room.posts, room.pk) for room in changed],
    )

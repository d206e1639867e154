"""A long past, written to a database file directly: to live through it takes many times as long."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from secrets import token_bytes
from urllib.parse import urlsplit
from uuid import uuid4

from chat.protocol.position import EMPTY, content_hash, next_digest
from tests.servers.app import AppServer

Row = tuple[object, ...]


def append_posts(app: AppServer, room: str, by: str, count: int) -> None:
    """So many more posts of the person in the room's log; nobody may be following it."""
    with _transaction(app) as database:
        (seq, digest) = database.execute(
            "SELECT head_seq, head_digest FROM chat_room WHERE id = ?", [room]
        ).fetchone()
        rows: list[Row] = []
        for _ in range(count):
            seq += 1
            id, salt, text = uuid4(), token_bytes(16), b'{"body":"x","html":"x"}'
            hashed = content_hash(salt, text)
            digest = next_digest(digest, seq, "post", str(id), int(by), seq, hashed)
            rows.append((room, seq, "post", id.hex, by, seq, text.decode(), salt, hashed, digest))
        names = "room_id, seq, kind, uuid, by_id, at, content, salt, content_hash, digest"
        _insert(database, "chat_event", names, rows)
        database.execute(
            "UPDATE chat_room SET head_seq = ?, head_digest = ? WHERE id = ?", [seq, digest, room]
        )


def add_rooms(app: AppServer, member: str, count: int) -> set[str]:
    """The ids of so many new rooms that the person is in, with long names."""
    with _transaction(app) as database:
        (last,) = database.execute("SELECT max(id) FROM chat_room").fetchone()
        ids = range(last + 1, last + 1 + count)
        names = "id, slug, name, kind, head_seq, head_digest, posts, changed_at"
        rooms: list[Row] = [
            (id, f"long-{id}", "字" * 60, "public", 0, EMPTY.digest, 0, 0) for id in ids
        ]
        _insert(database, "chat_room", names, rooms)
        memberships: list[Row] = [(id, member, "member", 0, 0) for id in ids]
        names = "room_id, person_id, role, read_seq, read_posts"
        _insert(database, "chat_membership", names, memberships)
    return {str(id) for id in ids}


def _insert(database: sqlite3.Connection, table: str, names: str, rows: list[Row]) -> None:
    places = ", ".join("?" for _ in names.split(","))
    database.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)


@contextmanager
def _transaction(app: AppServer) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(urlsplit(app.database_url).path)) as database, database:
        yield database

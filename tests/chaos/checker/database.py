"""The log as it stands in the database, read past the server by plain SQL."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import psycopg

from chat.protocol.position import EMPTY, content_hash, next_digest
from tests.chaos.checker.facts import LogEntry, State

EVENTS = (
    "SELECT room_id, seq, kind, uuid, by_id, at, content, salt, content_hash, digest "
    "FROM chat_event ORDER BY room_id, seq"
)
HEADS = "SELECT id, head_seq, head_digest, posts FROM chat_room"
MESSAGES = (
    "SELECT room_id, seq, uuid, body, ordinal, erased FROM chat_message ORDER BY room_id, seq"
)
INTENTS = "SELECT uuid, room_id, seq FROM chat_intent WHERE seq > 0"
MEMBERS = "SELECT person_id, room_id FROM chat_membership"
ERASED = "SELECT id FROM chat_person WHERE erasure = 'done'"
QUERIES = (EVENTS, HEADS, MESSAGES, INTENTS, MEMBERS, ERASED)

Rows = list[tuple[Any, ...]]


class Tables(msgspec.Struct):
    """Everything a verdict needs, as it was at one moment when nobody wrote."""

    events: Rows
    heads: Rows
    messages: Rows
    intents: Rows
    members: Rows
    erased: Rows


def read(database_url: str) -> Tables:
    """Of `sqlite:///…` or `postgresql://…`."""
    return Tables(*(_rows(database_url, query) for query in QUERIES))


def heads(database_url: str) -> dict[str, tuple[int, str]]:
    """Of every room, also of those where nothing was said: {room: (seq, digest)}."""
    return {str(room): (seq, digest) for room, seq, digest, _posts in _rows(database_url, HEADS)}


def erased(database_url: str) -> set[str]:
    """People whose account is deleted, and all they said."""
    return {str(row[0]) for row in _rows(database_url, ERASED)}


def _rows(database_url: str, query: str) -> Rows:
    if database_url.startswith("sqlite"):
        path = urlsplit(database_url).path[1:]
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.execute(query))
    with psycopg.connect(database_url) as connection:
        return list(connection.execute(query.encode()))


def log(tables: Tables) -> dict[str, list[LogEntry]]:
    """The log of every room that has one, by the id of the room on the wire."""
    rooms: dict[str, list[LogEntry]] = defaultdict(list)
    for room_id, seq, kind, uuid, by_id, _at, content, _salt, _hash, digest in tables.events:
        said = msgspec.json.decode(content)
        who = (said["who"]["id"], said["who"]["name"]) if "who" in said else None
        entry = LogEntry(seq, _id(uuid), kind, str(by_id), digest, said.get("body"), who)
        rooms[str(room_id)].append(entry)
    return dict(rooms)


def state(tables: Tables) -> State:
    return State(
        frozenset(str(row[0]) for row in tables.heads),
        frozenset((str(person), str(room)) for person, room in tables.members),
        frozenset(str(row[0]) for row in tables.erased),
    )


def inconsistencies(tables: Tables) -> list[str]:
    """What contradicts itself in the tables: a crash between two steps must leave nothing here."""
    return [*_broken_chain(tables), *_wrong_heads(tables), *_wrong_tables(tables)]


def _broken_chain(tables: Tables) -> list[str]:
    found = []
    before: dict[int, str] = {}
    for room_id, seq, kind, uuid, by_id, at, content, salt, hashed, digest in tables.events:
        if salt and content_hash(bytes(salt), content.encode()) != bytes(hashed):
            found.append(f"{room_id}/{seq}: its content is not what was hashed")
        prev = before.get(room_id, EMPTY.digest)
        if next_digest(prev, seq, kind, _id(uuid), by_id, at, bytes(hashed)) != digest:
            found.append(f"{room_id}/{seq}: its digest does not follow from the one before")
        before[room_id] = digest
    return found


def _wrong_heads(tables: Tables) -> list[str]:
    ends = {row[0]: (row[1], row[-1]) for row in tables.events}
    return [
        f"room {room_id}: its head is {(seq, digest)}, its log ends at {ends.get(room_id)}"
        for room_id, seq, digest, _posts in tables.heads
        if ends.get(room_id, (EMPTY.seq, EMPTY.digest)) != (seq, digest)
    ]


def _wrong_tables(tables: Tables) -> list[str]:
    """Messages are the posts, counted without holes; intents name the event they came to."""
    posts = {(e[0], e[1]): _id(e[3]) for e in tables.events if e[2] == "post"}
    found = _wrong_messages(tables)
    counts: dict[int, int] = defaultdict(int)
    for room_id, seq, _uuid, _body, ordinal, _erased in tables.messages:
        counts[room_id] += 1
        if ordinal != counts[room_id]:
            found.append(f"{room_id}/{seq}: message {ordinal} where {counts[room_id]} was next")
    found += [
        f"room {h[0]}: counts {h[3]} posts, has {counts[h[0]]}"
        for h in tables.heads
        if h[3] != counts[h[0]]
    ]
    done = {_id(uuid): (room_id, seq) for uuid, room_id, seq in tables.intents}
    found += [
        f"{place}: {id} stands here, its intent says {done.get(id)}"
        for place, id in posts.items()
        if done.get(id) != place
    ]
    return found


def _wrong_messages(tables: Tables) -> list[str]:
    """State fetched fresh is old state and events: the text of the post, or neither has one."""
    posts = {
        ((room_id, seq), _id(uuid), msgspec.json.decode(content).get("body"))
        for room_id, seq, kind, uuid, _by_id, _at, content, *_chain in tables.events
        if kind == "post"
    }
    messages = {
        ((room_id, seq), _id(uuid), None if erased else body)
        for room_id, seq, uuid, body, _ordinal, erased in tables.messages
    }
    return [
        f"{place}: a post without its message, or the other way round: {id}, {body!r}"
        for place, id, body in sorted(posts ^ messages, key=str)
    ]


def _id(uuid: str | UUID) -> str:
    """SQLite keeps the 32 digits, PostgreSQL a uuid."""
    return str(uuid if isinstance(uuid, UUID) else UUID(uuid))

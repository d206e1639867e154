"""What the database and Redis hold."""

from typing import Any

import psycopg
from psycopg import sql

from tests.servers.redis import RedisServer

# One row each for every message; more only where more is said.
OF_MESSAGES = ("chat_event", "chat_message", "chat_intent")
OURS = "SELECT relname FROM pg_stat_user_tables WHERE relname LIKE 'chat\\_%' ORDER BY relname"
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


class Tables:
    """Read over a connection of its own for each reading: those of others are ended now and then.

    TOASTed parts and indexes are counted among a table's bytes.
    """

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    def read(self) -> dict[str, float]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            held = {"database connections": _number(connection, sql.SQL(CONNECTIONS)) - 1}
            tables = [name for (name,) in connection.execute(OURS)]
            rows = {name: _number(connection, _rows(name)) for name in tables}
            size = {name: _number(connection, _bytes(name)) for name in tables}
        messages = max(1.0, rows["chat_message"])  # nobody has spoken yet
        for name in tables:
            if name in OF_MESSAGES:
                held[f"{name}: rows per message"] = rows[name] / messages
                held[f"{name}: bytes per message"] = size[name] / messages
            else:
                held[f"{name}: rows"], held[f"{name}: bytes"] = rows[name], size[name]
        return held


def _number(connection: psycopg.Connection[Any], query: sql.SQL | sql.Composed) -> float:
    row = connection.execute(query).fetchone()
    assert row is not None
    return float(row[0])


def _rows(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))


def _bytes(table: str) -> sql.Composed:
    return sql.SQL("SELECT pg_total_relation_size({})").format(sql.Literal(table))


def of_redis(redis: RedisServer) -> dict[str, float]:
    """Raises redis.RedisError where it does not answer."""
    memory, clients = _info(redis, "memory"), _info(redis, "clients")
    return {
        "Redis: keys": float(str(redis.command("DBSIZE"))),
        "Redis: bytes": float(memory["used_memory"]),
        "Redis: connections": float(clients["connected_clients"]),
    }


def _info(redis: RedisServer, section: str) -> dict[str, Any]:
    answer = redis.command("INFO", section)
    assert isinstance(answer, dict)
    return answer

"""The throw-away PostgreSQL is a real one: durable, restartable, copied and removed."""

from contextlib import suppress

import psycopg
import pytest

from tests.servers.postgres import Postgres, StopMode, running_postgres


def query(url: str, statement: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return str(row[0])


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_commits_are_as_durable_as_in_production(postgres: Postgres, setting: str) -> None:
    assert query(postgres.url("postgres"), f"SHOW {setting}") == "on"


@pytest.mark.parametrize("mode", ["smart", "fast", "immediate"])
def test_a_restart_keeps_what_was_committed(postgres: Postgres, mode: StopMode) -> None:
    url = postgres.url(postgres.create_database())
    execute(url, "CREATE TABLE kept AS SELECT 7 AS number")
    postgres.restart(mode)
    assert query(url, "SELECT number FROM kept") == "7"


def test_a_copied_database_has_what_its_template_has(postgres: Postgres) -> None:
    template = postgres.create_database()
    execute(postgres.url(template), "CREATE TABLE kept AS SELECT 7 AS number")
    copy = postgres.create_database(template=template)
    assert query(postgres.url(copy), "SELECT number FROM kept") == "7"


def test_a_dropped_database_is_gone_although_somebody_uses_it(postgres: Postgres) -> None:
    name = postgres.create_database()
    with psycopg.connect(postgres.url(name)):
        postgres.drop_database(name)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(postgres.url(name))


def test_a_failing_test_leaves_neither_server_nor_folder() -> None:
    with suppress(ZeroDivisionError), running_postgres() as server:
        raise ZeroDivisionError
    assert not server.running
    assert not server.folder.exists()

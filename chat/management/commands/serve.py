"""`manage.py serve`: this process of the site."""

import errno
import socket
from argparse import ArgumentParser
from typing import Any

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from chat.eventlog import durability
from project.env import MOST_PORT

# What may wait for one connection beside its credit: acks, pongs, news of rooms and people. Past it
# the client is not read until it reads.
ANSWERS_BYTES = 128 * 1024


class Command(BaseCommand):
    help = "Serves pages and WebSockets with Daphne, until Ctrl-C or SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        _check_address(host, port)
        _check_database()
        if trouble := _redis_trouble():
            self.stderr.write(
                f"Redis at REDIS_URL does not answer ({trouble}). Starting without it: between "
                "processes messages take up to a second until it does."
            )

        # Daphne installs Twisted's reactor when imported, which only a server should do.
        from chat import runtime
        from project.asgi import application
        from server.daphne import run
        from server.shutdown import Stopping

        run(
            application,
            host,
            port,
            ready=lambda: self._say(_greeting(host, port)),
            stopping=Stopping(
                begin=lambda: self._say(_farewell(runtime.begin_drain())),
                leave=runtime.drain,
                end=runtime.stop,
                within_s=settings.DRAIN_TIMEOUT_S,
            ),
            waiting=settings.UNSEEN_BYTES + ANSWERS_BYTES,
        )
        self._say("Stopped.")

    def _say(self, text: str) -> None:
        self.stdout.write(self.style.SUCCESS(text))
        self.stdout.flush()


def _greeting(host: str, port: int) -> str:
    """In development an address to open; in production that of the site is not ours to know."""
    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)
    place = f"{f'[{name}]' if ':' in name else name}:{port}"
    if not settings.DEBUG:
        pages = ", ".join(settings.ALLOWED_ORIGINS) or "hosts by pattern"
        way = ", behind a proxy" if settings.HTTPS else ""
        return f"Lifeline listens on {host if name == host else '*'}:{port}, for {pages}{way}."
    others = ""
    if name != host and not settings.ALLOWED_HOSTS:
        others = "\nOthers cannot open it yet: name in ALLOWED_HOSTS what they will type."
    return f"Lifeline is at http://{place}/  (Ctrl-C stops it){others}"


def _farewell(connections: int) -> str:
    who = {0: "nobody is connected", 1: "telling 1 connection"}
    return f"Stopping: {who.get(connections, f'telling {connections} connections')}."


def _check_address(host: str, port: int) -> None:
    if not 1 <= port <= MOST_PORT:
        raise CommandError(f"PORT={port} is no number from 1 to {MOST_PORT}.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(_why_not(host, port, error)) from None


def _why_not(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"HOST={host!r} is no address of this machine: 127.0.0.1 is, and 0.0.0.0 means all."
    if error.errno == errno.EACCES:
        return f"Port {port} is not for everybody ({error.strerror}): choose one from 1024 on."
    return (
        f"{host}:{port} cannot be used ({error.strerror}): stop what listens there, or choose "
        "another with PORT=8001."
    )


def _check_database() -> None:
    # Past the pool, which would try for a while and not say what was wrong.
    direct = connection.copy()
    direct.settings_dict["OPTIONS"].pop("pool", None)
    try:
        durability.demand(direct)
        executor = MigrationExecutor(direct)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database lacks tables: `manage.py migrate` makes them.")
    except OperationalError as error:
        raise CommandError(f"The database does not answer: {str(error).strip()}") from None
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from None
    finally:
        direct.close()


def _redis_trouble() -> str | None:
    """Why Redis does not answer; None if it does, or none is used. CommandError for a bad URL."""
    if not settings.REDIS_URL:
        return None
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2
        )
        client.ping()
    except ValueError as error:
        raise CommandError(f"REDIS_URL is no address of a Redis: {error}") from None
    except redis.RedisError as error:
        return str(error)
    return None

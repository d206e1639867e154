"""What is done to a site in an hour of its life: rolled, restarted, cleaned up."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg

from tests.chaos.soak.people import RESIDENT
from tests.chaos.soak.site import SoakSite
from tests.servers.app import ROOT

# Of the length of a run.
ROLL_EVERY, CLEAN_EVERY, REDIS_AT, BACKENDS_AT = 1 / 6, 1 / 12, (0.3, 0.7), (0.4, 0.8)
# Between two runs of `clean_up` there lies, for what it looks at, more than a month; but not for
# those who came in the last minute and may not have gone yet.
GONE = "last_login < now() - interval '1 minute'"
AGE = (
    "UPDATE chat_closereport SET at = at - interval '31 days'",
    "UPDATE chat_websession SET expire_date = expire_date - interval '366 days' "
    "WHERE person_id IN "
    f"(SELECT id FROM chat_person WHERE name NOT LIKE '{RESIDENT}-%' AND {GONE})",
    "UPDATE chat_person SET date_joined = date_joined - interval '31 days', "
    f"last_login = last_login - interval '31 days' WHERE {GONE}",
)


def schedule(length_s: float) -> list[tuple[float, Callable[[SoakSite], None]]]:
    """What is done, and at which second; in order."""
    return sorted(_plan(length_s), key=lambda due: due[0])


def _plan(length_s: float) -> Iterator[tuple[float, Callable[[SoakSite], None]]]:
    for count, do in ((round(1 / ROLL_EVERY), roll), (round(1 / CLEAN_EVERY), clean_up)):
        for number in range(1, count):
            yield number * length_s / count, do
    yield from ((at * length_s, restart_redis) for at in REDIS_AT)
    yield from ((at * length_s, kill_backends) for at in BACKENDS_AT)


def roll(site: SoakSite) -> None:
    status = site.rolled.terminate()
    assert status == 0, f"a drained process ended with {status}"
    site.rolled.start()


def restart_redis(site: SoakSite) -> None:
    site.redis.stop()
    site.redis.start()


def kill_backends(site: SoakSite) -> None:
    with psycopg.connect(site.database_url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def clean_up(site: SoakSite) -> None:
    """As by the timer of a machine, a month later; nobody who lives here has grown older."""
    with psycopg.connect(site.database_url) as connection:
        for statement in AGE:
            connection.execute(statement.encode())
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "clean_up"],
        env=site.lasting.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"clean_up failed:\n{done.stdout}{done.stderr}"

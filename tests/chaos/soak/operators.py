"""What is done to a site in an hour of its life: rolled, restarted, cleaned up."""

from collections.abc import Callable, Iterator

import psycopg

from tests.chaos.soak.people import RESIDENT
from tests.chaos.soak.site import SoakSite
from tests.servers.postgres import end_other_connections

# Times are shares of the length of a run: in an hour every ten minutes, and every five.
ROLLS, CLEAN_UPS = 6, 12
# Once before half of the time is over, and once in the half that is judged.
REDIS_AT, BACKENDS_AT = (0.3, 0.7), (0.4, 0.8)
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
    for count, do in ((ROLLS, roll), (CLEAN_UPS, clean_up)):
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
    end_other_connections(site.database_url)


def clean_up(site: SoakSite) -> None:
    """As by the timer of a machine, a month later; nobody who lives here has grown older."""
    with psycopg.connect(site.database_url) as connection:
        for statement in AGE:
            connection.execute(statement.encode())
    site.lasting.manage("clean_up")

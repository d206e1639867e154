"""Those who come by HTTP for a moment: log-ins and log-outs, guests who say one thing."""

import http.client
import itertools
import json
import random
from uuid import UUID

from tests.chaos.soak.site import SoakSite
from tests.servers.people import Reply, Visitor

# The product lets nobody try one name more often than once a minute.
ACCOUNTS, PASSWORD = [f"regular-{n}" for n in range(5)], "of the soak, and of nobody else"
# Half of them go without a log-out: their login stays until it expires.
LOGS_OUT = 0.5


class TurnedAwayError(Exception):
    """A process is being rolled, or the database is away: come again."""


class PassersBy:
    """Blocking: one call is one visit. `guests` counts those who got in."""

    def __init__(self, site: SoakSite, rng: random.Random) -> None:
        self._site, self._rng = site, rng
        self._accounts = itertools.cycle(ACCOUNTS)
        self._visits = 0
        self.guests = 0
        for name in ACCOUNTS:
            form = {"name": name, "password": PASSWORD, "again": PASSWORD}
            _enter(self._somebody(name), "/accounts/signup/", "/accounts/signup/", form)

    def log_in(self) -> None:
        somebody = self._somebody(next(self._accounts))
        form = {"username": somebody.name, "password": PASSWORD}
        _enter(somebody, "/accounts/login/", "/accounts/login/", form)
        self._look_and_leave(somebody)

    def be_a_guest(self) -> None:
        guest = self._somebody(f"guest-{self._visits}")
        _enter(guest, "/", "/guest/", {"name": guest.name})
        self.guests += 1
        room = _well(guest.get("/chat/rooms/")).json()["rooms"][0]["id"]
        id = str(UUID(int=self._rng.getrandbits(128), version=4))
        post = {"type": "post", "id": id, "room": room, "body": "Good day to you all"}
        answers = _well(guest.post_json("/chat/frames/", post)).text.splitlines()
        if json.loads(answers[0])["type"] != "ack":
            raise TurnedAwayError(answers)
        self._look_and_leave(guest)

    def _look_and_leave(self, somebody: Visitor) -> None:
        _well(somebody.get("/chat/"))
        if self._rng.random() < LOGS_OUT:
            _well(somebody.post_form("/accounts/logout/"))

    def _somebody(self, name: str) -> Visitor:
        self._visits += 1
        return self._site.at(Visitor("", name), turn=self._visits)


def _enter(visitor: Visitor, page: str, action: str, form: dict[str, str]) -> None:
    _well(visitor.get(page))
    reply = _well(visitor.post_form(action, **form))
    assert reply.status == http.client.FOUND, f"{action}: {reply.status}\n{reply.text[:500]}"


def _well(reply: Reply) -> Reply:
    if reply.status == http.client.SERVICE_UNAVAILABLE:
        raise TurnedAwayError(reply.text[:100])
    assert reply.status in {http.client.OK, http.client.FOUND}, (reply.status, reply.text[:500])
    return reply

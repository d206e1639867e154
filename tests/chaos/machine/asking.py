"""What people ask of the site over HTTP, whatever becomes of it: each asking in the history."""

import asyncio
import http.client
from collections.abc import Awaitable, Callable, Sequence

from tests.chaos.checker.history import Outcome, Recorder
from tests.servers.people import Reply, Visitor, join_as_guest

# What `manage.py clean_up` ends, says the page; until then not everything is erased.
NOT_ALL_YET = "that will follow"
# Where a deleted account is led to, and who is not logged in (any more).
DELETED, LOGGED_OUT = "/", "/?next="
# After a request that failed, until it is made again.
AGAIN_S = 0.3
UNANSWERED = (OSError, http.client.HTTPException)


class Person:
    """Somebody with a login. Their `id` is what the log calls them."""

    def __init__(self, visitor: Visitor, recorder: Recorder, id: str = "") -> None:
        self.name, self.id, self.visitor = visitor.name, id, visitor
        # The account is closed; what was said may not all be erased.
        self.closed = False
        self._recorder = recorder

    @property
    def cookie(self) -> str:
        return self.visitor.headers()["Cookie"]

    async def join(self, room: str) -> Outcome:
        path = f"/chat/rooms/{room}/join/"
        return await self._ask("join", room, lambda: _outcome(self.visitor.post_json(path)))

    async def leave(self, room: str) -> Outcome:
        path = f"/chat/rooms/{room}/leave/"
        return await self._ask("leave", room, lambda: _outcome(self.visitor.post_json(path)))

    async def create(self, name: str) -> str:
        """The id of the new room; empty if there is none, or nobody knows."""
        made: list[str] = []

        def request() -> Outcome:
            reply = self.visitor.post_json("/chat/rooms/", {"name": name})
            if reply.status == http.client.CREATED:
                made.append(str(reply.json()["id"]))
            return _outcome(reply)

        await self._ask("create", name, request, result=lambda: made[0])
        return made[0] if made else ""

    async def erase(self) -> Outcome:
        """By the form of the page. "ok": all that was said is gone."""
        return await self._ask("erase", self.id, self._delete)

    def _delete(self) -> Outcome:
        reply = self.visitor.post_form("/account/delete/", name=self.name)
        if reply.status != http.client.FOUND:
            # The form again is no success.
            return "unknown" if _outcome(reply) == "unknown" else "failed"
        self.closed = reply.location == DELETED or reply.location.startswith(LOGGED_OUT)
        if reply.location != DELETED:
            return "unknown"
        page = self.visitor.get(DELETED)
        finished = page.status == http.client.OK and NOT_ALL_YET not in page.text
        return "ok" if finished else "unknown"

    async def _ask(
        self,
        what: str,
        target: str,
        request: Callable[[], Outcome],
        result: Callable[[], str] = str,
    ) -> Outcome:
        number = self._recorder.asked(self.name, self.id, what, target)
        try:
            outcome = await asyncio.to_thread(request)
        except UNANSWERED:
            outcome = "unknown"
        self._recorder.answered(number, outcome, result() if outcome == "ok" else "")
        return outcome


def _outcome(reply: Reply) -> Outcome:
    """A 503 comes also where a commit was sent and its answer lost."""
    if reply.status < http.client.MULTIPLE_CHOICES:
        return "ok"
    return "failed" if reply.status < http.client.INTERNAL_SERVER_ERROR else "unknown"


async def come_in(origin: str, names: Sequence[str], recorder: Recorder) -> list[Person]:
    """Guests called so, while nothing is broken."""

    def one(name: str) -> Person:
        visitor = join_as_guest(origin, name)
        return Person(visitor, recorder, visitor.person_id())

    return await asyncio.gather(*(asyncio.to_thread(one, name) for name in names))


async def try_to_come_in(origin: str, name: str, recorder: Recorder) -> Person | None:
    """A guest called so, if the site is up and not too slow; their id is known from a welcome."""
    visitor = Visitor(origin, name)

    def request() -> bool:
        visitor.get("/")
        return visitor.post_form("/guest/", name=name).status == http.client.FOUND

    try:
        came = await asyncio.to_thread(request)
    except UNANSWERED:
        came = False
    return Person(visitor, recorder) if came else None


async def insist(ask: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Until it is known what came of it: "ok" or "failed"."""
    while True:
        outcome = await ask()
        if outcome != "unknown":
            return outcome
        await asyncio.sleep(AGAIN_S)

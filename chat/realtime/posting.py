"""From a `post` frame to its answer, without holding up the frames behind it."""

import asyncio
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, UnsetType

from chat import actions
from chat.actions import Answer
from chat.models import Person
from chat.protocol import frames
from chat.realtime.throttle import TokenBucket

if TYPE_CHECKING:
    from chat.realtime.session import Session

# Posts of one connection that may be on their way to the log at a time.
IN_FLIGHT = 256
# A person who has been silent may send this many seconds' worth at once.
BURST_S = 4


class Posting:
    def __init__(self, session: "Session", person: Person, posts_per_s: int) -> None:
        self._session, self._person = session, person
        self._loop = asyncio.get_running_loop()
        self._bucket = TokenBucket(posts_per_s, posts_per_s * BURST_S, self._loop.time)
        self._in_flight = 0

    def post(self, frame: frames.Post, room_id: int) -> None:
        """Submitted in the order of the frames; the answer comes when it is committed."""
        if self._in_flight >= IN_FLIGHT:
            self._session.refuse(frame.id, self._throttled())
            return
        self._in_flight += 1
        future = actions.post(
            self._person,
            UUID(frame.id),
            room_id,
            frame.body,
            reply_to=None if isinstance(frame.reply_to, UnsetType) else frame.reply_to,
            prior=None if isinstance(frame.prior, UnsetType) else UUID(frame.prior),
            refusal=self._objection(frame),
        )
        future.add_done_callback(partial(self._soon_answered, frame.id))

    def _objection(self, frame: frames.Post) -> actions.Refused | None:
        """What there is against it if it is new; what is done already is answered all the same."""
        if frame.files is not UNSET:
            return actions.Refused("unsupported", _("Files cannot be sent yet."))
        return None if self._bucket.take() else self._throttled()

    def _throttled(self) -> actions.Refused:
        return actions.Refused("throttled", _("That is too fast."), self._bucket.retry_ms)

    def _soon_answered(self, id: str, future: "Future[Answer]") -> None:
        """On the writer's thread."""
        self._loop.call_soon_threadsafe(self._answered, id, future)

    def _answered(self, id: str, future: "Future[Answer]") -> None:
        self._in_flight -= 1
        error = future.exception()
        if isinstance(error, actions.Refused):
            self._session.refuse(id, error)
        elif error is not None:
            self._session.failed(error)
        else:
            done = future.result()
            self._session.send(frames.Ack(id, str(done.room_id), done.seq, done.at))

"""From a `post` frame to its answer, without holding up the frames behind it."""

import asyncio
from concurrent.futures import Future
from functools import partial
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, UnsetType

from chat import actions
from chat.actions import Answer
from chat.eventlog.intention import RETRY_MS
from chat.models import Person
from chat.protocol import frames
from chat.realtime.mailbox import Mailbox
from chat.realtime.peer import Peer
from chat.realtime.throttle import KeyedBuckets

# Posts of one connection that may be on their way to the log at a time.
IN_FLIGHT = 256


class Posting:
    """`pace` is that of people, however many connections each has."""

    def __init__(self, session: Peer, person: Person, pace: KeyedBuckets, mailbox: Mailbox) -> None:
        self._session, self._person, self._pace = session, person, pace
        self._key = str(person.pk)
        self._mailbox = mailbox
        self._in_flight = 0
        self._closed = False
        self._all_answered = asyncio.Event()
        self._all_answered.set()

    def post(self, frame: frames.Post, room_id: int) -> None:
        """Submitted in the order of the frames; the answer comes when it is committed."""
        if self._closed:
            return
        if self._in_flight >= IN_FLIGHT:
            self._session.refuse(frame.id, self._throttled(RETRY_MS))
            return
        self._in_flight += 1
        self._all_answered.clear()
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

    async def close(self) -> None:
        """Take no more: that is left for the resend. Returns once what was taken is answered."""
        self._closed = True
        await self._all_answered.wait()

    def _objection(self, frame: frames.Post) -> actions.Refused | None:
        """What there is against it if it is new; what is done already is answered all the same."""
        if frame.files is not UNSET:
            return actions.Refused("unsupported", _("Files cannot be sent yet."))
        return None if self._pace.take(self._key) else self._throttled()

    def _throttled(self, at_least_ms: int = 1) -> actions.Refused:
        retry_ms = max(at_least_ms, self._pace.retry_ms(self._key))
        return actions.Refused("throttled", _("That is too fast."), retry_ms)

    def _soon_answered(self, id: str, future: "Future[Answer]") -> None:
        """On the writer's thread."""
        self._mailbox.leave(partial(self._answered, id, future))

    def _answered(self, id: str, future: "Future[Answer]") -> None:
        self._in_flight -= 1
        if self._in_flight == 0:
            self._all_answered.set()
        error = future.exception()
        if isinstance(error, actions.Refused):
            self._session.refuse(id, error)
        elif error is not None:
            self._session.failed(error)
        else:
            done = future.result()
            self._session.send(frames.Ack(id, str(done.room_id), done.seq, done.at))

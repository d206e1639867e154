"""Looks again, now and then, whether those who are connected are still logged in.

Most logins end by an event in the person's log, at once. This finds the rest: a login that has
expired, a session deleted or a password changed past our actions. While the database does not
answer everybody stays: nothing new can be told them then.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import Error

from chat.eventlog.readers import Readers
from chat.realtime import endings
from chat.realtime.login import Login, logins_of

if TYPE_CHECKING:
    from chat.realtime.session import Session

logger = logging.getLogger(__name__)

# An expired login is so noticed within a second and the time of a query.
TICK_S = 1.0
EVERY_S = 30.0
# At a time; with more than 15,000 connections here the rotation takes longer than `EVERY_S`.
BATCH = 500

Clock = Callable[[], float]
# Those that have not ended, by mark; blocks.
LookUp = Callable[[Iterable[str]], Mapping[str, Login]]


class LoginWatch:
    """`clock` counts seconds since 1970, as the ends of logins do; it may jump, so when to look
    again is counted by the loop's.
    """

    def __init__(
        self, readers: Readers, look_up: LookUp = logins_of, clock: Clock = time.time
    ) -> None:
        self._readers, self._look_up, self._clock = readers, look_up, clock
        self._steady_clock = asyncio.get_running_loop().time
        self._logins: dict[Session, Login] = {}
        self._due: dict[Session, float] = {}  # when to look again

    def watch(self, session: "Session", login: Login) -> None:
        self._logins[session] = login
        self._due[session] = self._steady_clock() + min(login.expires_at - self._clock(), EVERY_S)

    def forget(self, session: "Session") -> None:
        self._logins.pop(session, None)
        self._due.pop(session, None)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                await self.once()
            except Error as error:  # the readers say so, once
                logger.debug("Logins cannot be looked up now: %s", error)

    async def once(self) -> None:
        now = self._steady_clock()
        due = [session for session, at in self._due.items() if at <= now][:BATCH]
        if not due:
            return
        asked = {session: self._logins[session].mark for session in due}
        found = await self._readers.logins(self._look_up, set(asked.values()))
        for session, mark in asked.items():
            if session in self._logins:  # not gone meanwhile
                self._judge(session, found.get(mark))

    def _judge(self, session: "Session", login: Login | None) -> None:
        if login is None:
            session.bye(endings.LOGGED_OUT)
        elif not login.person.is_active:
            session.bye(endings.banned(login.person.ban_reason))
        else:
            self.watch(session, login)

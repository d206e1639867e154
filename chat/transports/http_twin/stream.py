"""`POST /chat/stream/`: a session's frames, for a minute at most, or as a long poll."""

import asyncio
import logging
import random
from functools import partial
from typing import Any

from django.http import HttpRequest

from chat import runtime
from chat.protocol.close_codes import CloseCode
from chat.protocol.frames import Bye, Seen, ServerPing, encode
from chat.realtime import endings
from chat.realtime.endings import Ending
from chat.realtime.session import Session
from chat.transports.http_twin.admission import RefusedError, admitted, refuse
from chat.transports.http_twin.body import ClientGoneError, read_lines
from chat.transports.http_twin.greeting import POLL_S, Asked, asked
from chat.transports.http_twin.lines import REST_S, Lines
from chat.transports.http_twin.portion import Portion
from chat.transports.login import identify, language_of

logger = logging.getLogger(__name__)

# A minute at most, so that a client that vanished without a word is not kept for longer; spread, so
# that those who came together do not all come again together.
SHORTEST_S, LONGEST_S = 45.0, 60.0
GOING_AWAY = 1001


async def answer(scope: Any, receive: Any, send: Any) -> None:
    try:
        async with admitted(scope) as request:
            if runtime.draining:
                raise refuse(endings.restarting(0), request)
            texts = await read_lines(receive, request)
            wanted = asked(texts, scope["query_string"], request)
            await Stream(wanted, request, send).run(receive)
    except RefusedError as refused:
        await refused.response.send(send, with_body=True)
    except ClientGoneError:
        logger.debug("A client was gone before its hello")


class Stream:
    """One response, and the session whose frames it carries."""

    def __init__(self, wanted: Asked, request: HttpRequest, send: Any) -> None:
        services = runtime.services()
        self._wanted, self._request = wanted, request
        self._beat_s = services.heartbeat.interval_ms / 1_000
        self._lines = Lines(send, taken=lambda: self._session.heard())
        self._portion = Portion(self._lines, wanted, self._finish)
        who, language = partial(identify, request), language_of(request)
        self._session = Session(services, self._portion, who, language, self._stalled)
        self._beats = 0

    async def run(self, receive: Any) -> None:
        """Returns when the response is complete. Raises RefusedError in place of beginning one."""
        timer = asyncio.get_running_loop().call_later(self._lasts_s(), self._finish)
        gone = asyncio.create_task(self._until_gone(receive))
        try:
            self._session.receive_text(self._wanted.hello)
            await self._portion.begun.wait()
            if (bye := self._portion.refusal) is not None:
                raise refuse(_ending(bye), self._request)
            for text in self._wanted.subscribes:
                self._session.receive_text(text)
            async with asyncio.timeout(LONGEST_S + REST_S):
                await self._lines.write(self._beat_s, self._beat)
        except TimeoutError:
            logger.debug("A stream was not taken in time", extra=self._session.log_fields)
        finally:
            timer.cancel()
            gone.cancel()
            self._session.end(GOING_AWAY)

    def _lasts_s(self) -> float:
        poll_s = self._wanted.poll_s
        if poll_s is None:
            return random.uniform(SHORTEST_S, LONGEST_S)
        return poll_s or POLL_S  # one of 0 s waits for nothing but what is due

    async def _until_gone(self, receive: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._portion.close(GOING_AWAY)

    def _beat(self) -> None:
        """The client cannot answer here, and need not: that it takes what it is sent is enough."""
        self._beats += 1
        self._session.send(ServerPing(self._beats))

    def _stalled(self) -> None:
        """What may be unseen is out: the next hello says what was seen. But a part of a reset is
        worth nothing: it would be read anew, and never be had whole.
        """
        if parts := self._portion.take_parts():
            self._session.receive_text(encode(Seen(parts=parts)).decode())
        else:
            asyncio.get_running_loop().call_soon(self._finish)

    def _finish(self) -> None:
        """Enough for one response. No `bye`: the next one goes on where this ends."""
        self._session.end(CloseCode.DONE, by="server")
        self._portion.close(CloseCode.DONE)


def _ending(bye: Bye) -> Ending:
    return Ending(CloseCode(bye.code), bye.reason, bye.retry_ms, bye.spread_ms)

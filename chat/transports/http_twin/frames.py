"""`POST /chat/frames/`: client frames, and their answers."""

import asyncio
import logging
from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat import runtime
from chat.realtime import endings
from chat.realtime.batch import Batch
from chat.realtime.endings import Ending
from chat.realtime.login import Login
from chat.transports.admission import in_words, who_asks
from chat.transports.http_twin.admission import RefusedError, admitted, refuse
from chat.transports.http_twin.body import ClientGoneError, read_lines
from chat.transports.http_twin.lines import REST_S, Lines
from chat.transports.login import language_of

logger = logging.getLogger(__name__)

# A commit takes milliseconds. What has no answer by then the client sends again, and is answered
# once it is known: no request has to hang for it.
ANSWERS_S = 10.0


async def answer(scope: Any, receive: Any, send: Any) -> None:
    try:
        async with admitted(scope) as request:
            texts = await read_lines(receive, request)
            login = await _login(request)
            _compare(dict(scope["headers"]).get(b"lifeline-person"), login, request)
            place = runtime.services().batches.take(login.person.pk)
            if place is None:
                raise refuse(endings.CROWDED_PERSON, request)
            try:
                _demand_pace(len(texts), login, request)
                await _answer(texts, login, request, send)
            finally:
                place.free()
    except RefusedError as refused:
        await refused.response.send(send, with_body=True)
    except ClientGoneError:
        logger.debug("A client was gone before its frames")


async def _login(request: HttpRequest) -> Login:
    asks = await who_asks(request)
    if isinstance(asks, Ending):
        raise refuse(asks, request)
    return asks


def _compare(claimed: bytes | None, login: Login, request: HttpRequest) -> None:
    """The cookie may be somebody else's since the page was loaded: what was typed as one person is
    not sent as another. On a stream the page sees it by the `welcome`.
    """
    if claimed is not None and claimed != b"%d" % login.person.pk:
        detail = _("You are logged in as somebody else by now. Reload the page.")
        raise RefusedError(in_words(409, "conflict", detail, request, []))


def _demand_pace(count: int, login: Login, request: HttpRequest) -> None:
    """As on a socket, but of the person: that is read slower, and closed for too many faults."""
    services, key = runtime.services(), str(login.person.pk)
    if retry_ms := services.faults.retry_ms(key):
        raise refuse(endings.FAULTY._replace(retry_ms=retry_ms), request)
    if not services.frames.take(key, count):
        raise refuse(endings.FLOOD._replace(retry_ms=services.frames.retry_ms(key)), request)


async def _answer(texts: list[str], login: Login, request: HttpRequest, send: Any) -> None:
    lines = Lines(send)
    batch = Batch(runtime.services(), lines, login, language_of(request))

    async def take() -> None:
        try:
            async with asyncio.timeout(ANSWERS_S):
                await batch.take(texts)
        except (Error, TimeoutError) as error:
            logger.debug("Frames stay unanswered: %r", error, extra=batch.log_fields)
        finally:
            lines.close()

    try:
        async with asyncio.timeout(ANSWERS_S + REST_S), asyncio.TaskGroup() as both:
            both.create_task(take())
            both.create_task(lines.write())
    except TimeoutError:
        logger.debug("Answers were not taken in time", extra=batch.log_fields)

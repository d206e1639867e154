"""All that somebody wrote, for them to take away."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import resolve_url
from django.views.decorators.http import require_GET

from chat import actions
from chat.pages import limits
from chat.pages.access import for_people
from chat.pages.request import person_of
from chat.protocol.frames import encode

# Some hundred KiB at the most: what a process holds of an export at a time.
MESSAGES_A_PIECE = 100


@require_GET
@for_people
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """`/account/messages.json`: a JSON array, a message a line."""
    person = person_of(request)
    try:
        limits.export(person)
    except actions.Refused as refused:
        messages.error(request, str(refused.detail))
        return HttpResponseRedirect(resolve_url("account"))
    lines = (encode(message) for message in actions.export(person))
    return StreamingHttpResponse(
        _pieces(lines),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="messages.json"'},
    )


async def _pieces(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    separator = b"[\n"
    while piece := await sync_to_async(_next_piece)(lines):
        yield separator + b",\n".join(piece)
        separator = b",\n"
    yield b"\n]\n" if separator == b",\n" else b"[]\n"


def _next_piece(lines: Iterator[bytes]) -> list[bytes]:
    return list(islice(lines, MESSAGES_A_PIECE))

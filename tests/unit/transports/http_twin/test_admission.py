"""What may be posted from where: our own pages, and programs that can read the cookie."""

from collections.abc import Awaitable, Callable

import pytest

from chat.realtime.services import Services
from tests.unit.realtime.virtual_time import later, settled
from tests.unit.transports.http_twin.request import FRAMES, HOST, STREAM, TOKEN, Request

Make = Callable[..., Awaitable[Request]]
PING = [{"type": "ping", "n": 1}]
COOKIE = f"csrftoken={TOKEN}"


@pytest.mark.parametrize("path", [FRAMES, STREAM])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://{HOST}:8443"])
async def test_a_foreign_page_is_refused_with_or_without_the_token(
    request_: Make, services: Services, path: str, origin: str
) -> None:
    headers = {"host": HOST, "origin": origin, "cookie": COOKIE, "x-csrftoken": TOKEN}

    request = await request_(path, PING, headers=headers)

    assert request.refusal == (403, "forbidden")
    assert not services.addresses.taken


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"cookie": COOKIE, "x-csrftoken": TOKEN}, 200),
        ({"cookie": COOKIE, "x-csrftoken": "x" * 32}, 403),
        ({"cookie": COOKIE, "x-csrftoken": "ÿ"}, 403),
        ({"cookie": COOKIE}, 403),
        ({"x-csrftoken": TOKEN}, 403),
        ({"cookie": "csrftoken=", "x-csrftoken": ""}, 403),
        ({"origin": ""}, 403),
        ({}, 403),
    ],
)
async def test_without_an_origin_it_takes_the_token(
    request_: Make, headers: dict[str, str], status: int
) -> None:
    assert (await request_(FRAMES, PING, headers=headers)).status == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
async def test_other_methods_are_refused(request_: Make, method: str) -> None:
    request = await request_(FRAMES, method=method)

    assert (request.status, request.headers["allow"]) == (405, "POST")


async def test_a_body_that_stops_in_the_middle_is_given_up(
    request_: Make, services: Services
) -> None:
    request = await request_(FRAMES, b'{"type":"pi', whole=False)
    await later(29)
    assert services.addresses.taken

    await later(1)

    assert request.refusal == (408, "bad-frame")
    assert not services.addresses.taken


async def test_a_client_that_goes_amid_its_body_frees_its_place(
    request_: Make, services: Services
) -> None:
    request = await request_(STREAM, b'{"type":"he', whole=False)

    await request.gone()

    assert not services.addresses.taken
    assert request.sent == []


async def test_a_body_may_come_in_parts(request_: Make) -> None:
    request = await request_(FRAMES, b'{"type":"pi', whole=False)
    request.say(b'ng","n":1}')
    await settled()

    assert request.frames == [{"type": "pong", "n": 1}]


@pytest.mark.parametrize(
    "body",
    [(b"x" * 60_000 + b"\n") * 5, b'{"type":"ping"}\n' * 1_002, b'"%b"' % (b"x" * 64 * 1024)],
    ids=["too many bytes", "too many frames", "too large a frame"],
)
async def test_too_much_is_refused_and_read_no_further(request_: Make, body: bytes) -> None:
    assert (await request_(FRAMES, body)).refusal == (413, "too-long")

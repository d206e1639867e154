"""A handshake that cannot be served is refused in one line, and no traceback is logged."""

import logging

import pytest

from tests.unit.server.peer import Peer


@pytest.mark.parametrize(
    "more",
    [
        "Sec-WebSocket-Protocol: \xff\r\n",
        "Sec-WebSocket-Protocol: lifeline.v1, \xe4\r\n",
        "Sec-WebSocket-Protocol: lifeline%2Ev1\r\n",
        "X-Split: a\x85\xff-Name: b\r\n",
        "Sec-WebSocket-Key: again\r\n",
        "Sec-WebSocket-Version: 99\r\n",
        "Host: another.example\r\n",
        "Origin: http://[\r\n",
    ],
)
async def test_what_no_client_sends_is_a_bad_request(
    more: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        peer = Peer()
        peer.ask(more=more)
    assert peer.written().startswith(b"HTTP/1.1 400 ")
    assert not peer.server.scopes
    assert "Traceback" not in caplog.text
    peer.connection.connectionLost(_reason())


async def test_a_path_that_is_not_ascii_is_a_bad_request() -> None:
    peer = Peer()
    peer.ask(path="/\xe4")
    assert peer.written().startswith(b"HTTP/1.1 400 ")


async def test_a_handshake_that_was_refused_ends_without_a_word_to_the_application() -> None:
    peer = Peer()
    peer.ask(more="Sec-WebSocket-Version: 99\r\n")
    peer.connection.connectionLost(_reason())
    assert not peer.server.connections


async def test_who_left_before_the_answer_is_a_disconnect_like_any_other() -> None:
    peer = Peer()
    peer.ask()
    peer.connection.connectionLost(_reason())
    assert [message["type"] for message in peer.inbox] == [
        "websocket.connect",
        "websocket.disconnect",
    ]


def _reason() -> object:
    from twisted.internet.error import ConnectionDone
    from twisted.python.failure import Failure

    return Failure(ConnectionDone())

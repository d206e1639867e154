"""Of the subprotocols offered the first that is known is picked."""

import pytest

from chat.transports.websocket import subprotocol


@pytest.mark.parametrize(
    ("offered", "picked"),
    [
        (["lifeline.v1", "chat"], "lifeline.v1"),
        (["chat", "lifeline.v1"], "chat"),
        (["chat", "superchat"], "chat"),
        (["superchat", "chat"], "chat"),
        (["superchat"], None),
        (["LIFELINE.V1", ""], None),
        ([], None),
    ],
)
def test_the_first_known(offered: list[str], picked: str | None) -> None:
    assert subprotocol(offered) == picked

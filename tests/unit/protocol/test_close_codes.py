"""The table of close codes is total over 0–4999, and says of ours what the protocol says."""

import pytest

from chat.protocol.close_codes import CloseCode, Reconnect, Sender, meaning

RESERVED = {1004, 1005, 1006, 1015}  # RFC 6455, section 7.4.1: never in a close frame
# protocol.md, "Close codes".
OURS = {
    1000: Reconnect.NO,
    4009: Reconnect.YES,
    4012: Reconnect.LATER,
    4013: Reconnect.LATER,
    4400: Reconnect.NO,
    4401: Reconnect.AFTER_LOGIN,
    4403: Reconnect.NO,
    4404: Reconnect.NO,
    4408: Reconnect.YES,
    4409: Reconnect.NO,
    4429: Reconnect.LATER,
}
# Requirements B2: what others send us, and whether to come back.
OTHERS = {
    1001: Reconnect.YES,
    1006: Reconnect.YES,
    1008: Reconnect.NO,
    1009: Reconnect.YES,
    1011: Reconnect.YES,
    1012: Reconnect.LATER,
    1013: Reconnect.LATER,
}


def test_every_code_from_0_to_4999_has_a_meaning() -> None:
    for code in range(5000):
        found = meaning(code)
        assert found.name
        assert found.meaning
        assert isinstance(found.sender, Sender)
        assert isinstance(found.reconnect, Reconnect)


@pytest.mark.parametrize("code", [-1, 5000, 10**9])
def test_there_are_no_others(code: int) -> None:
    with pytest.raises(ValueError, match=str(code)):
        meaning(code)


def test_ours_are_exactly_those_of_the_protocol() -> None:
    assert {int(code) for code in CloseCode} == OURS.keys()


@pytest.mark.parametrize(("code", "reconnect"), [*OURS.items(), *OTHERS.items()])
def test_whether_to_reconnect(code: int, reconnect: Reconnect) -> None:
    assert meaning(code).reconnect is reconnect


def test_we_send_1000_and_4000_to_4999_only() -> None:
    """Daphne's autobahn refuses to send others."""
    assert all(code == 1000 or 4000 <= code <= 4999 for code in CloseCode)


def test_what_we_send_may_be_sent_by_a_server() -> None:
    assert all(meaning(code).sender in {Sender.SERVER, Sender.BOTH} for code in CloseCode)


@pytest.mark.parametrize("code", sorted(RESERVED))
def test_reserved_codes_are_nobodys(code: int) -> None:
    assert meaning(code).sender is Sender.NOBODY


def test_pages_may_send_1000_and_3000_to_4999_but_not_what_is_ours() -> None:
    pages_may = {code for code in range(5000) if meaning(code).sender is Sender.BOTH}
    assert pages_may == {1000, *range(3000, 5000)} - (OURS.keys() - {1000})


def test_codes_below_1000_are_none() -> None:
    assert all(meaning(code).sender is Sender.NOBODY for code in range(1000))

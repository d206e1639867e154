"""A line of the log about a connection names it and its person, and says nothing they wrote."""

import logging
from collections.abc import Callable

import pytest

from chat.protocol.close_codes import CloseCode
from chat.realtime.endings import Ending
from tests.unit.realtime.page import Page

MakePage = Callable[..., Page]


async def test_a_fault_names_the_connection_and_the_person(
    make_page: MakePage, caplog: pytest.LogCaptureFixture
) -> None:
    page = await make_page().hello()

    page.session.failed(ZeroDivisionError())

    [line] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert line.__dict__["connection"] == page.session.id
    assert line.__dict__["person"] == 1


async def test_an_end_names_its_code(make_page: MakePage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "chat")
    page = await make_page().hello()
    page.say("post", id="not an id", body="what somebody wrote")

    page.session.bye(Ending(CloseCode.RESTART, "why"))

    [line] = [record for record in caplog.records if "code" in record.__dict__]
    assert (line.__dict__["code"], line.__dict__["connection"]) == (4012, page.session.id)
    assert "somebody" not in caplog.text

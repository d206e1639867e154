"""The live part of a process stops as a whole, whichever of its parts fails at it."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from chat import runtime
from chat.eventlog import writer
from chat.realtime.services import Services


class BrokenError(Exception):
    """What nobody foresaw."""


async def fail() -> None:
    raise BrokenError


@pytest.mark.parametrize("part", ["close_reports", "hints"])
async def test_a_part_that_does_not_stop_keeps_none_of_the_others_from_it(
    services: Services,
    part: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Sessions were left open, the lease was not given back, and readers kept their threads."""
    stopped: list[str] = []

    async def resign() -> None:
        stopped.append("presence")

    broken: Any = getattr(services, part)
    monkeypatch.setattr(broken, "stop", fail)
    monkeypatch.setattr(services.presence.exchange, "stop", resign)
    monkeypatch.setattr(services.readers, "stop", lambda: stopped.append("readers"), raising=False)
    with caplog.at_level(logging.ERROR):
        await services.stop()
    assert stopped == ["presence", "readers"]
    assert "BrokenError" in caplog.text


async def test_the_writer_commits_what_waits_even_if_the_live_part_does_not_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped: list[str] = []
    monkeypatch.setattr(runtime, "_services", SimpleNamespace(stop=fail))
    monkeypatch.setattr(writer, "stop", lambda: stopped.append("writer"))
    with pytest.raises(BrokenError):
        await runtime.stop()
    assert stopped == ["writer"]

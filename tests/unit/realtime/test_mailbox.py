"""What threads leave for the event loop."""

import asyncio
from threading import Thread

import pytest

from chat.realtime.mailbox import Mailbox
from tests.unit.realtime.virtual_time import settled


async def test_what_is_left_before_the_loop_wakes_costs_one_wake_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = asyncio.get_running_loop()
    wake_ups = []
    wake = loop.call_soon_threadsafe
    monkeypatch.setattr(
        loop, "call_soon_threadsafe", lambda call: (wake_ups.append(call), wake(call))
    )
    mailbox, taken = Mailbox(loop), list[int]()

    thread = Thread(
        target=lambda: [mailbox.leave(lambda n=number: taken.append(n)) for number in range(9)]
    )
    thread.start()
    thread.join()
    await settled()

    assert taken == list(range(9)), "in the order they were left"
    assert len(wake_ups) == 1


async def test_what_is_left_after_it_was_emptied_is_taken_too() -> None:
    mailbox, taken = Mailbox(asyncio.get_running_loop()), list[str]()
    for word in ("first", "second"):
        mailbox.leave(lambda word=word: taken.append(word))
        await settled()

    assert taken == ["first", "second"]


async def test_a_call_that_fails_costs_the_others_nothing() -> None:
    loop = asyncio.get_running_loop()
    failures, taken = [], list[int]()
    loop.set_exception_handler(lambda _, context: failures.append(context["exception"]))
    mailbox = Mailbox(loop)

    mailbox.leave(lambda: 1 // 0)
    mailbox.leave(lambda: taken.append(1))
    await settled()

    assert taken == [1]
    assert [type(failure) for failure in failures] == [ZeroDivisionError]


def test_a_loop_that_is_closed_has_nobody_to_tell() -> None:
    loop = asyncio.new_event_loop()
    loop.close()

    Mailbox(loop).leave(lambda: None)

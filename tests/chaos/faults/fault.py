"""The type of every fault, so that one scheduler plays them all and one table lists them."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Generic, Literal, TypeVar

from tests.chaos.checker.history import Recorder
from tests.chaos.site.site import PostgresSite, Site, SqliteSite

Where = TypeVar("Where", PostgresSite, SqliteSite)
# What happens, to any site (`Apply[Site]`) or to those of one kind.
Place = TypeVar("Place", bound=Site)
Apply = Callable[[Place, Random, Recorder], AbstractContextManager[None]]

# What breaks. Two faults at once are of two different lanes: what one has ended the other may not
# start. "whole" takes the processes or the database away; "wires" leaves them running.
Lane = Literal["whole", "wires"]


@dataclass(frozen=True)
class Fault(Generic[Where]):
    """Something that can happen to a site.

    `apply` blocks, so it is called in a thread: within its context it is so; leaving heals, and
    returns once everything that was ended runs again. What it draws it draws from the Random, what
    the verdict must know it tells the Recorder.

    `held_s`: how long it lasts, least and most, in seconds; (0, 0) for what is over at once.
    `commits`: whether anything can be committed meanwhile (None: for a part of it).
    `drops`: it ends connections of clients itself; all others must leave every socket up.
    `unreadable`: nobody can be known or shown a page meanwhile.
    """

    name: str
    lane: Lane
    apply: Apply[Where]
    held_s: tuple[float, float] = (0.0, 0.0)
    commits: bool | None = True
    drops: bool = False
    unreadable: bool = False


def named(name: str, faults: Iterable[Fault[Where]]) -> Fault[Where]:
    """ValueError if there is not exactly one."""
    [fault] = [fault for fault in faults if fault.name == name]
    return fault

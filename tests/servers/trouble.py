"""What can be wrong with the links of a proxy, as one value for each thing that is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

# Whether it meets the next link.
Draw = Callable[[], bool]
# From the client to the server, and back.
Direction = Literal["up", "down"]
DIRECTIONS: tuple[Direction, ...] = ("up", "down")


@dataclass(frozen=True, eq=False)
class Trouble:
    """One thing that is wrong; several may be at once, each ended by itself.

    `refusing`: the kernel refuses new connections; those there are live on. All else is wrong with
    a `share` of the links, old and new, drawn from `seed`; with the `new` or the `old` ones alone
    if the other is false.

    `silent`: nothing passes and nothing is closed; what is sent meanwhile is held, as TCP would
    send it again over a link that heals. `cut_after_bytes`: so many pass from now on in `direction`
    and then the link is closed, in the middle of a frame as like as not.
    """

    refusing: bool = False
    silent: bool = False
    delay_s: float = 0.0  # one way
    bytes_per_s: float | None = None  # in each direction
    cut_after_bytes: int | None = None
    direction: Direction = "down"
    share: float = 1.0
    seed: int = 0
    old: bool = True
    new: bool = True


def draw(share: float, seed: int) -> Draw:
    """So large a share of those it is asked about: always the same ones for a seed."""
    rng = Random(seed)
    return lambda: rng.random() < share

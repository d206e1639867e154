"""Some posts are told to come again: CHAOS_THROTTLED is their share.

What comes after one is in flight already, and may not overtake it.
"""

import os
import random

from chat.actions.post import Post
from chat.eventlog.intention import Answer, Refused
from chat.eventlog.transaction import Transaction

THROTTLED = float(os.environ.get("CHAOS_THROTTLED", "0"))
# Long enough for what is in flight to come first if it could, and short for those who wait.
THROTTLED_MS = 10


def install(rng: random.Random) -> None:
    decide = Post.decide

    def decide_or_throttle(self: Post, transaction: Transaction) -> Answer:
        if rng.random() < THROTTLED:
            raise Refused("throttled", "by chaos", THROTTLED_MS)
        return decide(self, transaction)

    Post.decide = decide_or_throttle  # type: ignore[method-assign]

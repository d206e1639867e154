"""How fast a connection is read: as it likes, unless it sends more than any client has reason to.

Who comes back may send at once what was written meanwhile, hundreds of messages.
"""

# What may come at once, and then each second. A frame costs 1, and its bytes as much again.
BURST_TOKENS, TOKENS_PER_S, BYTES_PER_TOKEN = 2_000, 200, 4 * 1024
# Who is over it is read again after a while; over it for `FLOOD_S`, and no second of calm: a flood.
PAUSE_S, CALM_S, FLOOD_S = 0.25, 1.0, 10.0


class Pace:
    """A token bucket; who reads takes the tokens. `now` is in seconds of any one clock."""

    def __init__(self, now: float) -> None:
        self.tokens: float = BURST_TOKENS
        self._asked = self._since = now
        self.is_flood = False

    def is_over(self, now: float) -> bool:
        """Asked only when there are no tokens left."""
        if now - self._asked > CALM_S:
            self._since = now
        self.tokens = min(BURST_TOKENS, self.tokens + (now - self._asked) * TOKENS_PER_S)
        self._asked, self.is_flood = now, now - self._since >= FLOOD_S
        return self.tokens <= 0

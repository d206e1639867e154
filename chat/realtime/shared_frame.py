"""A frame that goes to many connections: what can be done once for all of them is."""

from functools import cached_property


class SharedFrame:
    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded
        self.size = len(encoded)
        # The same as the transport sends it; kept here by the first that prepares it.
        self.prepared: bytes | None = None

    @cached_property
    def text(self) -> str:
        """For transports that take no bytes."""
        return self.encoded.decode()

"""What a session needs of whatever carries its frames."""

from typing import Protocol


class Transport(Protocol):
    def send(self, text: str) -> None:
        """Queue a text frame; never blocks, never raises."""

    def close(self, code: int) -> None:
        """Close once what was sent has left. Calling it again does nothing."""

"""What a session needs of whatever carries its frames."""

from typing import Protocol

from chat.realtime.shared_frame import SharedFrame


class Transport(Protocol):
    """Nothing here blocks or raises, and nothing leaves after `close`."""

    def send(self, text: str) -> None:
        """Send a text frame, after all that was sent before."""

    def send_shared(self, frame: SharedFrame) -> None:
        """The same, of a frame that goes to many: its bytes are made ready once a process."""

    def close(self, code: int) -> None:
        """Close once what was sent has left. Calling it again does nothing."""

"""Lines are handed on as the server takes them, and each piece that it takes is life."""

from typing import Any

from chat.transports.http_twin.lines import Lines

# Twisted and uvicorn take as much before they let the sender wait.
AT_ONCE = 64 * 1024


async def test_much_at_once_goes_in_pieces_and_each_counts_as_taken() -> None:
    """A quarter of a megabyte takes a slow line longer than the heartbeat waits."""
    sent: list[dict[str, Any]] = []
    taken: list[int] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    lines = Lines(send, taken=lambda: taken.append(len(sent)))
    lines.send("é" * 2 * AT_ONCE)
    lines.close()
    await lines.write()

    bodies = [message["body"] for message in sent if message["type"] == "http.response.body"]
    assert b"".join(bodies).decode() == "é" * 2 * AT_ONCE + "\n"
    assert max(map(len, bodies)) <= AT_ONCE
    assert len(taken) > 4

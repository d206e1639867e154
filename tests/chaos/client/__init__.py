"""A client of its own, written from docs/protocol.md and sharing nothing with the server."""

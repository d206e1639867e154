"""An answer to a plain HTTP request that Django never sees."""

from collections.abc import Iterable

from chat.transports.asgi import Send

Header = tuple[bytes, bytes]


class Response:
    def __init__(
        self, status: int, content_type: str, body: bytes, headers: Iterable[Header] = ()
    ) -> None:
        self.status, self.content_type, self.body = status, content_type, body
        self._more = [*headers]

    async def send(self, send: Send, with_body: bool) -> None:
        headers = [
            (b"content-type", self.content_type.encode()),
            (b"content-length", b"%d" % len(self.body)),
            (b"cache-control", b"no-store"),
            *self._more,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body if with_body else b""})

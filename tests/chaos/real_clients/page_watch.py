"""What passes on the WebSockets of a page, seen by the browser's own tools."""

import json

from playwright.async_api import Page, WebSocket

from tests.chaos.checker.history import CONNECTED, Recorder
from tests.chaos.client.replica import Replica
from tests.chaos.client.wire import Frame, event
from tests.chaos.real_clients.typed_posts import TypedPosts


class PageWatch:
    """Follows one room as the page must, and tells `posts` what becomes of them."""

    def __init__(self, name: str, slug: str, posts: TypedPosts, recorder: Recorder) -> None:
        self.name = name
        self._slug, self._posts, self._recorder = slug, posts, recorder
        self._replica = Replica(known=False)

    @property
    def stands_at(self) -> tuple[int, str]:
        """Where a page must be that took all that came."""
        return self._replica.seq, self._replica.digest

    def watch(self, page: Page) -> None:
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        self._recorder.link(self.name, CONNECTED)
        socket.on("framesent", lambda text: self._sent(json.loads(text)))
        socket.on("framereceived", lambda text: self._received(json.loads(text)))
        socket.on("close", lambda _: self._recorder.link(self.name, "lost its link"))

    def _sent(self, frame: Frame) -> None:
        if frame["type"] == "post":
            self._posts.sent(frame)
        elif frame["type"] == "hello":
            # A page that has just been loaded begins at the head; its welcome says where that is.
            where = frame["rooms"].get(self._posts.room)
            self._replica = Replica(**where) if where else Replica(known=False)

    def _received(self, frame: Frame) -> None:
        match frame["type"]:
            case "welcome":
                self._welcomed(frame)
            case "events" if frame["room"] == self._posts.room:
                self._take(frame)
            case "reset" if frame["room"] == self._posts.room and not frame.get("more"):
                self._stand_at(frame["head"])
            case "ack":
                self._posts.acked(frame["id"], frame["seq"], via="ack")
            case "refused":
                self._posts.refused(frame["id"], frame["code"], final="retry_ms" not in frame)
            case "bye":
                self._recorder.link(self.name, f"hears bye {frame['code']}: {frame['reason']}")

    def _welcomed(self, frame: Frame) -> None:
        [room] = [room for room in frame["rooms"] if room["slug"] == self._slug]
        self._posts.room = room["id"]
        if not self._replica.known:
            self._stand_at(room["head"])

    def _take(self, frame: Frame) -> None:
        events = [event(of) for of in frame["events"]]
        self._replica.take(frame["prev"], events, frame["digest"])
        for seen in events:
            if seen.kind == "post" and seen.by == self._posts.person:
                self._posts.acked(seen.id, seen.seq, via="event")

    def _stand_at(self, head: Frame) -> None:
        self._replica.stand_at(head["seq"], head["digest"])

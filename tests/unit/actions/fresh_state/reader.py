"""A client reduced to what it ends up with: the rules of `docs/protocol.md`, and nothing clever.

Shares no code with the server or the page. Frames come in whatever order the server sent them.
"""

from typing import Any

Frame = dict[str, Any]
# What a message keeps of its author's words.
TEXT = ("body", "html", "files")


class RoomCopy:
    """One log as a client holds it. `messages` are all above `floor`, by seq."""

    def __init__(self, descriptor: Frame) -> None:
        self.descriptor = descriptor
        self.head: Frame | None = None
        self.floor = 0
        self.messages: dict[int, Frame] = {}
        self.as_of: dict[int, int] = {}  # of a message that came in a page: the page's head
        self.since_asked: list[Frame] = []  # events applied since a page was asked for

    def take(self, frame: Frame) -> None:
        """Events that continue the position; the tail of a frame that straddles it."""
        assert self.head is not None, "events before any position"
        for event in frame["events"]:
            if event["seq"] > self.head["seq"]:
                self.since_asked.append(event)
                self._apply(event)
        self.head = {"seq": frame["events"][-1]["seq"], "digest": frame["digest"]}

    def _apply(self, event: Frame) -> None:
        if event["kind"] == "post":
            self.messages[event["seq"]] = _message(event)
            self.descriptor["posts"] += event["seq"] > self.descriptor["head"]["seq"]
            self.descriptor["unread"] += self._is_news(event)
        for seq, message in self.messages.items():
            if event["seq"] > self.as_of.get(seq, 0):
                self.messages[seq] = _changed(message, event)

    def _is_news(self, post: Frame) -> bool:
        after = post["seq"] > max(self.descriptor["head"]["seq"], self.descriptor["read"])
        return after and post["by"]["id"] != self.descriptor["me"]

    def load(self, page: Frame) -> None:
        """The past: true at its own head, which may be ahead of the position or behind it."""
        for message in page["messages"]:
            if message["seq"] <= self.floor:
                self.messages[message["seq"]] = message
                self.as_of[message["seq"]] = page["head"]["seq"]
        for event in self.since_asked:
            for seq in [message["seq"] for message in page["messages"]]:
                if event["seq"] > page["head"]["seq"]:
                    self.messages[seq] = _changed(self.messages[seq], event)
        self.floor = 0

    def reset(self, frame: Frame) -> None:
        self.head, self.floor = frame["head"], 0
        self.messages = {message["seq"]: message for message in frame["messages"]}
        self.as_of = {}


class Reader:
    """All that one client ends up with, by the frames it was sent."""

    def __init__(self) -> None:
        self.me = ""
        self.rooms: dict[str, RoomCopy] = {}
        self.ended: int | None = None  # the code of a `bye`

    def take(self, frame: Frame) -> None:
        getattr(self, f"_{frame['type']}", lambda _: None)(frame)

    @property
    def positions(self) -> Frame:
        return {id: room.head for id, room in self.rooms.items()}

    def asks(self, room: str) -> int:
        """For the past up to the returned seq: from now on what happens may cross it."""
        self.rooms[room].since_asked = []
        return self.rooms[room].floor

    def state(self) -> Frame:
        """As a person would compare two pages: which rooms, and what is in them."""
        return {
            id: {
                "head": copy.head,
                "messages": [copy.messages[seq] for seq in sorted(copy.messages)],
                **{
                    name: copy.descriptor.get(name)
                    for name in ("name", "kind", "role", "posts", "unread", "read")
                    # One's own log has no readers, and nothing in it is counted.
                    if copy.descriptor["kind"] != "self"
                },
            }
            for id, copy in self.rooms.items()
        }

    def _welcome(self, frame: Frame) -> None:
        self.me = frame["you"]["id"]
        for room in frame["rooms"]:
            self._describe(room)

    def _room(self, frame: Frame) -> None:
        self._describe(frame["room"])

    def _describe(self, room: Frame) -> None:
        copy = self.rooms.setdefault(room["id"], RoomCopy(room))
        copy.descriptor = room | {"me": self.me}
        if copy.head is None:
            copy.head, copy.floor = room["head"], room["head"]["seq"]
        ahead = [post for post in copy.messages.values() if post["seq"] > room["head"]["seq"]]
        copy.descriptor["posts"] += len(ahead)
        copy.descriptor["unread"] += sum(map(copy._is_news, ahead))

    def _gone(self, frame: Frame) -> None:
        self.rooms.pop(frame["room"], None)

    def _events(self, frame: Frame) -> None:
        if frame["room"] in self.rooms:
            self.rooms[frame["room"]].take(frame)

    def _page(self, frame: Frame) -> None:
        self.rooms[frame["room"]].load(frame)

    def _reset(self, frame: Frame) -> None:
        self.rooms[frame["room"]].reset(frame)

    def _bye(self, frame: Frame) -> None:
        self.ended = frame["code"]


def _message(post: Frame) -> Frame:
    return {name: value for name, value in post.items() if name != "kind"}


def _changed(message: Frame, event: Frame) -> Frame:
    """With the event applied. Only an erasure changes messages as yet."""
    if event["kind"] != "erased" or event["who"]["id"] != message["by"]["id"]:
        return message
    rest = {name: value for name, value in message.items() if name not in TEXT}
    return rest | {"by": event["who"], "erased": True}

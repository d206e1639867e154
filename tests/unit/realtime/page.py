"""A page of somebody: a session with a transport that only remembers."""

import json
from typing import Any

from chat.models import Person
from chat.protocol.position import EMPTY, Position
from chat.realtime.login import Login
from chat.realtime.services import Services
from chat.realtime.session import Session
from chat.realtime.shared_frame import SharedFrame
from tests.unit.realtime.virtual_time import settled

# Alice and Bob are in it.
ROOM = 7
OF_THE_MOMENT = ('{"type":"presence"', '{"type":"typing"')
# Own logs have the numbers of their people plus this.
OWN_LOG = 100
# When logins end, unless a test says otherwise.
NEVER = float("inf")


class Wire:
    """What the session sent, as dicts, and the code it was closed with."""

    def __init__(self) -> None:
        self.frames: list[Any] = []
        self.texts: list[str] = []
        self.aside: list[Any] = []  # frames of the moment: they come whenever somebody else moves
        self.closed: int | None = None

    def send(self, text: str) -> None:
        assert self.closed is None, f"sent after the close: {text}"
        if text.startswith(OF_THE_MOMENT):
            self.aside.append(json.loads(text))
            return
        self.texts.append(text)
        self.frames.append(json.loads(text) if text.startswith("{") else text)

    def send_shared(self, frame: SharedFrame) -> None:
        self.send(frame.text)

    def close(self, code: int) -> None:
        assert self.closed is None, "closed twice"
        self.closed = int(code)

    def of(self, *types: str) -> list[Any]:
        return [frame for frame in self.frames if frame["type"] in types]

    def presence(self, room: int = ROOM) -> list[Any]:
        """What was told of who is in the room, each without type and room."""
        return self._aside("presence", room)

    def typing(self, room: int = ROOM) -> list[list[str]]:
        """The ids of those who were typing, as often as it was told."""
        return [[person["id"] for person in said["who"]] for said in self._aside("typing", room)]

    def _aside(self, type: str, room: int) -> list[Any]:
        found = [dict(frame) for frame in self.aside]
        found = [frame for frame in found if frame.pop("type") == type]
        return [frame for frame in found if frame.pop("room") == str(room)]

    def last(self, type: str) -> Any:
        return self.of(type)[-1]

    def types(self) -> list[str]:
        return [frame["type"] for frame in self.frames]

    def seqs(self, room: int) -> list[int]:
        """Of all events sent of the room, in the order sent."""
        return [
            event["seq"]
            for frame in self.of("events")
            if frame["room"] == str(room)
            for event in frame["events"]
        ]

    def continuous(self, room: int, since: Position = EMPTY) -> bool:
        """Whether each frame of the room begins, by its digest, where the one before it ended."""
        digest = since.digest
        for frame in self.of("events"):
            if frame["room"] == str(room):
                if frame["prev"] != digest:
                    return False
                digest = frame["digest"]
        return True

    def clear(self) -> None:
        self.frames.clear()
        self.texts.clear()
        self.aside.clear()


class Page:
    def __init__(self, services: Services, person: Person | None, *, mark: str = "login") -> None:
        self.wire = Wire()
        self.person = person
        self.login = Login(person, mark, OWN_LOG + person.pk, NEVER) if person is not None else None
        self.session = Session(services, self.wire, lambda: self.login, "en")

    def say(self, type: str, **fields: Any) -> None:
        """`from_` is for `from`, which Python keeps for itself."""
        if "from_" in fields:
            fields["from"] = fields.pop("from_")
        self.session.receive_text(json.dumps({"type": type} | fields))

    async def hello(self, **rooms: Any) -> "Page":
        """Said, welcomed, and everything sent that could be. `r7=position` is what it has of 7."""
        self.say("hello", rooms={name[1:]: position for name, position in rooms.items()})
        await settled()
        return self


def on_wire(position: Position) -> dict[str, Any]:
    return {"seq": position.seq, "digest": position.digest}

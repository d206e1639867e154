"""What a person who said hello follows over this connection, and reads back."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from msgspec import UnsetType

from chat.actions import ReadMark, Refused
from chat.eventlog import reading
from chat.protocol import frames
from chat.protocol.position import Position
from chat.realtime.credit import Credit
from chat.realtime.feed import Feed
from chat.realtime.login import Login
from chat.realtime.own_log import OwnLog
from chat.realtime.peer import Peer
from chat.realtime.pump import Pump
from chat.realtime.services import Services
from chat.realtime.slices import HistoryRequest

# Beside the page of old messages that is being read this many may wait.
HISTORIES_WAITING = 16
HISTORY_RETRY_MS = 1_000
TOO_MANY_PAGES = Refused("throttled", _("Too many pages are asked for at once."), HISTORY_RETRY_MS)


class Conversation:
    def __init__(self, session: Peer, services: Services, login: Login) -> None:
        self._session, self.services = session, services
        self.person = login.person
        self.send, self.send_text = session.send, session.send_text
        self.send_shared = session.send_shared
        self.credit = Credit(session.unseen_bytes, session.stalled)
        self.failed = session.failed
        self.pump = Pump(session.failed)
        self._feeds: dict[int, Feed] = {}
        self._mine: set[int] = set()  # rooms this person is in, the own log included
        self._own_log = OwnLog(self, session, services.hub, login)
        self.departures = 0  # how often a room stopped being theirs
        self._histories = 0
        self._parts = 0

    async def follow_own_log(self) -> None:
        """From here on nothing that concerns this person is missed. Raises django.db.Error."""
        await self._own_log.follow()

    async def read_rooms(self) -> list[frames.RoomState]:
        """The person's rooms, their own log first. Raises django.db.Error."""
        self._own_log.hold()
        rooms = await self.services.readers.log(reading.rooms_of, self.person.pk)
        self._mine |= {int(room.id) for room in rooms}
        return rooms

    def resume(self, own: frames.RoomState, held: Mapping[str, Position]) -> None:
        """Go on where the client is; the own log is live even if the client did not name it."""
        for text, position in {own.id: own.head, **held}.items():
            room_id = self.room(text)
            if room_id is not None:
                self._follow(room_id, position)
        self._own_log.release()

    def end(self) -> None:
        """All of it, whatever a part of it may raise."""
        with ExitStack() as parts:
            parts.callback(self._feeds.clear)
            for feed in self._feeds.values():
                parts.callback(feed.close)
            parts.callback(self._own_log.close)
            parts.callback(self.pump.stop)

    # --- Frames -------------------------------------------------------------------------------

    def seen(self, rooms: Mapping[str, int], parts: Sequence[str] = ()) -> None:
        for text, seq in rooms.items():
            room_id = self.room(text)
            if room_id is not None:
                self.credit.seen(room_id, seq)
        for part in parts:
            self.credit.seen_part(part)

    def subscribe(self, frame: frames.Subscribe) -> None:
        """Rights are looked up when it is its turn: the room may have become theirs just now."""
        room_id = room_number(frame.room)
        if room_id is None:
            self.send(frames.Gone(frame.room, "not-found"))
        elif len(self._feeds) >= frames.SEEN_ROOMS and room_id not in self._feeds:
            detail = (
                f"a connection follows {frames.SEEN_ROOMS} rooms at most: unsubscribe from some"
            )
            self.send(frames.Error("throttled", detail))
        else:
            since = None if isinstance(frame.since, UnsetType) else frame.since
            self._follow(room_id, since)

    def unsubscribe(self, frame: frames.Unsubscribe) -> None:
        room_id = room_number(frame.room)
        if room_id is not None and room_id != self._own_log.room_id:
            self._unfollow(room_id)

    def typing(self, frame: frames.Typing) -> None:
        """Only where one follows does one type."""
        room_id = self.room(frame.room)
        if room_id is not None and self.services.presence.is_here(room_id, self.person.pk):
            self.services.typing.heard(room_id, self.person, frame.on)

    def read(self, frame: frames.Read) -> None:
        room_id = self.room(frame.room)
        if room_id is not None:
            mark = ReadMark(room_id, frame.seq, frame.back)
            self.services.read_marks.note(self.person, mark, self._session.id)

    def history(self, frame: frames.History) -> None:
        if self._histories > HISTORIES_WAITING:
            self.refuse(frame.id, TOO_MANY_PAGES)
            return
        self._histories += 1
        self.pump.add(HistoryRequest(self, room_number(frame.room) or 0, frame))

    def history_done(self) -> None:
        self._histories -= 1

    def refuse(self, id: str, refused: Refused) -> None:
        self._session.refuse(id, refused)

    # --- Rooms --------------------------------------------------------------------------------

    def room(self, text: str) -> int | None:
        """The room of that id if it is theirs; else `gone` is sent."""
        room_id = room_number(text)
        if room_id in self._mine:
            return room_id
        self.send(frames.Gone(text, "not-found"))
        return None

    def entered(self, room_id: int) -> None:
        """The log was read, and says that the room is theirs."""
        self._mine.add(room_id)

    def is_own_log(self, room_id: int) -> bool:
        return room_id == self._own_log.room_id

    def is_mine(self, room_id: int) -> bool:
        return room_id in self._mine

    def joined(self, room_id: int) -> None:
        self._mine.add(room_id)
        self.tell(room_id)

    def gone(self, room_id: int) -> None:
        """The room is no longer, or never was, this person's."""
        self.departures += 1
        self._mine.discard(room_id)
        self._unfollow(room_id)
        self.send(frames.Gone(str(room_id), "not-found"))

    def tell(self, room_id: int) -> None:
        """Send how this person sees the room now."""
        self.pump.add(RoomNews(self, room_id))

    def pause(self, room_id: int) -> None:
        """No live events of the room until the pump comes to it again."""
        if feed := self._feeds.get(room_id):
            feed.pause()

    def _follow(self, room_id: int, since: Position | None) -> None:
        """A second subscription moves the first one's cursor."""
        old = self._feeds.get(room_id)
        if old is not None:
            old.close()
        feed = self._feeds[room_id] = Feed(self, room_id, since, replaces=old)
        self.pump.add(feed)

    def _unfollow(self, room_id: int) -> None:
        if feed := self._feeds.pop(room_id, None):
            feed.close()
        self.credit.forget(room_id)

    # --- Slices -------------------------------------------------------------------------------

    async def send_part(
        self, room_id: int, part: str, encoded: bytes, wanted: Callable[[], bool]
    ) -> bool:
        """A slice of a page or reset, as soon as there is credit, if it is `wanted` still."""
        await self.credit.wait_for(len(encoded))
        if not wanted():
            return False
        self.credit.spend_part(room_id, part, len(encoded))
        self.send_text(encoded.decode())
        return True

    def next_part(self) -> str:
        self._parts += 1
        return str(self._parts)


@dataclass(frozen=True)
class RoomNews:
    """Equal for the same room, so that one waits, however often the room changes."""

    conversation: Conversation
    room_id: int

    async def step(self) -> bool:
        conversation = self.conversation
        state = await conversation.services.readers.log(
            reading.room_of, conversation.person.pk, self.room_id
        )
        if state is not None:
            conversation.send(frames.RoomChanged(state))
        return False


def room_number(text: str) -> int | None:
    """The id of a room from the wire; None if it cannot be one."""
    if text.isascii() and text.isdigit() and text[0] != "0" and int(text) < 2**63:
        return int(text)
    return None

"""The log of what concerns one person: obeyed at once, credit or no credit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chat.eventlog.entry import Entry, content_of
from chat.realtime import endings
from chat.realtime.hub import Hub
from chat.realtime.login import Login
from chat.realtime.peer import Peer
from chat.realtime.topic import Topic

if TYPE_CHECKING:
    from chat.realtime.conversation import Conversation


class OwnLog:
    def __init__(self, conversation: "Conversation", session: Peer, hub: Hub, login: Login) -> None:
        self.room_id = login.own_log
        self._conversation, self._session, self._hub = conversation, session, hub
        self._mark, self._person = login.mark, login.person
        self._topic: Topic | None = None
        self._closed = False
        # What it says of rooms between reading them and `welcome`; None: obey at once.
        self._held: list[dict[str, Any]] | None = []

    async def follow(self) -> None:
        """Raises django.db.Error."""
        self._topic = await self._hub.observe(self.room_id, self)
        if self._closed:
            self._hub.leave(self._topic, self)

    def close(self) -> None:
        self._closed = True
        if self._topic is not None:
            self._hub.leave(self._topic, self)

    def hold(self) -> None:
        """The rooms are about to be read: what was said until now will be among them."""
        self._held = []

    def release(self) -> None:
        """`welcome` was sent."""
        held, self._held = self._held, None
        for event in held or []:
            self._obey(event)

    def observe(self, entries: Sequence[Entry]) -> None:
        for item in entries:
            event = content_of(item.wire)
            if event["kind"] == "ended" and self._ends_mine(event):
                self._session.bye(endings.LOGGED_OUT)
            elif event["kind"] == "banned":
                self._session.bye(endings.banned(event["reason"]))
            elif event["kind"] == "account":
                # What is posted over this connection goes out under the new name.
                self._person.name, self._person.is_guest = event["name"], False
                self._conversation.services.presence.renamed(self._person)
            elif self._held is not None:
                self._held.append(event)
            else:
                self._obey(event)

    def _ends_mine(self, ended: dict[str, Any]) -> bool:
        """Either one login ended, or all but some."""
        if "but" in ended:
            return self._mark not in ended["but"]
        return bool(ended["login"] == self._mark)

    def failed(self, error: Exception) -> None:
        self._session.failed(error)

    def start_over(self) -> None:
        """Rooms, rights and this login may be others now: all of it is looked up anew."""
        self._session.bye(endings.DATABASE_RESTORED)

    def _obey(self, event: dict[str, Any]) -> None:
        if event["kind"] == "joined":
            self._conversation.joined(int(event["room"]))
        elif event["kind"] == "left":
            self._conversation.gone(int(event["room"]))
        elif event["kind"] == "role":
            self._conversation.tell(int(event["room"]))

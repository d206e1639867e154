"""Presence of a process: the people connected here, and those at the other processes."""

from chat.eventlog.readers import Readers
from chat.models import Person
from chat.realtime.hub import Hub
from chat.realtime.presence.exchange import Exchange
from chat.realtime.presence.room import LISTED, RoomPresence
from chat.realtime.presence.roster import Roster
from chat.realtime.presence.store import People
from chat.realtime.topic import Follower


class Presence:
    """A person is in a room while some subscription of theirs to it is open, on any process."""

    def __init__(self, hub: Hub, readers: Readers) -> None:
        self._hub = hub
        self._rooms: dict[int, RoomPresence] = {}
        self._here: dict[int, Roster] = {}  # those by connections to this process
        self.exchange = Exchange(readers, self._mine, self._here.keys, self._replace)

    def enter(self, room_id: int, person: Person) -> None:
        """One more subscription of this person's to the room is open."""
        if self._here.setdefault(room_id, Roster()).enter(person.pk, person.name):
            self._came(room_id, person.pk, person.name)
            self.exchange.changed(room_id)

    def show(self, room_id: int, follower: Follower) -> None:
        """It is live, and is told who is here."""
        self._room(room_id).show(follower)

    def leave(self, room_id: int, follower: Follower) -> bool:
        """It is closed; whether it was the person's last one here."""
        person_id = follower.person_id
        if room := self._rooms.get(room_id):
            room.forget(follower)
        here = self._here[room_id]
        last = here.leave(person_id)
        if not here:
            del self._here[room_id]
        if last:
            self._went(room_id, person_id)
            self.exchange.changed(room_id)
        return last

    def renamed(self, person: Person) -> None:
        """They have another name, wherever they are here."""
        for room_id, here in self._here.items():
            if here.rename(person.pk, person.name):
                self._name(room_id, {person.pk: person.name})
                self.exchange.changed(room_id)

    def is_here(self, room_id: int, person_id: int) -> bool:
        """Whether they follow the room on this process."""
        here = self._here.get(room_id)
        return here is not None and person_id in here.names

    # --- What this process says of itself, and others of themselves ----------------------------

    def _mine(self, room_id: int) -> People:
        here = self._here.get(room_id)
        if here is None:
            return {}
        return dict(here.names) if len(here) <= LISTED else dict.fromkeys(here.names, "")

    def _replace(self, room_id: int, before: People, people: People) -> None:
        """Others name their people unless they have more than are listed anywhere."""
        for person_id in people.keys() - before.keys():
            self._came(room_id, person_id, people[person_id])
        for person_id in before.keys() - people.keys():
            self._went(room_id, person_id)
        if 0 < len(people) <= LISTED:
            self._name(room_id, people)

    # --- Both ---------------------------------------------------------------------------------

    def _came(self, room_id: int, person_id: int, name: str) -> None:
        room = self._room(room_id)
        if room.roster.enter(person_id, name):
            room.changed(came=True)

    def _name(self, room_id: int, people: People) -> None:
        room = self._rooms[room_id]
        if {person_id for person_id, name in people.items() if room.roster.rename(person_id, name)}:
            room.changed(came=True)

    def _went(self, room_id: int, person_id: int) -> None:
        room = self._room(room_id)
        if room.roster.leave(person_id):
            room.changed(came=False)
        if not room.roster:
            room.stop()
            del self._rooms[room_id]

    def _room(self, room_id: int) -> RoomPresence:
        room = self._rooms.get(room_id)
        if room is None:
            room = self._rooms[room_id] = RoomPresence(room_id, self._hub)
        return room

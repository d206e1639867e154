"""The tables. What has happened (`Event`) is written by `chat.eventlog` alone."""

from chat.models.event import Event
from chat.models.intent import Intent
from chat.models.message import Message
from chat.models.person import Person, name_key
from chat.models.room import Membership, Room

__all__ = ["Event", "Intent", "Membership", "Message", "Person", "Room", "name_key"]

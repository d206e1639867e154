"""The tables. What has happened (`Event`) is written by `chat.eventlog` alone."""

from chat.models.close_report import CloseReport
from chat.models.database_now import DatabaseNow
from chat.models.event import Event
from chat.models.intent import Intent
from chat.models.message import Message
from chat.models.person import Person, name_key
from chat.models.process import Presence, Process
from chat.models.room import Membership, Removal, Room
from chat.models.session import WebSession

__all__ = [
    "CloseReport",
    "DatabaseNow",
    "Event",
    "Intent",
    "Membership",
    "Message",
    "Person",
    "Presence",
    "Process",
    "Removal",
    "Room",
    "WebSession",
    "name_key",
]

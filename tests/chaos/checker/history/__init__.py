"""What happened in one run, in the order it happened: the history the checker judges.

A history is a flat list of records. Clients write them through a `Recorder`; nothing here
judges. One monotonic clock orders them all, so "acknowledged before that was invoked" means
what it says; what one client wrote lies in the order it wrote it.
"""

from tests.chaos.checker.history.file import load, save
from tests.chaos.checker.history.recorder import Recorder
from tests.chaos.checker.history.records import (
    CONNECTED,
    Acked,
    Answered,
    AnyRecord,
    Asked,
    Began,
    Ended,
    Fault,
    Invoked,
    Link,
    Located,
    Outcome,
    Received,
    Record,
    Refused,
    Restored,
    Sent,
    Shown,
    Sighting,
    Skipped,
)

__all__ = [
    "CONNECTED",
    "Acked",
    "Answered",
    "AnyRecord",
    "Asked",
    "Began",
    "Ended",
    "Fault",
    "Invoked",
    "Link",
    "Located",
    "Outcome",
    "Received",
    "Record",
    "Recorder",
    "Refused",
    "Restored",
    "Sent",
    "Shown",
    "Sighting",
    "Skipped",
    "load",
    "save",
]

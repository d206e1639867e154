"""How fast each gauge may rise, and why.

An hour sees some 2,000 visits, 9,000 messages and 240 guests (`people.py`). Something left behind
by one visit in twenty, or a kibibyte by every visit, is above these bounds; what chance makes of
those who happen to be there is below.
"""

from tests.chaos.soak.flatness import Bound

KIB, MIB = 1024, 1024 * 1024

# A kibibyte a visit. What the allocator holds between two readings is within the grain. What is
# done seldom is done for the first time, and loads what it needs, as late as in the tenth minute.
MEMORY = Bound(2 * MIB, 0.5 * MIB, settles_s=600)
# Of the generator, which is not what is judged: it stays small beside what it measures.
LOAD_MEMORY = Bound(8 * MIB, 0.5 * MIB, settles_s=600)
# One left behind by one visit in twenty. Some are there or not as people come and go.
THINGS = Bound(100, 10)
# A pool takes another connection when several ask at once, and lets go of it after ten minutes.
CONNECTIONS = Bound(6, 6)
# Rows that are there for those who are there. Between two runs of `clean_up` more lie about.
ROWS = Bound(100, 40)
# A table without one row more grows by what autovacuum, once a minute, has not yet freed.
BLOAT = Bound(256 * KIB, 128 * KIB)
# What a table that keeps everything holds for one message: its rows are as long as ever.
ROWS_PER_MESSAGE, BYTES_PER_MESSAGE = Bound(0.02, 0.05), Bound(20, 60)
# A guest is for ever a person with a log, whose two entries are events.
GUESTS_ROWS, GUESTS_BYTES = Bound(300, 30), Bound(1 * MIB, 128 * KIB)
# A line of 200 bytes for each tenth visit; a year of it fits on a disk.
LOG = Bound(64 * KIB, 8 * KIB)

BOUNDS = {
    "memory of its own": MEMORY,
    "resident": MEMORY,
    "load: memory of its own": LOAD_MEMORY,
    "load: resident": LOAD_MEMORY,
    "database connections": CONNECTIONS,
    "Redis: keys": Bound(0, 1),
    "Redis: bytes": Bound(256 * KIB, 256 * KIB),
    "Redis: connections": CONNECTIONS,
    "rows per message": ROWS_PER_MESSAGE,
    "bytes per message": BYTES_PER_MESSAGE,
    "chat_person: rows": GUESTS_ROWS,
    "chat_room: rows": GUESTS_ROWS,
    "chat_person: bytes": GUESTS_BYTES,
    "chat_room: bytes": GUESTS_BYTES,
    "rows": ROWS,
    "bytes": BLOAT,
    "log": LOG,
}


def bound_of(gauge: str) -> Bound:
    """By the longest end of its name that is listed."""
    ends = [end for end in BOUNDS if gauge.endswith(end)]
    return BOUNDS[max(ends, key=len)] if ends else THINGS

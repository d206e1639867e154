"""Delta debugging: of the records around a violation, those without which it is not one.

After A. Zeller and R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002).
"""

from collections.abc import Callable, Sequence

from tests.chaos.checker.history import AnyRecord

# Some five seconds for one story.
RECORDS_TRIED_MAX = 500_000

Records = Sequence[AnyRecord]


def shrunk(records: Records, breaks: Callable[[Records], bool]) -> Records:
    """None of what is left can be left out; or as few as it came to in the time there is."""
    tried = 0
    size = max(1, len(records) // 2)
    while True:
        start, removed = 0, False
        while start < len(records):
            fewer = [*records[:start], *records[start + size :]]
            tried += len(fewer) + 1
            if tried > RECORDS_TRIED_MAX:
                return records
            if breaks(fewer):
                records, removed = fewer, True
            else:
                start += size
        if size == 1 and not removed:
            return records
        size = max(1, size // 2)

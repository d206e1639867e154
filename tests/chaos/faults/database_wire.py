"""Between the processes and the database."""

from tests.chaos.faults.fault import Fault
from tests.chaos.faults.wire import Wire
from tests.chaos.site.site import PostgresSite

# A commit takes several round trips.
DELAY_S = (0.01, 0.15)
# Longer than a statement may take, at most.
DEAD_S = (1.0, 6.0)

POSTGRES: tuple[Fault[PostgresSite], ...] = Wire[PostgresSite](
    *("wire to the database", lambda site: site.postgres_link, DELAY_S, DEAD_S),
    commits=None,
    unreadable=True,
).faults()

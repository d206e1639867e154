"""Between the clients and the processes."""

from tests.chaos.faults.fault import Fault
from tests.chaos.faults.wire import Wire
from tests.chaos.site.site import PostgresSite, SqliteSite

# A round trip is shorter than the heartbeat's time-out at least, longer at most.
DELAY_S = (0.05, 0.6)
# A client notices after 3 s, a process after 5.
DEAD_S = (1.5, 7.0)

NAME = "wire to clients"
POSTGRES: tuple[Fault[PostgresSite], ...] = Wire[PostgresSite](
    NAME, lambda site: site.front, DELAY_S, DEAD_S, drops=True
).faults()
SQLITE: tuple[Fault[SqliteSite], ...] = Wire[SqliteSite](
    NAME, lambda site: site.front, DELAY_S, DEAD_S, drops=True
).faults()

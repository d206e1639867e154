"""Between the processes and Redis."""

from tests.chaos.faults.fault import Fault
from tests.chaos.faults.wire import Wire
from tests.chaos.site.site import PostgresSite

# A hint comes before the neighbours look themselves, or long after.
DELAY_S = (0.02, 1.5)
# A publication is given up after a second.
DEAD_S = (1.0, 5.0)

POSTGRES: tuple[Fault[PostgresSite], ...] = Wire[PostgresSite](
    "wire to Redis", lambda site: site.redis_link, DELAY_S, DEAD_S
).faults()

"""What this process counts, for `/metrics`: see docs/metrics.md.

Prometheus's own counters take a lock and a microsecond; a delivery costs two. So what is counted on
the way of a frame is plain integers, each changed by one thread only, and read when scraped. No
label ever holds what a client wrote: values outside a label's list are counted as `other`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import get_args

from msgspec import Struct
from prometheus_client import Gauge, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector

from chat.protocol import close_codes
from chat.protocol.frames import AnyClientFrame, AnyServerFrame

OTHER = "other"
# Times from a fan-out in microseconds to a commit that waited for a lock.
SECONDS = (
    *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
INTENTIONS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)

# Twice as many series, each with the time it began at, which nobody asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Tally(Collector):
    """A counter. `labels` are names with all the values they may have."""

    def __init__(self, name: str, help: str, **labels: Iterable[str]) -> None:
        self._name, self._help = name, help
        self._labels = {label: dict.fromkeys([*values, OTHER]) for label, values in labels.items()}
        self._counts: dict[tuple[str, ...], int] = {}
        if len(labels) < 2:  # shown from the start, so that the first of a kind is an increase
            one = [*self._labels.values()]
            self._counts = {(value,): 0 for value in one[0]} if one else {(): 0}
        REGISTRY.register(self)

    def add(self, *values: str, count: int = 1) -> None:
        """One value for each label, in their order."""
        try:
            self._counts[values] += count
        except KeyError:
            listed = zip(values, self._labels.values(), strict=True)
            values = tuple(value if value in allowed else OTHER for value, allowed in listed)
            self._counts[values] = self._counts.get(values, 0) + count

    def collect(self) -> Iterator[Metric]:
        family = CounterMetricFamily(self._name, self._help, labels=[*self._labels])
        for values, count in list(self._counts.items()):
            family.add_metric(values, count)
        yield family


class Spread(Collector):
    """A histogram with upper bounds `bounds`, ascending, in the unit that the name ends in."""

    def __init__(self, name: str, help: str, bounds: Sequence[float] = SECONDS) -> None:
        self._name, self._help, self._bounds = name, help, bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        REGISTRY.register(self)

    def observe(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def collect(self) -> Iterator[Metric]:
        names = [*map(str, self._bounds), "+Inf"]
        buckets = list(zip(names, accumulate(self._counts), strict=True))
        family = HistogramMetricFamily(self._name, self._help)
        family.add_metric([], buckets, self._sum)
        yield family


def type_of(frame: Struct | type[Struct]) -> str:
    return str(frame.__struct_config__.tag)


def _types(frames: object) -> list[str]:
    return [type_of(frame) for frame in get_args(frames)]


# What a client may be told in `error` and `refused`: docs/protocol.md.
REFUSALS = (
    *("bad-json", "bad-frame", "unknown-type", "hello-first", "unsupported", "not-found"),
    *("forbidden", "too-long", "empty", "conflict", "throttled", "unavailable"),
)
# Who ended a connection, as the server sees it: a `bye` of ours, a close frame, or nobody.
# Of the last four plain servers know `overfull` alone: only `serve` sees the rest.
ENDED_BY = ("server", "client", "lost", "invalid", "stalled", "overfull", "unanswered")
# The same as the client saw it: `Cause` in static/lifeline/ending.js.
CAUSES = ("peer", "network", "heartbeat", "timeout", "server", "page", "gap")
CODES = tuple(str(code) for code in close_codes.known())
LANES = ("log", "pages", "logins", "heads", "presence")

# --- Connections ------------------------------------------------------------------------------

connections = Gauge("lifeline_connections", "Open connections, those before hello included.")
arriving = Gauge("lifeline_arriving", "Newcomers that wait for others to be greeted first.")
people = Gauge("lifeline_people", "People with a welcomed connection to this process.")
opened = Tally("lifeline_connections_opened", "Connections accepted.")
tasks = Gauge("lifeline_tasks", "Tasks of the event loop: some for the process, some a connection.")
closes = Tally("lifeline_closes", "Connections ended.", code=CODES, cause=ENDED_BY)
round_trip = Spread("lifeline_round_trip_seconds", "From the server's ping to the client's pong.")
reports = Tally(
    "lifeline_close_reports",
    "Endings of earlier connections, as clients tell them in hello.",
    code=CODES,
    cause=CAUSES,
)
reports_dropped = Tally(
    "lifeline_close_reports_dropped", "Close reports not stored: too many, or no database."
)

# --- Frames -----------------------------------------------------------------------------------

received = Tally(
    "lifeline_frames_received",
    "Frames of clients; `foreign` are older clients' heartbeats, `faulty` what was no frame.",
    type=[*_types(AnyClientFrame), "foreign", "faulty"],
)
sent = Tally("lifeline_frames_sent", "Frames to clients.", type=_types(AnyServerFrame))
deliveries = Tally("lifeline_deliveries", "Events sent: each counts once for each connection.")
refused = Tally("lifeline_refused", "Frames with an id that were not obeyed.", code=REFUSALS)
errors = Tally("lifeline_errors", "Frames answered with an error.", code=REFUSALS)

# --- Delivery ---------------------------------------------------------------------------------

rooms = Gauge("lifeline_rooms_followed", "Logs that somebody here follows.")
fan_out = Spread("lifeline_fan_out_seconds", "Handing a frame to all who are live in its room.")
holes = Tally("lifeline_holes", "Times an event came before the one in front of it.")
resumes = Tally("lifeline_resumes", "Subscriptions that went on where the client was.")
resets = Tally("lifeline_resets", "Subscriptions that had to start over.")
stalls = Tally("lifeline_credit_stalls", "Frames held back until the client had seen others.")
layer_up = Gauge("lifeline_channel_layer_up", "Whether the channel layer answers: 1 or 0.")
hint_lag = Spread(
    "lifeline_hint_lag_seconds", "From another process's hint to here, by the two wall clocks."
)

# --- Database ---------------------------------------------------------------------------------

commit = Spread("lifeline_commit_seconds", "Transactions of the writer that were committed.")
batch = Spread("lifeline_commit_intentions", "Intentions in one transaction.", INTENTIONS)
commits_failed = Tally("lifeline_commits_failed", "Transactions of the writer that failed.")
writer_waiting = Gauge("lifeline_writer_waiting", "Intentions that wait for the writer.")
readers_waiting = Gauge(
    "lifeline_readers_waiting", "Reads asked for and not answered yet.", ["lane"]
)

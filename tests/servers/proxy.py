"""A TCP proxy whose faults a test switches, in front of one server or of several processes.

It runs on an event loop in a thread, so that synchronous tests (Playwright) and asynchronous ones
use the same plain methods. A connection goes to the next server in turn that takes it: one that
refuses is passed over, so a dead process costs nobody a second try.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tests.servers.event_thread import EventThread, running_event_thread
from tests.servers.link import Link
from tests.servers.ports import free_port
from tests.servers.trouble import Draw, Trouble, draw

# Of a crowd that comes at once; the kernel's own limit is 4096.
BACKLOG = 1024
# Of the loop, from the kernel's accept to a link.
ROUNDS_OF_AN_ACCEPT = 3


class FaultProxy:
    """Forwards 127.0.0.1:`port` to the ports `upstream_ports` of 127.0.0.1 until told otherwise."""

    def __init__(self, thread: EventThread, *upstream_ports: int) -> None:
        self.port = free_port()
        self.upstream_ports: Sequence[int] = upstream_ports
        # When each connection was accepted, on the monotonic clock.
        self.accepted_at_s: list[float] = []
        # Those cut because the server was silent.
        self.idle_cuts = 0
        self._thread = thread
        self._turn = 0
        # In the order they came in.
        self._links: dict[Link, None] = {}
        # What is wrong, and whom of those who come it meets.
        self._troubles: dict[Trouble, Draw] = {}
        self._idle_limit_s: float | None = None
        self._listener: asyncio.Server | None = None

    @property
    def accepted(self) -> int:
        """Connections since the start."""
        return len(self.accepted_at_s)

    @property
    def open(self) -> int:
        """Connections of clients that are up now."""
        return self._thread.do(lambda: len(self._links))

    def start(self) -> None:
        self._thread.call(self._listen())

    def close(self) -> None:
        """End everything: the listener and the connections."""
        self._thread.call(self._close())

    def begin(self, trouble: Trouble) -> None:
        """From now on it is so, until `end`; other troubles go on."""
        self._thread.call(self._begin(trouble))

    def end(self, trouble: Trouble) -> None:
        """That one is over, if it had begun; what it held back passes."""
        self._thread.call(self._end(trouble))

    @contextmanager
    def under(self, trouble: Trouble) -> Iterator[None]:
        self.begin(trouble)
        try:
            yield
        finally:
            self.end(trouble)

    def cut(self, *, reset: bool = False, share: float = 1.0, seed: int = 0) -> None:
        """Close connections on both sides, with RST if `reset`; new ones are accepted."""
        self._thread.call(self._cut(reset, draw(share, seed)))

    def forward(self) -> None:
        """Accept, and pass everything, also what was held back: no trouble is left."""
        self._thread.call(self._forward())

    def refuse(self) -> None:
        """Let the kernel refuse new connections, until `forward`; existing ones live on."""
        self.begin(Trouble(refusing=True))

    def blackhole(self) -> None:
        """Pass nothing and close nothing, on old connections and new, until `forward`."""
        self.begin(Trouble(silent=True))

    def abandon(self) -> None:
        """Connections there are stay silent for good, until they are cut; new ones pass.

        What a machine finds when it wakes: nobody on the way remembers its connections.
        """
        self._thread.do(self._abandon)

    def delay(self, one_way_ms: float) -> None:
        """Hold what arrives from now on for `one_way_ms`, in each direction, until `forward`."""
        self.begin(Trouble(delay_s=one_way_ms / 1000))

    def cut_after_idle_from_upstream(self, limit_s: float | None) -> None:
        """Cut a connection on which the *server* was silent for `limit_s`, from now on.

        This is nginx's `proxy_read_timeout`. None switches it off.
        """
        self._thread.do(lambda: self._limit_idle(limit_s))

    async def _listen(self) -> None:
        if self._listener is None:
            self._listener = await asyncio.get_running_loop().create_server(
                lambda: Link(self._in_turn, self._begin_link).downstream,
                *("127.0.0.1", self.port),
                backlog=BACKLOG,
            )

    async def _stop_listening(self) -> None:
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        for listening in listener.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        # asyncio loses who has come and is not connected yet when it closes.
        for _ in range(ROUNDS_OF_AN_ACCEPT):
            await asyncio.sleep(0)
        listener.close()

    def _begin_link(self, link: Link) -> None:
        self.accepted_at_s.append(time.monotonic())
        self._links[link] = None
        link.gone.add_done_callback(lambda _: self._links.pop(link))
        link.limit_idle(self._idle_limit_s, self._count_idle_cut)
        link.suffer(*(trouble for trouble, meets in self._troubles.items() if meets()))

    def _in_turn(self) -> Sequence[int]:
        """The ports to try, another one first each time."""
        first = self._turn = (self._turn + 1) % len(self.upstream_ports)
        return (*self.upstream_ports[first:], *self.upstream_ports[:first])

    async def _begin(self, trouble: Trouble) -> None:
        meets = draw(trouble.share, trouble.seed)
        if trouble.old:
            for link in self._links:
                if meets():
                    link.suffer(trouble)
        self._troubles[trouble] = meets if trouble.new else lambda: False
        if trouble.refusing:
            await self._stop_listening()

    async def _end(self, trouble: Trouble) -> None:
        self._troubles.pop(trouble, None)
        for link in tuple(self._links):
            link.recover(trouble)
        if not any(trouble.refusing for trouble in self._troubles):
            await self._listen()

    async def _forward(self) -> None:
        for trouble in tuple(self._troubles):
            await self._end(trouble)

    async def _close(self) -> None:
        await self._stop_listening()
        await self._cut(reset=False, meets=lambda: True)

    async def _cut(self, reset: bool, meets: Draw) -> None:
        ending = [link for link in self._links if meets()]
        for link in ending:
            link.end(reset=reset)
        await asyncio.gather(*(link.ended() for link in ending))

    def _abandon(self) -> None:
        for link in self._links:
            link.suffer(Trouble(silent=True))

    def _limit_idle(self, limit_s: float | None) -> None:
        self._idle_limit_s = limit_s
        for link in self._links:
            link.limit_idle(limit_s, self._count_idle_cut)

    def _count_idle_cut(self) -> None:
        self.idle_cuts += 1


@contextmanager
def running_proxy(*upstream_ports: int, thread: EventThread | None = None) -> Iterator[FaultProxy]:
    """A started proxy; gone at the end. It runs in a thread of its own where none is given."""
    with ExitStack() as running:
        thread = thread or running.enter_context(running_event_thread("fault-proxy"))
        proxy = FaultProxy(thread, *upstream_ports)
        running.callback(proxy.close)
        proxy.start()
        yield proxy

"""Daphne, set up for connections that stay. Knows nothing of chat."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server  # before Twisted: it chooses the reactor
from daphne.ws_protocol import WebSocketFactory

from server.answers import left, pace_answers
from server.connection import Connection
from server.files import open_many
from server.requests import bound_requests
from server.shutdown import Shutdown, Stopping, reactor
from server.steady import count_by

Application = Callable[..., Awaitable[Any]]
Ready = Callable[[], None]

# Larger ones are answered with a close frame, 1009; the application refuses smaller ones in words.
MAX_MESSAGE_BYTES = 256 * 1024
# Seconds of silence: below nginx's 60, for peers that know no other heartbeat.
PING_INTERVAL_S = 20
# May wait for a connection beyond that at which it is not read any more.
EXCESS_BYTES = 640 * 1024


class LifelineServer(Server):  # type: ignore[misc]
    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        # Options are the same for all: autobahn would copy, and pretty-print, 30 for each.
        for name in Connection.CONFIG_ATTRS:
            option = getattr(Connection, name, getattr(self.ws_factory, name))
            setattr(Connection, name, staticmethod(option) if callable(option) else option)
        Connection.CONFIG_ATTRS = ()
        self.ready()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, Connection):
            scope["extensions"] = {"lifeline.prepared": protocol}
        queue = super().create_application(protocol, scope)
        if scope["type"] == "http":
            application = self.connections[protocol]["application_instance"]
            application.add_done_callback(partial(left, protocol))
        return queue

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """What an application awaits when it sends."""
        channel = None if isinstance(protocol, Connection) else getattr(protocol, "channel", None)
        if channel is None:
            await super().handle_reply(protocol, message)
        else:
            await channel.room()
            await super().handle_reply(protocol, message)
            channel.watch()

    def kill_all_applications(self) -> Any:
        """Daphne's own stumbles over those that have ended while their connection has not."""
        for protocol, details in list(self.connections.items()):
            if "application_instance" not in details:
                del self.connections[protocol]
        return super().kill_all_applications()


def run(
    application: Application, host: str, port: int, ready: Ready, stopping: Stopping, waiting: int
) -> None:
    """Serve until SIGINT or SIGTERM. `ready` is called when connections are taken. With more than
    `waiting` bytes on their way to a connection, it is not read.

    The address must be free: Daphne itself would only log that it is not.
    """
    open_many()
    bound_requests()
    pace_answers()
    count_by(reactor._asyncioEventloop.time)
    WebSocketFactory.protocol = Connection
    Connection.pause_bytes, Connection.most_bytes = waiting, waiting + EXCESS_BYTES
    server = LifelineServer(
        application,
        build_endpoint_description_strings(host=host, port=port),
        signal_handlers=False,  # Shutdown has them
        websocket_timeout=-1,  # connections end when somebody ends them
        # Longer than clients wait for an answer (15 s): Daphne's 5 s would cut, after a restart,
        # those whom the application has not come to yet.
        websocket_handshake_timeout=20,
        ping_interval=PING_INTERVAL_S,
        websocket_max_message_size=MAX_MESSAGE_BYTES,
        verbosity=2,  # what Twisted has to say goes where the log goes, faults above all
    )
    server.ready = ready
    Shutdown(server, stopping).serve()

"""Lifeline behind a fault proxy."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.app import AppServer
from tests.servers.proxy import FaultProxy, running_proxy


@dataclass(frozen=True)
class FaultySite:
    server: AppServer
    proxy: FaultProxy

    @property
    def origin(self) -> str:
        """Of pages whose links pass the proxy."""
        return f"http://127.0.0.1:{self.proxy.port}"

    def heal(self) -> None:
        self.proxy.forward()


@contextmanager
def running_faulty_site(
    folder: Path, database_url: str, env: Mapping[str, str]
) -> Iterator[FaultySite]:
    """A started server that takes the proxy's address for its own."""
    server = AppServer(folder, database_url, env=env)
    with running_proxy(server.port) as proxy:
        server.env["PORT"] = str(proxy.port)
        try:
            server.start()
            yield FaultySite(server, proxy)
        finally:
            server.kill()

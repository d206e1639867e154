"""A real nginx in front of a server, as careless as many are."""

import os
import shutil
import signal
from pathlib import Path

from tests.servers.ports import accepts, free_port
from tests.servers.process import ServerProcess
from tests.servers.waiting import wait_until

# Not on everybody's path.
FOLDERS = "/usr/local/sbin:/usr/sbin:/opt/homebrew/bin"
START_DEADLINE_S = 10
RELOAD_DEADLINE_S = 5

CONFIG = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log stderr notice;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_set_header Host $http_host;
    {servers}
}}
"""

# `Upgrade` and `Connection` are for one hop: nginx hands them on only where it is told to.
STRIPPING = ""
PASSING = """
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";"""
# Whatever the server asks for.
BUFFERING = """
            proxy_buffering on;
            proxy_ignore_headers X-Accel-Buffering;"""


def find_nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:{FOLDERS}")


class Nginx:
    """`ways`: the directives of each of its ports' locations, by name."""

    def __init__(self, folder: Path, upstream_port: int, ways: dict[str, str]) -> None:
        self._folder, self._upstream_port = folder, upstream_port
        self._ports = {name: free_port() for name in ways}
        self._config = folder / "nginx.conf"
        self._write(ways)
        command = [find_nginx() or "nginx", "-c", str(self._config), "-p", str(folder)]
        log = folder / "nginx.log"
        self._process = ServerProcess(command, log=log, folder=folder)

    def start(self) -> None:
        self._process.start(
            ready=lambda: all(map(accepts, self._ports.values())), deadline_s=START_DEADLINE_S
        )

    def kill(self) -> None:
        self._process.kill()

    @property
    def origins(self) -> list[str]:
        return [self.origin(way) for way in self._ports]

    def origin(self, way: str) -> str:
        return f"http://127.0.0.1:{self._ports[way]}"

    def reload(self, ways: dict[str, str]) -> None:
        """New connections go by these; those that stand stay as they are until they end."""
        retired = self._retired_workers
        self._write(ways)
        self._process.signal(signal.SIGHUP)
        # For a moment the old worker takes connections too.
        wait_until(lambda: self._retired_workers > retired, RELOAD_DEADLINE_S, "nginx to reload")

    @property
    def _retired_workers(self) -> int:
        return self._process.log_text().count("gracefully shutting down")

    def _write(self, ways: dict[str, str]) -> None:
        servers = "".join(
            f"""
    server {{
        listen 127.0.0.1:{self._ports[name]};
        location / {{
            proxy_pass http://127.0.0.1:{self._upstream_port};{directives}
        }}
    }}"""
            for name, directives in ways.items()
        )
        # Else root's workers are somebody who may not enter a test's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        self._config.write_text(CONFIG.format(folder=self._folder, servers=servers, user=user))

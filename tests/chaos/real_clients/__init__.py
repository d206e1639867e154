"""What people have, among the readers of a run: the core in Node, the page in Chromium."""

from tests.chaos.real_clients.browser_client import BrowserClient
from tests.chaos.real_clients.node_client import NodeClient
from tests.chaos.real_clients.real_client import BrokenClientError, RealClient

__all__ = ["BrokenClientError", "BrowserClient", "NodeClient", "RealClient"]

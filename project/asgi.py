"""The ASGI application: Django for HTTP, Channels for WebSocket."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django_application = get_asgi_application()

# Models may be imported only once Django is set up, which the line above does.
from chat.transports.asgi import live  # noqa: E402
from chat.transports.http_twin import HttpTwin  # noqa: E402
from chat.transports.plain_http import PlainHttp  # noqa: E402
from chat.transports.probes import Probes  # noqa: E402
from chat.transports.readiness import Readiness  # noqa: E402
from chat.transports.routing import websocket_application  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": Probes(PlainHttp(HttpTwin(live(django_application))), Readiness()),
        "websocket": websocket_application,
    }
)

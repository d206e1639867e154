"""`serve`, which notes from when on it listens, each handshake, and when its newcomer is settled.

Into the file that COUNT_FILE names, a line each: the word and seconds since 1970. A handshake is
counted when it is answered; its newcomer is settled when welcomed, or gone before that.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.chaos.endurance import entry

entry.setup()

from chat.realtime.services import Services  # noqa: E402 - after Django's set-up
from chat.realtime.session import Session  # noqa: E402
from project import asgi  # noqa: E402
from server import daphne  # noqa: E402

FILE = os.open(os.environ["COUNT_FILE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

application, run = asgi.application, daphne.run
welcomed, ended = Services.welcomed, Services.ended


def count(what: str) -> None:
    os.write(FILE, f"{what} {time.time():.6f}\n".encode())


async def counted(scope: Any, receive: Any, send: Any) -> None:
    async def counted_send(message: Any) -> None:
        if message["type"] == "websocket.accept":
            count("handshake")
        await send(message)

    await application(scope, receive, counted_send)


def run_counted(of: Any, host: str, port: int, ready: Callable[[], None], **more: Any) -> None:
    def listening() -> None:
        count("listening")
        ready()

    run(of, host, port, listening, **more)


def counted_welcomed(self: Services, session: Session, person_id: int) -> None:
    welcomed(self, session, person_id)
    count("settled")


def counted_ended(self: Services, session: Session) -> None:
    if session.id not in self.sessions:
        count("settled")
    ended(self, session)


asgi.application = counted  # type: ignore[assignment]
daphne.run = run_counted  # type: ignore[assignment]
Services.welcomed = counted_welcomed  # type: ignore[method-assign]
Services.ended = counted_ended  # type: ignore[method-assign]
entry.run()

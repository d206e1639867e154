"""The database goes away while somebody reads."""

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.integration.chatting import say
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire

SCRIPT = Path(__file__).with_name("lose_database.py")


async def test_a_database_that_goes_away_at_the_end_of_a_page_ends_no_session(
    app: AppServer, alice: Visitor, wire: Wire, room: str
) -> None:
    for _ in range(3):
        await say(wire, room)

    def read() -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(SCRIPT), alice.person_id(), room]
        return subprocess.run(command, env=app.env, capture_output=True, text=True, check=False)

    done = await asyncio.to_thread(read)
    assert (done.stdout, done.stderr) == ("3 1 ", "")

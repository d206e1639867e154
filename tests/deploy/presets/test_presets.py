"""Each preset of the library, as another client's place-taker: online and answered on /ws/chat/."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.servers.app import ROOT, Serve
from tests.servers.people import join_as_guest

STAY = Path(__file__).parent / "stay.js"
DEADLINE_S = 20
# The clients of requirements A that each takes the place of.
ROWS = {
    "laravelSwoole": "A1",
    "vueChat": "A2",
    "nodeWs": "A3",
    "javaEndpoint": "A4",
    "manySockets": "A5a",
    "callbackRegistry": "A5b",
    "jsonString": "A5c",
}


def test_every_preset_stays_online_and_its_beats_are_answered(
    serve: Serve, sqlite_url: str
) -> None:
    server = serve(sqlite_url)
    cookie = join_as_guest(server.origin, "Alice").headers()["Cookie"]
    done = subprocess.run(
        ["node", str(STAY), server.ws_url(), cookie],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    fared: dict[str, dict[str, Any]] = json.loads(done.stdout)
    assert fared.keys() == ROWS.keys()
    for preset, told in fared.items():
        assert told["state"] == "online", (preset, told)
        assert told["endings"] == [], (preset, told)
        assert told["answers"] >= 3, (preset, told)

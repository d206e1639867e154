"""Debian's Firefox, driven by WebDriver BiDi over a WebSocket: it needs nothing but itself."""

import itertools
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.servers.ports import accepts, free_port
from tests.servers.process import ServerProcess
from tests.servers.waiting import wait_until

NAMES = ("firefox-esr", "firefox")
START_DEADLINE_S = 30
ANSWER_DEADLINE_S = 15.0
ENTER = "\ue007"  # WebDriver's name of the key
# No traffic of the browser's own, and no first-run pages.
QUIET = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#none",
    "toolkit.telemetry.server": "data:,",
}


class BidiError(AssertionError):
    """What the browser answered in place of a result."""


class Firefox:
    """One tab."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self._call("session.new", capabilities={})
        self._tab = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Its value, by way of JSON."""
        result = self._call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._tab},
            awaitPromise=False,
        )
        if result["type"] != "success":
            raise BidiError(result["exceptionDetails"]["text"])
        return json.loads(result["result"].get("value", "null"))

    def until(self, expression: str, deadline_s: float = ANSWER_DEADLINE_S) -> None:
        wait_until(lambda: self.evaluate(expression), deadline_s, expression)

    def type(self, selector: str, text: str) -> None:
        """As with a keyboard, into the field, Enter at the end."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus() ?? 0")
        keys = [
            {"type": kind, "value": key} for key in [*text, ENTER] for kind in ("keyDown", "keyUp")
        ]
        actions = [{"type": "key", "id": "keyboard", "actions": keys}]
        self._call("input.performActions", context=self._tab, actions=actions)

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self._connection.recv(ANSWER_DEADLINE_S))).get("id") != number:
            pass  # an event
        if answer["type"] == "error":
            raise BidiError(f"{method}: {answer['error']}: {answer['message']}")
        return dict(answer["result"])


def find_firefox() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def running_firefox(profile: Path) -> Iterator[Firefox]:
    """A headless one with an empty profile in that folder; ended at the end."""
    program = find_firefox()
    assert program, "No Firefox: sudo apt-get install firefox-esr, then again."
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in QUIET.items()
    ]
    (profile / "user.js").write_text("\n".join(lines))
    port = free_port()
    options = ["--headless", "--no-remote", "--profile", str(profile)]
    child = ServerProcess(
        [program, *options, f"--remote-debugging-port={port}", "about:blank"],
        log=profile / "firefox.log",
        folder=profile,
    )
    try:
        child.start(ready=lambda: accepts(port), deadline_s=START_DEADLINE_S)
        address = f"ws://127.0.0.1:{port}/session"
        with connect(address, max_size=None, ping_interval=None, proxy=None) as connection:
            yield Firefox(connection)
    finally:
        child.kill()

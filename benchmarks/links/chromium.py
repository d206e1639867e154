"""A Chromium driven by its DevTools protocol alone: Playwright's tabs are never hidden."""

import itertools
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from websockets.sync.client import ClientConnection, connect

from tests.servers.chromium import launch_options
from tests.servers.process import ServerProcess
from tests.servers.waiting import wait_until

START_DEADLINE_S = 30
ANSWER_DEADLINE_S = 60
# Timers of a hidden tab run once a minute, as they do after five minutes; here soon.
THROTTLED = "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/5"
ARGUMENTS = ("--headless=new", "--remote-debugging-port=0", "--no-default-browser-check", THROTTLED)


class Chromium:
    """Its windows; asleep and awake as the machine would be."""

    def __init__(self, process: ServerProcess, devtools: ClientConnection) -> None:
        self._process, self._devtools = process, devtools
        self._ids = itertools.count(1)

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """Call `method` and return its result; RuntimeError with DevTools' words if it failed."""
        id = next(self._ids)
        command = {"id": id, "method": method, "params": parameters}
        self._devtools.send(json.dumps({**command, **({"sessionId": session} if session else {})}))
        while True:
            answer = json.loads(self._devtools.recv(ANSWER_DEADLINE_S))
            if answer.get("id") == id:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def window(self) -> "Window":
        """A window of its own, so that several are visible at once."""
        target = self.ask("Target.createTarget", url="about:blank", newWindow=True)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Window(self, target, session)

    def set_cookie(self, **cookie: Any) -> None:
        self.ask("Storage.setCookies", cookies=[cookie])

    def sleep(self) -> None:
        """None of its processes runs, as when the machine sleeps; the clocks go on."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def wake(self) -> float:
        """When it goes on, in seconds since 1970."""
        woken_at_s = time.time()
        os.killpg(self._process.pid, signal.SIGCONT)
        return woken_at_s


class Window:
    def __init__(self, chromium: Chromium, target: str, session: str) -> None:
        self._chromium, self._target, self._session = chromium, target, session
        for domain in ("Page", "Performance", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        return self._chromium.ask(method, self._session, **parameters)

    def before_each_page(self, script: str) -> None:
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=script)

    def open(self, url: str, ready: str) -> None:
        """Go to `url`, and wait until the expression `ready` is true there."""
        self.ask("Page.navigate", url=url)
        wait_until(lambda: self.value(f"Boolean({ready})"), START_DEADLINE_S, f"{url}: {ready}")

    def value(self, expression: str) -> Any:
        """Of JavaScript in the page; promises are awaited. RuntimeError if it throws."""
        answer = self.ask(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def hide(self) -> None:
        """Another tab of this window is looked at."""
        self.value("void window.open('about:blank')")
        self._is("hidden")

    def show(self) -> None:
        self._chromium.ask("Target.activateTarget", targetId=self._target)
        self._is("visible")

    def offline(self, offline: bool) -> None:
        self.ask(
            "Network.emulateNetworkConditions",
            offline=offline,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def listeners(self) -> int:
        """Of JavaScript, in the whole page, as DevTools counts them once all garbage is gone."""
        for _ in range(3):  # what one round lets go of may hold something that the next one finds
            self.ask("HeapProfiler.collectGarbage")
        metrics = self.ask("Performance.getMetrics")["metrics"]
        return int(next(one["value"] for one in metrics if one["name"] == "JSEventListeners"))

    def _is(self, state: str) -> None:
        wait_until(
            lambda: self.value("document.visibilityState") == state,
            START_DEADLINE_S,
            f"the tab to be {state}",
        )


@contextmanager
def running_chromium(folder: Path) -> Iterator[Chromium]:
    """With an empty profile in `folder`; all its processes gone at the end."""
    profile = folder / "profile"
    address = profile / "DevToolsActivePort"
    command = [_executable(), *launch_options()["args"], *ARGUMENTS, f"--user-data-dir={profile}"]
    process = ServerProcess(command, log=folder / "chromium.log", folder=folder)
    process.start(ready=lambda: _lines(address) >= 2, deadline_s=START_DEADLINE_S)
    try:
        port, path = address.read_text().split()
        url = f"ws://127.0.0.1:{port}{path}"
        # Without pings: a browser that sleeps answers none.
        with connect(
            url, max_size=None, compression=None, ping_interval=None, proxy=None
        ) as devtools:
            yield Chromium(process, devtools)
    finally:
        process.kill()


def _lines(file: Path) -> int:
    return len(file.read_text().split()) if file.exists() else 0


def _executable() -> str:
    """The one of the browser tests."""
    if found := launch_options().get("executable_path"):
        return found
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path

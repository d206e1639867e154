"""A browser as people have it: pages are kept for the way back, and hidden tabs are throttled.

Playwright's own defaults switch both off.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    Playwright,
)

from tests.servers.chromium import launch_options
from tests.servers.process import ServerProcess

PLAYWRIGHTS = (
    "--disable-back-forward-cache",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
)
# A name that is not localhost, so that its pages by http are in no secure context.
ELSEWHERE = "lifeline.test"
NAMES = (f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",)
# Counts the sockets of a page that are CONNECTING or OPEN, and tells of every one too many.
COUNT_SOCKETS = """(() => {
  const made = [];
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      const alive = made.filter(({ readyState }) => readyState < 2).map(({ url }) => url);
      super(...given);
      if (alive.includes(this.url)) window.secondSocket(this.url);
      made.push(this);
    }
  };
})()"""


@contextmanager
def lively_chromium(playwright: Playwright) -> Iterator[Browser]:
    options = launch_options()
    options["args"] += NAMES
    browser = playwright.chromium.launch(**options, ignore_default_args=list(PLAYWRIGHTS))
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def chromium_that_hides_tabs(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    """The windows of a browser that Playwright has not started: to it all tabs are visible."""
    options = launch_options()
    chromium = options.get("executable_path", playwright.chromium.executable_path)
    own = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    child = ServerProcess(
        [chromium, *own, *options["args"]], log=profile / "chromium.log", folder=profile
    )
    address = profile / "DevToolsActivePort"
    try:
        child.start(ready=lambda: address.exists() and address.read_text() != "", deadline_s=15)
        port = address.read_text().split()[0]
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", no_defaults=True)
        try:
            yield browser.contexts[0]
        finally:
            browser.close()
    finally:
        child.kill()


def watch_sockets(context: BrowserContext, seconds: list[str]) -> None:
    """`seconds` receives the address of every socket made while another to there was alive."""
    context.expose_binding("secondSocket", lambda _, url: seconds.append(url))
    context.add_init_script(COUNT_SOCKETS)


class DevTools:
    """What a person, a device and a browser do to a page."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)

    def freeze(self) -> None:
        self._session.send("Page.setWebLifecycleState", {"state": "frozen"})

    def resume(self) -> None:
        self._session.send("Page.setWebLifecycleState", {"state": "active"})


@contextmanager
def asleep(browser: Browser) -> Iterator[None]:
    """The machine sleeps as far as this browser can tell: none of its processes runs."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    pids = [int(process["id"]) for process in processes]
    try:
        _signal(pids, signal.SIGSTOP)
        yield
    finally:
        _signal(pids, signal.SIGCONT)


def _signal(pids: list[int], which: signal.Signals) -> None:
    """To each that is still there: a browser ends processes when it likes."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, which)

#!/usr/bin/env python3
"""Make docs/playground.png: the library's own page, while a black hole is noticed.

    python scripts/playground_picture.py

A real server on a database of its own, and real Chromium.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.screenshot import DEADLINE_MS, arrive, together  # noqa: E402
from tests.servers.app import copy_sqlite, prepare_sqlite, running_app  # noqa: E402
from tests.servers.chromium import running_chromium  # noqa: E402

DESK = ViewportSize(width=1000, height=980)
PHONE = ViewportSize(width=340, height=840)
PINGS = 5


def play(browser: Browser, origin: str, name: str, size: ViewportSize, scheme: str) -> Page:
    """A guest's playground after some round trips, near and far, and a black hole."""
    page = arrive(browser, origin, name, size, scheme)
    # The longest waits, so that they can be looked at.
    page.add_init_script("Math.random = () => 0.99")
    page.goto(f"{origin}/lifeline/")
    now_is(page, "online")
    ping(page)
    page.get_by_role("button", name="Cut").click()
    now_is(page, "waiting")
    page.get_by_role("button", name="Reconnect").click()
    now_is(page, "online")
    ping(page)
    page.get_by_label("Delay each way").fill("40")
    page.get_by_role("button", name="Delay").click()
    ping(page)
    page.get_by_role("button", name="Black hole").click()
    page.get_by_role("button", name="Send ping").click()
    now_is(page, "waiting")
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    return page


def now_is(page: Page, state: str) -> None:
    expect(page.locator("#now")).to_have_attribute("data-state", state, timeout=DEADLINE_MS)


def ping(page: Page) -> None:
    """Some of them, each once the one before is answered."""
    answers = page.locator("#timeline .beat").filter(has_text="Answered")
    for _ in range(PINGS):
        before = answers.count()
        page.get_by_role("button", name="Send ping").click()
        expect(answers).to_have_count(before + 1)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, running_chromium() as browser:
        folder = Path(name)
        template = prepare_sqlite(folder)
        with running_app(folder, copy_sqlite(template, folder)) as server:
            desk = play(browser, server.origin, "Mira", DESK, "light").screenshot()
            phone = play(browser, server.origin, "Jonas", PHONE, "dark").screenshot()
            picture = together(browser, desk, phone)
    (ROOT / "docs" / "playground.png").write_bytes(picture)


if __name__ == "__main__":
    main()

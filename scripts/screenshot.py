#!/usr/bin/env python3
"""Make docs/screenshot.png: a conversation, on a desk and on a train.

    python scripts/screenshot.py

A real server on a database of its own, and real Chromium.
"""

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.servers.app import copy_sqlite, prepare_sqlite, running_app  # noqa: E402
from tests.servers.chromium import running_chromium  # noqa: E402

DESK = ViewportSize(width=1000, height=640)
PHONE = ViewportSize(width=340, height=560)
# Device pixels to a CSS pixel: sharp on today's screens.
SCALE = 2
DEADLINE_MS = 15_000

BEFORE = """<style>
  body { margin: 0; padding: 24px 24px 40px; width: 1340px; }
  div { display: flex; align-items: end; justify-content: space-between; }
  img { border-radius: 14px; box-shadow: 0 10px 40px #0005; }
  .desk { width: 1000px; }
  .phone { width: 302px; border-radius: 26px; border: 6px solid #111; }
</style>"""


def arrive(browser: Browser, origin: str, name: str, size: ViewportSize, scheme: str) -> Page:
    """A guest's page in the Lobby, online."""
    dark = scheme == "dark"
    context = browser.new_context(
        viewport=size,
        device_scale_factor=SCALE,
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id="UTC",
        has_touch=size is PHONE,
        is_mobile=size is PHONE,
    )
    page = context.new_page()
    page.goto(origin)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join the conversation").click()
    expect(page.locator("#connection-word")).to_have_text("Online", timeout=DEADLINE_MS)
    return page


def say(page: Page, text: str, *, to: Page | None = None) -> None:
    """Say it, and wait until it is here, and there."""
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name="Send").click()
    for reader in [page, *([to] if to else [])]:
        expect(reader.locator(".message").last).to_contain_text(text.split("*")[0])


def create_room(page: Page, name: str) -> None:
    page.get_by_role("button", name="Find or create a room").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def converse(desk: Page, phone: Page) -> None:
    say(desk, "The ferry leaves at nine. Are you on the train already?", to=phone)
    say(phone, "Yes! Somewhere between two tunnels.", to=desk)
    say(phone, "I see you, I lose you, I see you again", to=desk)
    say(desk, "Whatever you type arrives, and arrives once.", to=phone)
    say(desk, "I bring **bread**, _olives_ and the map.", to=phone)
    phone.context.set_offline(True)
    expect(phone.locator("#connection-word")).to_have_text("Offline", timeout=DEADLINE_MS)
    say(phone, "Then I bring the cheese")
    phone.evaluate("document.activeElement.blur()")
    desk.evaluate("document.activeElement.blur()")


def together(browser: Browser, desk: bytes, phone: bytes) -> bytes:
    """Both pictures in one."""
    page = browser.new_page(device_scale_factor=SCALE)
    images = "".join(
        f'<img class="{name}" src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        for name, picture in (("desk", desk), ("phone", phone))
    )
    page.set_content(f"{BEFORE}<div>{images}</div>")
    return page.locator("body").screenshot(omit_background=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, running_chromium() as browser:
        folder = Path(name)
        template = prepare_sqlite(folder)
        with running_app(folder, copy_sqlite(template, folder)) as server:
            desk = arrive(browser, server.origin, "Mira", DESK, "light")
            for room in ("Expedition", "Kitchen"):
                create_room(desk, room)
            desk.get_by_role("link", name="Lobby").click()
            phone = arrive(browser, server.origin, "Jonas", PHONE, "dark")
            converse(desk, phone)
            picture = together(browser, desk.screenshot(), phone.screenshot())
    (ROOT / "docs" / "screenshot.png").write_bytes(picture)


if __name__ == "__main__":
    main()

"""A Chromium that treats its tabs as people's are treated: hidden, frozen, kept for the way back.

One that Playwright starts itself keeps every tab visible and switches the rest off.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import BrowserContext, Page, async_playwright

from tests.servers.chromium import launch_options
from tests.servers.process import ServerProcess

START_DEADLINE_S = 30


@asynccontextmanager
async def running_chromium() -> AsyncIterator[BrowserContext]:
    """Its window, with one empty tab and an empty profile."""
    with tempfile.TemporaryDirectory(prefix="lifeline-chromium-") as folder:
        profile = Path(folder)
        async with async_playwright() as playwright:
            options = launch_options()
            executable = options.get("executable_path", playwright.chromium.executable_path)
            own = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
            child = ServerProcess(
                [executable, *own, *options["args"]], log=profile / "chromium.log", folder=profile
            )
            try:
                port = await asyncio.to_thread(_start, child, profile / "DevToolsActivePort")
                browser = await playwright.chromium.connect_over_cdp(
                    f"http://127.0.0.1:{port}", no_defaults=True
                )
                yield browser.contexts[0]
            finally:
                child.kill()


def _start(child: ServerProcess, address: Path) -> int:
    child.start(
        ready=lambda: address.exists() and address.read_text() != "", deadline_s=START_DEADLINE_S
    )
    return int(address.read_text().split()[0])


class Device:
    """What a device and the browser do to a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._front: Page | None = None

    async def go_offline(self) -> None:
        await self._page.context.set_offline(True)

    async def go_online(self) -> None:
        await self._page.context.set_offline(False)

    async def freeze(self) -> None:
        """As browsers do with tabs nobody looks at."""
        await self.hide()
        await self._say("Page.setWebLifecycleState", state="frozen")

    async def resume(self) -> None:
        await self._say("Page.setWebLifecycleState", state="active")
        await self.show()

    async def hide(self) -> None:
        """Another tab in front of it."""
        self._front = await self._page.context.new_page()
        await _to_front(self._front)

    async def show(self) -> None:
        await self.to_front()
        if self._front is not None:
            await self._front.close()

    async def crash(self) -> None:
        """Ends the process of the page, which does not come back."""
        crashed = asyncio.Event()
        self._page.once("crash", lambda _: crashed.set())
        session = await self._page.context.new_cdp_session(self._page)
        # It has nobody left who could answer.
        crashing = asyncio.create_task(session.send("Page.crash"))
        await crashed.wait()
        crashing.cancel()
        await asyncio.gather(crashing, return_exceptions=True)

    async def to_front(self) -> None:
        await _to_front(self._page)

    async def _say(self, method: str, **parameters: str) -> None:
        session = await self._page.context.new_cdp_session(self._page)
        await session.send(method, dict(parameters))
        await session.detach()


async def _to_front(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    target = (await session.send("Target.getTargetInfo"))["targetInfo"]["targetId"]
    await session.send("Target.activateTarget", {"targetId": target})
    await session.detach()

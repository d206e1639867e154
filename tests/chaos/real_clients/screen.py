"""The product's own page, as the person in front of it uses and reads it."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from playwright.async_api import ConsoleMessage, Page
from playwright.async_api import Error as PlaywrightError

# What Chromium itself says of a network that fails; no person sees it.
NETWORK = ("WebSocket connection to", "Failed to load resource")
CONFIG = "#lifeline-config"
# Set by the page's own script: it runs.
STARTED = "#room[data-transport]"
LOAD_TIMEOUT_MS = 15_000
# Far above what anything takes; the page of a frozen machine takes a while.
TYPED_TIMEOUT_MS = 15_000
LOOK_MS = 50
ROWS = """[...document.querySelectorAll('.message')].map((row) => {
  const bubble = row.querySelector('.bubble');
  return [
    row.dataset.id,
    row.dataset.state,
    bubble.classList.contains('deleted') ? null : bubble.textContent.trim(),
    row.querySelector('.author').textContent,
  ];
})"""
ROW_OF = "(text) => [...document.querySelectorAll('.message')]" + (
    ".find((row) => row.querySelector('.bubble').textContent.trim() === text)?.dataset.id"
)
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TO_BEGINNING = "document.getElementById('messages').scrollTop = 0"
MORE_ABOVE = "document.getElementById('older').hidden === false"


class Row(NamedTuple):
    """A message, or an entry of one's own that is none yet. `text` is None where it is deleted."""

    id: str
    state: str  # stored, queued, sent, unknown, refused
    text: str | None
    author: str


class NotLoadedError(Exception):
    """Not all of the page came, or something of it was cut short: a person would reload."""


class Screen:
    """`trouble` is told what the page throws and complains of, once it was loaded whole."""

    def __init__(self, page: Page, address: str, trouble: Callable[[str], None]) -> None:
        self._page, self._address, self._trouble = page, address, trouble
        # while it loads: what was wrong with it
        self._faults: list[str] | None = None
        page.on("pageerror", lambda error: self._wrong(error.stack or error.message))
        page.on("console", self._heed)

    async def load(self) -> None:
        """Raises NotLoadedError."""
        async with self._loading():
            await self._page.goto(self._address, wait_until="commit", timeout=LOAD_TIMEOUT_MS)

    async def there_and_back(self, elsewhere: str) -> None:
        """A page that was kept for the way back does not load again. Raises NotLoadedError."""
        async with self._loading():
            await self._page.goto(elsewhere, wait_until="commit", timeout=LOAD_TIMEOUT_MS)
            await self._page.go_back(wait_until="commit", timeout=LOAD_TIMEOUT_MS)

    @asynccontextmanager
    async def _loading(self) -> AsyncIterator[None]:
        self._faults = []
        try:
            yield
            await self._page.wait_for_selector(STARTED, state="attached", timeout=LOAD_TIMEOUT_MS)
            if self._faults:
                raise NotLoadedError(self._faults[0])
        except PlaywrightError as error:
            raise NotLoadedError(error.message) from error
        finally:
            self._faults = None

    def _heed(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NETWORK):
            self._wrong(f"console: {message.text}")

    def _wrong(self, what: str) -> None:
        if self._faults is None:
            self._trouble(what)
        else:
            self._faults.append(what)

    async def say(self, text: str) -> str:
        """Types it and presses Enter; the id it has from then on, once it is safe."""
        field = self._page.locator("#composer-text")
        await field.fill(text, timeout=TYPED_TIMEOUT_MS)
        await field.press("Enter", timeout=TYPED_TIMEOUT_MS)
        empty = "() => document.getElementById('composer-text').value === ''"
        await self._page.wait_for_function(empty, polling=LOOK_MS, timeout=TYPED_TIMEOUT_MS)
        row = await self._page.wait_for_function(
            ROW_OF, arg=text, polling=LOOK_MS, timeout=TYPED_TIMEOUT_MS
        )
        return str(await row.json_value())

    async def identity(self, slug: str) -> tuple[str, str]:
        """Ids: of the person whose page it is, and of that room."""
        config = json.loads(await self._page.inner_text(CONFIG))
        [room] = [room["id"] for room in config["rooms"] if room["slug"] == slug]
        return config["person"]["id"], room

    async def retry(self) -> None:
        """Somebody clicks on "Try now", if it is there."""
        await self._page.evaluate("document.getElementById('banner-retry').click()")

    async def retry_if_it_waits(self) -> None:
        if await self._line("line") in ("waiting", "offline"):
            await self.retry()

    async def is_by_http(self) -> bool:
        return await self._line("transport") == "http"

    async def _line(self, what: str) -> str | None:
        return await self._page.get_attribute("#room", f"data-{what}", timeout=LOAD_TIMEOUT_MS)

    async def rows(self) -> list[Row]:
        """All that is there, oldest first."""
        await self._page.evaluate(PAINTED)
        return [Row(*row) for row in await self._page.evaluate(ROWS)]

    async def read_past(self, pages: int) -> None:
        """Scrolls up so many times, or to the beginning."""
        for _ in range(pages):
            if not await self._page.evaluate(MORE_ABOVE):
                return
            count = len(await self.rows())
            await self._page.evaluate(TO_BEGINNING)
            more = "(count) => document.querySelectorAll('.message').length > count" + (
                " || document.getElementById('older').hidden"
            )
            await self._page.wait_for_function(more, arg=count, timeout=LOAD_TIMEOUT_MS)

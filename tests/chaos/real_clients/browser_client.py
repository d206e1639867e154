"""The product's own page in Chromium: what it shows is read from the screen."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from tests.chaos.checker.history import Recorder, Sighting
from tests.chaos.real_clients.browsing import Browsing
from tests.chaos.real_clients.chromium import running_chromium
from tests.chaos.real_clients.real_client import BrokenClientError, Heads, first_of

# Between two things that a person or a device does, least and most.
PAUSE_S = (0.1, 0.8)
LOOK_EVERY_S = 0.1
# A page by HTTP looks for the way back in its time; a person who reloads has it sooner.
BY_HTTP_S = 5.0
PAGES_AT_END = 4
END_DEADLINE_S = 60


class BrowserClient:
    """`cookie` is of a guest in the room `slug` of plain bodies; `seed` says what it does."""

    def __init__(
        self, name: str, origin: str, cookie: str, recorder: Recorder, *, slug: str, seed: int = 1
    ) -> None:
        self.name = name
        self._origin, self._slug, self._cookie = origin, slug, cookie
        self._recorder = recorder
        self._rng = random.Random(f"{seed} {name}")
        self._calm = False
        self._lacks = "its page"
        self._trouble = ""
        # Acts, and looks at the page, one at a time.
        self._hands = asyncio.Lock()
        self._loaded, self._broken = asyncio.Event(), asyncio.Event()
        self._ended, self._over = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        try:
            async with running_chromium() as context:
                await self._begin(context)
                while not (self._calm or self._trouble):
                    async with self._hands:
                        await self._browsing.act()
                    await asyncio.sleep(self._rng.uniform(*PAUSE_S))
                await first_of(self._ended, self._broken)
        except PlaywrightError as error:
            self._fail(str(error))
        finally:
            self._over.set()
        if self._trouble:
            raise self._failure()

    async def whole(self, heads: Heads) -> None:
        self._calm = True
        await first_of(self._loaded, self._over)
        try:
            async with self._hands:
                with self._page_there():
                    await self._become_whole(heads)
        except asyncio.CancelledError:
            self._recorder.link(self.name, f"lacks {self._lacks}")
            raise

    async def end(self) -> None:
        self._calm = True
        await first_of(self._loaded, self._over)
        async with asyncio.timeout(END_DEADLINE_S), self._hands:
            with self._page_there():
                await self._browsing.screen.read_past(PAGES_AT_END)
                await self._tell()
        self._ended.set()
        await self._over.wait()

    async def _begin(self, context: BrowserContext) -> None:
        cookies = (cookie.split("=", 1) for cookie in self._cookie.split("; "))
        await context.add_cookies(
            [{"name": name, "value": value, "url": self._origin} for name, value in cookies]
        )
        where = (context, self._origin, self._slug)
        self._browsing = Browsing(self.name, *where, self._recorder, self._rng, self._fail)
        await self._browsing.begin()
        self._loaded.set()

    async def _become_whole(self, heads: Heads) -> None:
        by_http_s = 0.0
        screen = self._browsing.screen
        while lacks := await self._what_it_lacks(heads):
            self._lacks = lacks
            by_http_s = by_http_s + LOOK_EVERY_S if await screen.is_by_http() else 0.0
            if by_http_s > BY_HTTP_S:
                await self._browsing.load()
            await screen.retry_if_it_waits()
            await asyncio.sleep(LOOK_EVERY_S)
        if self._trouble:
            raise self._failure()

    async def _what_it_lacks(self, heads: Heads) -> str:
        """Nothing, too, where something is wrong for good."""
        posts, stands_at = self._browsing.posts, self._browsing.watch.stands_at
        if self._trouble:
            return ""
        if stands_at != heads.get(posts.room, stands_at):
            return f"room {posts.room} is at {stands_at}, its head is {heads[posts.room]}"
        rows = await self._browsing.screen.rows()
        if pending := [row for row in rows if row.state != "stored"]:
            return f"{len(pending)} entries are pending, the first {pending[0]}"
        if lost := posts.lost({row.id for row in rows}):
            self._fail(f"typed, and neither answered nor on the screen: {lost}")
        return ""

    async def _tell(self) -> None:
        rows = await self._browsing.screen.rows()
        stored = [row for row in rows if row.state == "stored"]
        messages = [Sighting(0, row.id, "post", "", row.text, row.author) for row in stored]
        pending = [row.id for row in rows if row.state != "stored"]
        self._recorder.shown(self.name, self._browsing.posts.room, messages, pending)

    @contextmanager
    def _page_there(self) -> Iterator[None]:
        """What Playwright says of a page that is gone is not what made it go."""
        try:
            if self._over.is_set():
                raise self._failure()
            yield
        except PlaywrightError as error:
            self._fail(str(error))
            raise self._failure() from error

    def _fail(self, trouble: str) -> None:
        self._trouble = self._trouble or trouble
        self._broken.set()

    def _failure(self) -> BrokenClientError:
        return BrokenClientError(f"{self.name}: {self._trouble or 'it is not running'}")

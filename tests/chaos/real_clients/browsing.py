"""What one person does with a browser: a tab they stay in, now and then a second one."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Page

from tests.chaos.checker.history import Recorder
from tests.chaos.real_clients.chromium import Device
from tests.chaos.real_clients.page_watch import PageWatch
from tests.chaos.real_clients.screen import NotLoadedError, Screen
from tests.chaos.real_clients.typed_posts import TypedPosts

# How long a state lasts, least and most.
STATE_S = (0.3, 2.5)
# Each with its weight.
ACTS: Mapping[str, float] = {
    "post": 14,
    "retry": 1,
    "reload": 1,
    "go away": 1,
    "crash": 1,
    "second tab": 1,
    "offline": 1,
    "freeze": 1,
    "hide": 1,
}
LOAD_AGAIN_S = 0.5


@dataclass
class Browsing:
    """`trouble` is told what is wrong with a page, whatever the server did."""

    name: str
    context: BrowserContext
    origin: str
    slug: str
    recorder: Recorder
    rng: random.Random
    trouble: Callable[[str], None]
    posts: TypedPosts = field(init=False)
    watch: PageWatch = field(init=False)
    screen: Screen = field(init=False)
    count: int = 0

    async def begin(self) -> None:
        """Returns once the page is there."""
        self.posts = TypedPosts(self.recorder)
        await self._stay_in(self.context.pages[0])
        self.posts.person, self.posts.room = await self.screen.identity(self.slug)

    async def load(self) -> None:
        """Until it comes, as a person reloads."""
        while True:
            try:
                return await self.screen.load()
            except NotLoadedError as error:
                self.recorder.link(self.name, f"cannot load the page: {error}")
                await asyncio.sleep(LOAD_AGAIN_S)

    async def act(self) -> None:
        [act] = self.rng.choices(list(ACTS), list(ACTS.values()))
        self.recorder.link(self.name, f"does: {act}")
        match act:
            case "post":
                await self._say(self.watch.name, self.screen)
            case "retry":
                await self.screen.retry()
            case "reload":
                await self.load()
            case "go away":
                await self._go_away()
            case "crash":
                await self._crash()
            case "second tab":
                await self._second_tab()
            case _:
                await self._suffer(act)

    async def _stay_in(self, page: Page) -> None:
        self.watch = PageWatch(self.name, self.slug, self.posts, self.recorder)
        self._page, self._device = page, Device(page)
        self.screen = self._look_at(page, self.watch)
        await self.load()

    def _look_at(self, page: Page, watch: PageWatch) -> Screen:
        watch.watch(page)
        return Screen(page, f"{self.origin}/chat/{self.slug}/", self.trouble)

    async def _say(self, tab: str, screen: Screen) -> None:
        self.count += 1
        text = f"{self.name} types {self.count}"
        self.posts.typing(tab, text)
        self.posts.invoked(await screen.say(text), text)

    async def _go_away(self) -> None:
        """And back, without loading if the browser has kept the page."""
        try:
            await self.screen.there_and_back(f"{self.origin}/healthz")
        except NotLoadedError:
            await self.load()

    async def _crash(self) -> None:
        """Of the tab, right after Enter; the person opens another."""
        await self._say(self.watch.name, self.screen)
        old = self._page
        await self._device.crash()
        await self._stay_in(await self.context.new_page())
        await old.close()

    async def _second_tab(self) -> None:
        """Types there and shuts it at once: what it has not sent, the first tab will."""
        page = await self.context.new_page()
        watch = PageWatch(f"{self.name} tab {self.count}", self.slug, self.posts, self.recorder)
        screen = self._look_at(page, watch)
        try:
            await screen.load()
        except NotLoadedError as error:
            self.recorder.link(watch.name, f"cannot load the page: {error}")
        else:
            await self._say(watch.name, screen)
        await page.close()
        await self._device.to_front()

    async def _suffer(self, act: str) -> None:
        """A state, and its end."""
        device = self._device
        begin, end = {
            "offline": (device.go_offline, device.go_online),
            "freeze": (device.freeze, device.resume),
            "hide": (device.hide, device.show),
        }[act]
        await begin()
        if act == "offline":
            await self._say(self.watch.name, self.screen)
        await asyncio.sleep(self.rng.uniform(*STATE_S))
        await end()

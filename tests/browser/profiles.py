"""Empty profiles for people's browsers, used again once they are empty again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext


class Profiles:
    """A profile that was used keeps nothing but its HTTP cache.

    Without that one most of a test's time goes into loading the same seventy modules again. What a
    test routes, it routes on a page: routes of a context for WebSockets cannot be taken back.
    `prepare` is done once to each.
    """

    def __init__(
        self, browser: Browser, prepare: Callable[[BrowserContext], None] = lambda _: None
    ) -> None:
        self._browser = browser
        self._prepare = prepare
        self._idle: dict[str, list[BrowserContext]] = {}

    @contextmanager
    def borrowed(self, **options: Any) -> Iterator[BrowserContext]:
        """A context with nothing in it; `options` are those of Playwright's `new_context`."""
        idle = self._idle.setdefault(repr(sorted(options.items())), [])
        context = idle.pop() if idle else self._new(options)
        seen: set[str] = set()
        context.on("request", lambda request: seen.add(origin_of(request.url)))
        try:
            yield context
            empty(context, seen)
        except BaseException:
            # Whatever is wrong with it, it is nobody else's.
            context.close()
            raise
        idle.append(context)

    def _new(self, options: dict[str, Any]) -> BrowserContext:
        context = self._browser.new_context(locale="en-GB", **options)
        self._prepare(context)
        return context


def empty(context: BrowserContext, origins: set[str]) -> None:
    """Nothing open, nothing stored, no name; online."""
    cleaner = context.new_page()
    for page in context.pages:
        if page != cleaner:
            page.close()
    context.set_offline(False)
    context.clear_cookies()
    devtools = context.new_cdp_session(cleaner)
    for origin in origins:
        everything = {"origin": origin, "storageTypes": "all"}
        devtools.send("Storage.clearDataForOrigin", everything)
    cleaner.close()


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

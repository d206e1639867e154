"""One run: Ann's page through a plan, and whether her conversation is whole afterwards."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.chatter import Chatter
from tests.browser.link.faulty_site import FaultySite
from tests.browser.link.lively import DevTools
from tests.browser.link.neighbour import Neighbour
from tests.chaos.browser.plan import Step
from tests.servers.waiting import wait_until

DELAY_MS = 60.0
WHOLE_S = 30.0
# Two tries in a row that were cut short look like a proxy that lets no WebSocket through.
CONNECTED = re.compile("^(Online|By HTTP)$")
# The longest back-off, and half as much again.
MENDED_MS = 45_000


class Walk:
    """Ann is in a room that nobody has written into; her neighbour is out of trouble's reach."""

    def __init__(self, ann: Chatter, bo: Neighbour, site: FaultySite) -> None:
        self._ann, self._bo, self._site = ann, bo, site
        self._devtools = DevTools(ann.page)
        self._address = ann.page.url
        self.anns: list[str] = []
        self.bos: list[str] = []
        proxy, context = site.proxy, ann.page.context
        self._events: dict[str, Callable[[], object]] = {
            "cut": proxy.cut,
            "reset": lambda: proxy.cut(reset=True),
            "delay": lambda: proxy.delay(DELAY_MS),
            "black hole": proxy.blackhole,
            "refuse": proxy.refuse,
            "forward": site.heal,
            "offline": lambda: context.set_offline(True),
            "online": lambda: context.set_offline(False),
            "freeze": self._devtools.freeze,
            "resume": self._devtools.resume,
            "post": self._post,
            "neighbour posts": self._neighbour_posts,
            "try now": self._try_now,
            "reload": self._load,
            "there and back": self._there_and_back,
            "kill": self._kill,
            "drain": self._drain,
        }

    def take(self, steps: list[Step]) -> None:
        for step in steps:
            self._events[step.event]()
            # What of the event's consequences the next one meets is part of the plan.
            self._ann.page.context.pages[0].wait_for_timeout(step.pause_ms)

    def heal(self, *, patient: bool) -> None:
        """All trouble ends. Who is not patient clicks; else the page mends itself, in its time."""
        self._devtools.resume()
        self._ann.page.context.set_offline(False)
        self._site.heal()
        if not patient:
            self._try_now()
        expect(self._ann.connection).to_have_text(CONNECTED, timeout=MENDED_MS)

    def is_whole(self) -> None:
        """Ann's posts are stored once, in order; she is shown everything once, in order."""
        posted = len(self.anns) + len(self.bos)
        wait_until(lambda: len(self._bo.bodies()) >= posted, WHOLE_S, f"{posted} posts in the log")
        log = self._bo.bodies()
        assert [body for body in log if body.startswith("ann")] == self.anns
        assert [body for body in log if body.startswith("bo")] == self.bos
        expect(self._ann.page.locator(".message")).to_have_count(len(log))
        expect(self._ann.page.locator('.message:not([data-state="stored"])')).to_have_count(0)
        assert self._ann.texts() == log

    def _post(self) -> None:
        self.anns.append(f"ann {len(self.anns) + 1:02}")
        self._ann.say(self.anns[-1])

    def _neighbour_posts(self) -> None:
        self.bos.append(f"bo {len(self.bos) + 1:02}")
        self._bo.say(self.bos[-1])

    def _try_now(self) -> None:
        self._ann.page.evaluate("document.getElementById('banner-retry').click()")

    def _load(self) -> None:
        self._ann.page.goto(self._address)

    def _there_and_back(self) -> None:
        self._ann.page.goto(f"{self._site.origin}/healthz")
        # A page out of the bfcache does not load.
        self._ann.page.go_back(wait_until="commit")

    def _kill(self) -> None:
        self._site.server.kill()
        self._site.server.start()

    def _drain(self) -> None:
        self._site.server.terminate()
        self._site.server.start()

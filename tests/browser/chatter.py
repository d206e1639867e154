"""Somebody at a browser, as they would describe what they do and see."""

import itertools
import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.servers.people import join_as_guest

# Far above what anything takes, so that only what never comes fails.
DEADLINE_MS = 15_000
_numbers = itertools.count(1)


class Chatter:
    """One page of one person."""

    def __init__(self, page: Page, origin: str, name: str) -> None:
        self.page = page
        self.origin = origin
        self.name = name
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.set_default_timeout(DEADLINE_MS)

    @property
    def field(self) -> Locator:
        return self.page.get_by_label("Message", exact=True)

    @property
    def connection(self) -> Locator:
        return self.page.locator("#connection-word")

    def open(self, path: str = "/chat/") -> None:
        self.page.goto(self.origin + path)

    def join(self, path: str = "/") -> None:
        self.open(path)
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_role("button", name="Join the conversation").click()

    def is_online(self) -> None:
        expect(self.connection).to_have_text("Online")

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")
        # The field is empty once the message is safe.
        expect(self.field).to_have_value("")

    def message(self, text: str) -> Locator:
        return self.page.locator(".message").filter(has_text=text)

    def sees(self, text: str) -> None:
        """Once, and no twin."""
        expect(self.message(text)).to_have_count(1)

    def sees_state(self, text: str, state: str) -> None:
        """`stored`, `queued`, `sent` or `refused`."""
        expect(self.message(text)).to_have_attribute("data-state", state)

    def texts(self) -> list[str]:
        return self.page.locator(".message .bubble").all_inner_texts()

    def room_link(self, name: str) -> Locator:
        return self.page.locator(".room-list a").filter(has_text=name)

    def is_in(self, room: str) -> None:
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(room)

    def create_room(self, name: str, *, private: bool = False) -> None:
        self.page.get_by_role("button", name="Find or create a room").click()
        dialog = self.page.get_by_role("dialog", name="Rooms")
        dialog.get_by_label("Name").fill(name)
        if private:
            dialog.get_by_label(re.compile("private")).check()
        dialog.get_by_role("button", name="Create").click()
        self.is_in(name)

    def another_page(self) -> "Chatter":
        """A second tab of the same person in the same browser."""
        return Chatter(self.page.context.new_page(), self.origin, self.name)


def newcomer(context: BrowserContext, origin: str, name: str) -> Chatter:
    """A guest whose name nobody has yet, online in the Lobby.

    The first page, which has tests of its own, is filled in by plain HTTP: that is quicker.
    """
    chatter = Chatter(context.new_page(), origin, f"{name} {next(_numbers)}")
    cookies = join_as_guest(origin, chatter.name).cookies
    context.add_cookies(
        [{"name": key, "value": value, "url": origin} for key, value in cookies.items()]
    )
    chatter.open()
    chatter.is_online()
    return chatter

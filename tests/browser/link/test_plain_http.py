"""Plain http on an address that is not localhost: a first trial in a LAN. There the browser hides
`crypto.randomUUID`, `navigator.locks` and service workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.chatter import Chatter
from tests.browser.conftest import ENV
from tests.browser.link.lively import ELSEWHERE
from tests.servers.app import AppServer, copy_sqlite


@pytest.fixture(scope="module")
def origin(
    migrated_sqlite: Path, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Of a server that is known by a name of the LAN."""
    folder = tmp_path_factory.mktemp("lan")
    (folder / "static").symlink_to(static_files)
    hosts = {"ALLOWED_HOSTS": f"127.0.0.1,{ELSEWHERE}"}
    server = AppServer(folder, copy_sqlite(migrated_sqlite, folder), env={**ENV, **hosts})
    try:
        server.start()
        yield f"http://{ELSEWHERE}:{server.port}"
    finally:
        server.kill()


@pytest.fixture
def ann(context: BrowserContext, origin: str) -> Chatter:
    ann = Chatter(context.new_page(), origin, "Ann of the LAN")
    ann.join()
    ann.is_online()
    return ann


def test_without_a_secure_context_people_chat_and_what_is_unsent_survives_a_reload(
    ann: Chatter,
) -> None:
    hidden = "[isSecureContext, 'randomUUID' in crypto, 'locks' in navigator]"
    assert ann.page.evaluate(hidden) == [False, False, False], "this address is a secure context"
    tab = ann.another_page()
    tab.open()
    tab.is_online()
    ann.say("from the first tab")
    tab.sees("from the first tab")
    ann.page.context.set_offline(True)
    ann.say("one without a network")
    tab.say("another without a network")
    ann.page.context.set_offline(False)
    for chatter in (ann, tab):
        for text in ("one without a network", "another without a network"):
            chatter.sees_state(text, "stored")
            chatter.sees(text)
    assert sorted(ann.texts()) == sorted(tab.texts())
    assert len(ann.texts()) == 3

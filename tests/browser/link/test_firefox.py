"""A smoke run in Firefox: another engine's WebSocket, IndexedDB and modules."""

from pathlib import Path

import pytest

from tests.browser.link.faulty_site import FaultySite
from tests.browser.link.neighbour import neighbour
from tests.servers.firefox import running_firefox

ONLINE = "document.querySelector('#connection-word')?.textContent === 'Online'"
STATES = "[...document.querySelectorAll('.message')].map(item => item.dataset.state)"
TEXTS = "[...document.querySelectorAll('.message .bubble')].map(bubble => bubble.innerText.trim())"


@pytest.mark.full
def test_in_firefox_a_guest_posts_is_cut_off_writes_on_and_each_is_stored_once(
    faulty_site: FaultySite, tmp_path: Path
) -> None:
    bo = neighbour(faulty_site.server, "lobby")
    with running_firefox(tmp_path) as firefox:
        firefox.open(faulty_site.origin)
        firefox.type("input[name=name]", "Ann of the fox")
        firefox.until(ONLINE)
        firefox.type("#composer-text", "from another engine")
        firefox.until(f"{STATES}.join() === 'stored'")
        faulty_site.proxy.refuse()
        faulty_site.proxy.cut()
        firefox.until(f"!({ONLINE})")
        firefox.type("#composer-text", "while cut off")
        firefox.until(f"{TEXTS}.length === 2")
        bo.say("meanwhile")
        faulty_site.proxy.forward()
        firefox.until(f"{STATES}.join() === 'stored,stored,stored'", deadline_s=60)
        bo.hears(["from another engine", "meanwhile", "while cut off"])
        assert firefox.evaluate(TEXTS) == bo.bodies()

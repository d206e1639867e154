"""`serve`, but heartbeats of older clients are heard and not answered."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.chaos.endurance import entry

entry.setup()

from chat.protocol import foreign  # noqa: E402 - after Django's set-up
from chat.realtime.session import Session  # noqa: E402

receive_text = Session.receive_text


def without_answers(self: Session, text: str) -> None:
    if foreign.answer(text) is None:
        receive_text(self, text)


Session.receive_text = without_answers  # type: ignore[method-assign]
entry.without_protocol_pings()
entry.run()

"""`serve`, but without the protocol's own pings."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.chaos.endurance import entry

entry.setup()
entry.without_protocol_pings()
entry.run()

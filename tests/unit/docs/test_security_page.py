"""What the page on security says is shown by a test is shown by one that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_test_it_names_is_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "docs" / "security.md").read_text())
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []

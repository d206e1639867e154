"""The soak in its short form, in which only what leaks fast shows; `make soak` sees more."""

import logging
from pathlib import Path

import pytest

from tests.chaos.soak.run import soak
from tests.chaos.soak.table import table

logger = logging.getLogger(__name__)

LENGTH_S = 120.0
SEED = 1


@pytest.mark.full
@pytest.mark.timeout(240)
def test_nothing_a_site_holds_grows_with_time(tmp_path: Path) -> None:
    report = soak(tmp_path, LENGTH_S, SEED, tmp_path / "readings.jsonl")

    logger.info("\n%s", table(report))
    assert report.growing == []
    assert report.tracebacks == []

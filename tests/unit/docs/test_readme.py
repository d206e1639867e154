"""Every setting there is can be found, and none that is not."""

import re
from pathlib import Path

from tests.servers.app import OURS

ROOT = Path(__file__).parents[3]
# Read by scripts/run, and handed on.
OF_THE_START = {"HOST", "PORT"}


def settings() -> set[str]:
    source = (ROOT / "project" / "settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"(\w+)"', source)) | {"SECRET_KEY"} | OF_THE_START


def test_the_readme_has_them_all_and_no_others() -> None:
    section = (ROOT / "README.md").read_text().partition("## Settings")[2]
    names = [row.partition("|")[0] for row in re.findall(r"^\| (.*)", section, re.MULTILINE)]
    assert set(re.findall(r"`(\w+)`", " ".join(names))) == settings()


def test_no_test_inherits_one_from_the_shell() -> None:
    assert settings() <= set(OURS)

"""The mutants of tests/mutants/: what each takes out of the code, and the test that must notice."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MUTANTS = ROOT / "tests" / "mutants"


class MutantError(Exception):
    """A mutant that cannot be tried, and why."""


@dataclass(frozen=True)
class Mutant:
    """`find` stands exactly once in `file`; with `replace` in its place `test` must fail."""

    guards: str  # what is lost without the cure, in words
    name: str
    file: str
    find: str
    replace: str
    test: str  # path::name, as pytest has it; of JavaScript too

    @property
    def in_javascript(self) -> bool:
        return self.test.partition("::")[0].endswith(".js")

    def applied(self, original: str) -> str:
        """The file's text with the cure taken out. MutantError if it is not there exactly once."""
        if (count := original.count(self.find)) != 1:
            raise MutantError(
                f"The mutant {self.name!r} is out of date: its text stands {count} times in "
                f"{self.file}, not once. Write it anew in {MUTANTS.relative_to(ROOT)}."
            )
        return original.replace(self.find, self.replace)


def load() -> list[Mutant]:
    """All of them; those of the promises first."""
    groups = [tomllib.loads(path.read_text()) for path in MUTANTS.glob("*.toml")]
    groups.sort(key=lambda group: (not group["guards"].startswith("Promise"), group["guards"]))
    return [
        Mutant(guards=group["guards"], **fields) for group in groups for fields in group["mutant"]
    ]

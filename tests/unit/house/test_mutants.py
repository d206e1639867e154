"""The mutants are those of the code as it is now; `make mutants` tries them."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
MUTANTS = tomllib.loads((ROOT / "tests" / "mutants" / "mutants.toml").read_text())["mutant"]
IN_PYTHON = [mutant for mutant in MUTANTS if mutant["file"].endswith(".py")]
each = pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant["name"])


@each
def test_the_cure_that_a_mutant_takes_out_is_there_once(mutant: dict[str, Any]) -> None:
    assert (ROOT / mutant["file"]).read_text().count(mutant["find"]) == 1


@each
def test_a_mutant_is_another_text(mutant: dict[str, Any]) -> None:
    assert mutant["find"] != mutant["replace"]


@pytest.mark.parametrize("mutant", IN_PYTHON, ids=lambda mutant: mutant["name"])
def test_a_mutant_in_python_is_python_and_another_program(mutant: dict[str, Any]) -> None:
    original = (ROOT / mutant["file"]).read_text()
    mutated = original.replace(mutant["find"], mutant["replace"])

    assert ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(original))


@each
def test_the_test_that_must_notice_exists(mutant: dict[str, Any]) -> None:
    path, _, test = mutant["test"].partition("::")

    written = f"test('{test}'" if path.endswith(".js") else f"def {test.partition('[')[0]}("

    assert written in (ROOT / path).read_text()


def test_no_two_mutants_have_the_same_name() -> None:
    names = [mutant["name"] for mutant in MUTANTS]

    assert len(set(names)) == len(names)

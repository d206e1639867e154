"""The mutants are those of the code as it is now; `make mutants` tries them."""

import ast
from collections import Counter
from functools import cache

from scripts.mutants import table
from scripts.mutants.mutant import ROOT, load
from scripts.mutants.table import PAGE

MUTANTS = load()


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text()


def test_each_cure_that_a_mutant_takes_out_is_there_once() -> None:
    found = {mutant.name: text(mutant.file).count(mutant.find) for mutant in MUTANTS}

    assert {name: count for name, count in found.items() if count != 1} == {}


def test_each_mutant_is_another_text() -> None:
    assert [mutant.name for mutant in MUTANTS if mutant.find == mutant.replace] == []


def test_each_mutant_in_python_is_python_and_another_program() -> None:
    for mutant in MUTANTS:
        if mutant.file.endswith(".py"):
            original = text(mutant.file)
            mutated = ast.parse(mutant.applied(original), mutant.name)
            assert ast.dump(mutated) != ast.dump(ast.parse(original)), mutant.name


def test_each_test_that_must_notice_exists() -> None:
    for mutant in MUTANTS:
        path, _, test = mutant.test.partition("::")
        written = f"test('{test}'" if mutant.in_javascript else f"def {test.partition('[')[0]}("
        assert written in text(path), mutant.name


def test_no_two_mutants_have_the_same_name() -> None:
    names = Counter(mutant.name for mutant in MUTANTS)

    assert [name for name, count in names.items() if count > 1] == []


def test_the_table_in_the_docs_is_of_these_mutants_and_each_died_every_time() -> None:
    """`make mutants ARGS='"a name"'` tries one, and notes it there."""
    results = table.read(PAGE.read_text())
    found = {one.name: results.get((one.name, one.test), "not tried") for one in MUTANTS}

    assert {name: times for name, times in found.items() if times != "10 of 10"} == {}
    assert table.page(MUTANTS, results) == PAGE.read_text()

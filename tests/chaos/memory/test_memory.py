"""Whoever floods, reads nothing, or asks for more than it reads, costs a process at most 2 MiB."""

import logging
from pathlib import Path

import pytest

from tests.chaos.memory.attackers import ATTACKS
from tests.chaos.memory.measure import MIB, Growth, compare, rush
from tests.chaos.memory.servers import bare_daphne, serving

logger = logging.getLogger(__name__)

ATTACK_S = 60.0
# Bare Daphne holds 10 MiB more each second. Ours loads what it needs meanwhile.
QUICK_S = 2.0
QUICK_AT_MOST = 6 * MIB
AT_MOST = 2 * MIB
# On a busy machine the calm process moves by so much itself.
MEANWHILE = 4 * MIB
# What bare Daphne comes to with each of them; less, and the attack is none.
BARE_AT_LEAST = 8 * MIB


async def test_all_three_at_once_grow_it_little_from_the_first_seconds(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    with serving(migrated_sqlite)(tmp_path) as target:
        grown = await rush(target, QUICK_S)
    logger.info("serve, all three for %.0f s: %.1f MiB", QUICK_S, grown / MIB)
    assert grown <= QUICK_AT_MOST


@pytest.mark.full
@pytest.mark.timeout(240)
async def test_an_attack_of_a_minute_costs_two_mebibytes(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    growths = await compare(serving(migrated_sqlite), tmp_path, [*ATTACKS], ATTACK_S)
    _tell("serve", growths)
    assert all(growth.at_the_end <= AT_MOST for growth in growths), growths
    assert all(growth.most <= MEANWHILE for growth in growths), growths


@pytest.mark.full
@pytest.mark.timeout(240)
async def test_the_same_on_bare_daphne_costs_what_it_may(tmp_path: Path) -> None:
    growths = await compare(bare_daphne, tmp_path, [*ATTACKS], ATTACK_S)
    _tell("bare Daphne", growths)
    assert all(growth.most > BARE_AT_LEAST for growth in growths), growths


def _tell(server: str, growths: list[Growth]) -> None:
    for growth in growths:
        logger.info("%s, a client that %s", server, growth)

"""Every fault on every host: no wrong object is ever changed, nothing is left half done or behind."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.scenario.columns import FAST, IN_EACH_DAW
from tests.scenario.faults import FAULTS, NEEDS
from tests.scenario.intact import intact
from tests.scenario.mixed import mixture
from tests.scenario.stagehand import Host, Stagehand
from tests.scenario.table import Table

MANY_SEEDS, MANY_ROUNDS = 6, 20


async def suffer(hand: Stagehand, host: str, left: list[str], table: Table) -> Exception | None:
    """One fault after the other, until one does harm: what came after it would be its consequence. ``left``
    keeps those that were not tried."""
    while left:
        name = left.pop(0)
        lack = NEEDS.get(name, "")
        if lack in hand.set.lacks:
            table.lacking(host, name, hand.set.lacks[lack])
            continue
        try:
            await FAULTS[name](hand)
            await intact(hand, await hand.truth())
        except (Exception, pytest.fail.Exception) as problem:  # the latter comes from `pytest.raises`
            table.failed(host, name)
            failed = AssertionError(f"{name}: {problem!r}")
            failed.__cause__ = problem
            return failed
        table.ok(host, name)
    return None


@pytest.mark.timeout(600)
@pytest.mark.parametrize("host", IN_EACH_DAW)
def test_no_fault_changes_a_wrong_object(host: Host, tmp_path: Path, fault_table: Table) -> None:
    problems: list[Exception] = []

    async def one_life(folder: Path) -> None:
        folder.mkdir()
        async with host.open(folder) as hand:
            problem = await suffer(hand, host.name, left, fault_table)
            if problem is not None:
                problems.append(problem)

    fault_table.host(host.name)
    left = list(FAULTS)
    for life in itertools.count():
        host.run(one_life(tmp_path / str(life)))
        if not left:
            break
    if problems:
        raise ExceptionGroup(f"{host.name}: {len(problems)} faults did harm", problems)


@pytest.mark.hunt
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("seed", range(100, 100 + MANY_SEEDS))
@pytest.mark.parametrize("host", FAST)
def test_long_mixtures_change_no_wrong_object(host: Host, seed: int, tmp_path: Path) -> None:
    async def whole() -> None:
        async with host.open(tmp_path) as hand:
            await mixture(hand, seed, MANY_ROUNDS)

    host.run(whole())

"""The scenario on every host: what a step finds there goes into the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.columns import COLUMNS
from tests.scenario.scenario import STEPS
from tests.scenario.stagehand import Host, Stagehand
from tests.scenario.table import Table


async def play(hand: Stagehand, host: str, table: Table) -> list[Exception]:
    """All steps, whatever becomes of those before; what went wrong."""
    problems: list[Exception] = []
    for name, step in STEPS.items():
        if name in hand.set.lacks:
            table.lacking(host, name, hand.set.lacks[name])
            continue
        try:
            await step(hand)
        except (Exception, pytest.fail.Exception) as problem:  # the latter comes from `pytest.raises`
            failed = AssertionError(f"{name}: {problem!r}")
            failed.__cause__ = problem
            problems.append(failed)
            table.failed(host, name)
        else:
            table.ok(host, name)
    return problems


@pytest.mark.parametrize("host", COLUMNS)
def test_one_scenario(host: Host, tmp_path: Path, table: Table) -> None:
    async def whole() -> None:
        table.host(host.name)
        async with host.open(tmp_path) as hand:
            assert hand.peer.hello.can("launch") == ("launch" not in hand.set.lacks)
            problems = await play(hand, host.name, table)
        if problems:
            raise ExceptionGroup(f"{host.name}: {len(problems)} steps failed", problems)

    host.run(whole())

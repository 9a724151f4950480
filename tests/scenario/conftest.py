"""Gathers what each host did with each step, and prints it at the end."""

from __future__ import annotations

import pytest
from _pytest.terminal import TerminalReporter

from tests.scenario.scenario import STEPS
from tests.scenario.table import Table

KEPT = pytest.StashKey[Table]()


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash.setdefault(KEPT, Table(list(STEPS)))


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    lines = config.stash[KEPT].lines() if KEPT in config.stash else []
    if lines:
        terminalreporter.section("one scenario, every host")
        for line in lines:
            terminalreporter.write_line(line)

"""Gathers what each host did, and prints it at the end: a table for each of the three questions."""

from __future__ import annotations

import pytest
from _pytest.terminal import TerminalReporter

from tests.scenario.faults import FAULTS
from tests.scenario.scenario import STEPS
from tests.scenario.survival import Survived
from tests.scenario.survival_table import survival_lines
from tests.scenario.table import Table

KEPT = pytest.StashKey[Table]()
SUFFERED = pytest.StashKey[Table]()
SURVIVED = pytest.StashKey[dict[str, Survived]]()


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash.setdefault(KEPT, Table(list(STEPS)))


@pytest.fixture(scope="session")
def fault_table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash.setdefault(SUFFERED, Table(list(FAULTS)))


@pytest.fixture(scope="session")
def survived(pytestconfig: pytest.Config) -> dict[str, Survived]:
    """By host."""
    return pytestconfig.stash.setdefault(SURVIVED, {})


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    sections = {
        "one scenario, every host": config.stash[KEPT].lines() if KEPT in config.stash else [],
        "faults, every host": config.stash[SUFFERED].lines() if SUFFERED in config.stash else [],
        "notes that survived": survival_lines(config.stash[SURVIVED]) if SURVIVED in config.stash else [],
    }
    for title, lines in sections.items():
        if lines:
            terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)

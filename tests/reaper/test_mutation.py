"""No wrong call to REAPER's API goes unnoticed (some minutes; `python -m tests.reaper.mutation`)."""

from __future__ import annotations

import pytest

from tests.hosts.reaper.process import VERSIONS, lua_of
from tests.reaper.mutation import main


@pytest.mark.soak
@pytest.mark.script
@pytest.mark.timeout(600)
def test_no_mutant_survives() -> None:
    for version in VERSIONS:
        lua_of(version)
    assert main() == 0

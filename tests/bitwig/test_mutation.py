"""The tests notice most small faults of the script."""

from __future__ import annotations

import pytest

from tests.bitwig.mutation import survivors

MUTANTS = 60
KILLED_AT_LEAST = 0.5


@pytest.mark.soak
@pytest.mark.script
@pytest.mark.timeout(300)
def test_small_faults_in_the_script_are_noticed() -> None:
    tried, alive = survivors(MUTANTS)
    print("\n".join(mutant.text() for mutant in alive))
    assert len(alive) <= (1 - KILLED_AT_LEAST) * tried

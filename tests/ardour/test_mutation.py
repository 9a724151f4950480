"""No wrong call to Ardour's API goes unnoticed: here a ninth of the mutants, each in a real Ardour; all of
them by `python -m tests.ardour.mutation`, which takes some minutes."""

from __future__ import annotations

import pytest

from bridge.settings.resources import bundled
from tests.ardour.mutation import OWN, calls, foreign_calls, main
from tests.interpreters import need


def test_every_call_is_mutated_or_is_luas_or_our_own() -> None:
    scripts = bundled("daw_scripts")
    assert foreign_calls(scripts) - {found[found.lastgroup or ""] for *_, found in calls(scripts)} <= OWN


@pytest.mark.soak
@pytest.mark.daw
@pytest.mark.timeout(1800)
def test_no_mutant_survives() -> None:
    need("ardour7-lua")
    assert main(every=9) == 0

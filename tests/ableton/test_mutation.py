"""The tests notice every use of Live's API that is spoilt."""

from __future__ import annotations

import pytest

from tests.ableton.mutation import check, mutants


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_no_mutant_survives() -> None:
    _, survivors = check()
    assert survivors == []


def test_mutants_are_found_in_every_file_that_speaks_to_live() -> None:
    files = {mutant.file for mutant in mutants()}
    assert {"notes.py", "rows.py", "scanning.py", "changes_clips.py", "changes_tracks.py"} <= files
    assert {"launch.py", "meters.py", "triggers.py", "surface.py", "live.py", "identity.py"} <= files

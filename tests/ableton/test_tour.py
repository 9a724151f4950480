"""The whole script in every supported Live; and the gate: nothing of Live's API that it names is untried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ableton.live_host import VERSIONS
from tests.ableton.mentions import lacking, missing, probed
from tests.ableton.tour import tour
from tests.virtual_loop import run

pytestmark = pytest.mark.script


@pytest.mark.parametrize("version", VERSIONS)
def test_everything_works_and_nothing_it_names_is_untried(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        facts = await tour(tmp_path, version)
        assert missing(version, facts["used"]) == []

    run(story())


def test_live_12_0_may_still_run_python_3_7(tmp_path: Path) -> None:
    async def story() -> None:
        facts = await tour(tmp_path, "12.0.5", python="python3.7")
        assert facts["python"] == [3, 7]

    run(story())


TRIED_ELSEWHERE = {"name"}
"""The set's name: other objects always have one, and the tour tries both."""


def test_what_is_probed_is_tried_with_and_without_it() -> None:
    for name in probed() - TRIED_ELSEWHERE:
        there = [name not in lacking(version) for version in VERSIONS]
        assert True in there and False in there, name

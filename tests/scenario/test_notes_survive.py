"""Notes survive exactly, on every host: what is written is in the DAW and comes back; what a DAW cannot keep
is refused, or said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.scenario.columns import COLUMNS, FAST, IN_EACH_DAW
from tests.scenario.opened import opened
from tests.scenario.random_clips import LONGEST, MOST_NOTES, RICH, RandomClip, random_clips
from tests.scenario.stagehand import Host
from tests.scenario.survival import Survived, hand_over

FEW_CLIPS, FEW_NOTES, MANY_CLIPS = 6, 48, 60


def searched(host: Host, folder: Path, row: Survived, clips: int, most_notes: int) -> None:
    """Random clips on one open host. Searched at random, there are as many as the profile says."""
    steady = settings.default.derandomize
    with opened(host, folder) as (hand, play):

        @settings(
            settings.default,
            max_examples=clips if steady else settings.default.max_examples,
            suppress_health_check=list(HealthCheck),
        )
        @given(random_clips(most_notes))
        @example(RICH)
        def survive(clip: RandomClip) -> None:
            play(hand_over(hand, clip, row))

        survive()


@pytest.mark.parametrize("host", COLUMNS)
def test_random_clips_survive(host: Host, tmp_path: Path, survived: dict[str, Survived]) -> None:
    row = survived.setdefault(host.name, Survived())
    searched(host, tmp_path, row, FEW_CLIPS, FEW_NOTES)
    assert row.clips >= FEW_CLIPS // 2
    assert bool(row.refused) == (host.name != "studio")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("host", IN_EACH_DAW)
def test_a_clip_of_five_thousand_notes_survives(
    host: Host, tmp_path: Path, survived: dict[str, Survived]
) -> None:
    row = survived.setdefault(host.name, Survived())
    with opened(host, tmp_path) as (hand, play):
        taken = hand.set.rules.fitted(LONGEST.notes, LONGEST.length_beats)
        play(hand_over(hand, RandomClip(tuple(taken), LONGEST.length_beats), row))
    assert row.longest == len(taken) > 0.9 * MOST_NOTES


@pytest.mark.hunt
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("host", FAST)
def test_many_long_clips_survive(host: Host, tmp_path: Path, survived: dict[str, Survived]) -> None:
    searched(host, tmp_path, survived.setdefault(host.name, Survived()), MANY_CLIPS, MOST_NOTES)

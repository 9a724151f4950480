"""Live never hitches: what a tick may take is bounded, however large the set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ableton.live_host import NEWEST, OLDEST
from tests.ableton.stage import TICK_S, Stage
from tests.ableton.writing import change, create
from tests.virtual_loop import run

pytestmark = pytest.mark.script

TOUCH_COST_S = 5e-6
"""What a touch of Live's API is taken to cost: several times what it does on an ordinary machine."""
BUDGET_TOUCHES = 800
"""As many touches fit the 4 ms of a tick."""


async def measure(
    folder: Path, version: str, tracks: int, scenes: int, notes_per_clip: int
) -> tuple[int, float]:
    """The most touches in a tick, and how long it took to describe the set, in seconds."""
    async with Stage(folder, version, small_set=False, boot=False) as stage:
        stage.live.musician.big_set(tracks, scenes, notes_per_clip)
        stage.live.ask("world", "touch_cost_s", TOUCH_COST_S)
        stage.live.ask("boot")
        waited_s = 0.0
        while waited_s < 60.0 and (not stage.link.peers or not stage.peer.mirror.synced):
            await stage.pass_s(TICK_S * 10)
            waited_s += TICK_S * 10
        session = stage.peer.session
        assert len(session.clips) == tracks * scenes
        assert sum(clip.note_count for clip in session.clips.values()) == tracks * scenes * notes_per_clip
        for clip in list(session.clips.values())[:50]:
            await stage.peer.read_notes(clip.id)
        stage.live.musician.delete_clip(0, 0)
        await stage.pass_s(0.1)
        await change(stage, create(stage.track("Track 0").id, stage.scene(0)))
        stage.live.musician.insert_scene(0, "Intro")
        await stage.pass_s(1.0)
        return stage.live.most_touches, waited_s


@pytest.mark.parametrize("version", (OLDEST, NEWEST))
def test_a_set_is_read_in_small_bites(tmp_path: Path, version: str) -> None:
    most, took_s = run(measure(tmp_path, version, 40, 20, 4))
    print(f"Live {version}: 800 clips described in {took_s:.1f} s, at most {most} touches in a tick")
    assert most <= 1.5 * BUDGET_TOUCHES


@pytest.mark.soak
def test_a_very_large_set_is_read_in_small_bites(tmp_path: Path) -> None:
    most, took_s = run(measure(tmp_path, NEWEST, 200, 50, 2))
    print(f"10,000 clips described in {took_s:.1f} s, at most {most} touches in a tick")
    assert most <= 2.5 * BUDGET_TOUCHES

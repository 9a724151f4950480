"""Given a controller and clip names, the musician turns what to ask for; the set keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ableton.live_host import NEWEST, OLDEST
from tests.ableton.stage import Stage
from tests.virtual_loop import run

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", [OLDEST, NEWEST])]

MAP = {
    "channel": 1,
    "notes": {
        "36": "suggest",
        "37": "suggest bass density=0.2",
        "38": "knob kind",
        "39": "knob bars=8",
        "40": "next",
    },
    "controls": {"20": "knob density", "21": "knob adventure", "22": "knob loudness"},
}
ASK, BASS, KIND, EIGHT_BARS, NEXT = ((0x90, note, 100) for note in range(36, 41))


def test_knobs_are_carried_by_what_is_asked_and_live_in_the_set(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version, files={"triggers.json": MAP}) as stage:
            musician, heard = stage.live.musician, stage.daemon.triggers
            before = stage.live.look(), musician.history()
            musician.midi(*ASK)
            for value in (0, 64, 127):
                musician.midi(0xB0, 20, value)
                musician.midi(*ASK)
            musician.midi(0xB0, 21, 40)
            musician.midi(*EIGHT_BARS)
            musician.midi(*BASS)
            for _ in range(2):
                musician.midi(*KIND)
            musician.midi(*ASK)
            musician.midi(*NEXT)
            await stage.pass_s(0.1)
            assert heard == [
                ("suggest", ""),
                ("suggest", "density=0.0"),
                ("suggest", "density=0.5"),
                ("suggest", "density=1.0"),
                ("suggest", "bass density=0.2 adventure=0.3 bars=8"),
                ("suggest", "melody density=1.0 adventure=0.3 bars=8"),
                ("next", ""),
            ]
            assert (
                stage.live.facts()["shown"][-1] == "Sideman: kind melody, density 1.0, adventure 0.3, bars 8"
            )
            assert (stage.live.look(), musician.history()) == before
            stage.live.ask("reopen")
            await stage.settle()
            musician.midi(*ASK)
            await stage.pass_s(0.1)
            assert heard[-1] == ("suggest", "melody density=1.0 adventure=0.3 bars=8"), "saved with the set"

    run(story())


def test_a_clip_name_turns_knobs(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            musician, heard = stage.live.musician, stage.daemon.triggers
            musician.rename_clip(0, 0, "? knob density=0.8 bars=2")
            await stage.pass_s(0.1)
            assert heard == [] and stage.live.facts()["shown"] == ["Sideman: density 0.8, bars 2"]
            musician.rename_clip(0, 0, "? drums")
            await stage.pass_s(1.0)
            assert heard == [("suggest", "drums density=0.8 bars=2")]

    run(story())


@pytest.mark.parametrize("words", ["loudness", "density=2", "density=much", "bars=0", "bars=1.5", "kind=1"])
def test_a_knob_that_is_none_is_told_and_turns_nothing(tmp_path: Path, version: str, words: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version, files={"triggers.json": MAP}) as stage:
            musician = stage.live.musician
            musician.rename_clip(0, 0, f"? knob {words}")
            musician.midi(0xB0, 22, 100)
            await stage.pass_s(0.1)
            assert "There is no knob for" in stage.live.facts()["shown"][-1]
            musician.midi(*ASK)
            await stage.pass_s(0.1)
            assert stage.daemon.triggers == [("suggest", "")]

    run(story())


@pytest.mark.parametrize("saved", ["{", "[]", '{"density": 7, "kind": 3, "bars": "4"}'])
def test_what_another_script_has_written_there_counts_for_nothing(
    tmp_path: Path, version: str, saved: str
) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version, files={"triggers.json": MAP}) as stage:
            stage.live.musician.save("sideman.knobs", saved)
            stage.live.musician.midi(*ASK)
            await stage.pass_s(0.1)
            assert stage.daemon.triggers == [("suggest", "bars=4" if "bars" in saved else "")]

    run(story())

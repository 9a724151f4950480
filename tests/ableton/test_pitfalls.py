"""What bites in Live, and what the script does about it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bridge.model.errors import Mismatch, SidemanError
from bridge.model.levels import FADERS
from bridge.model.notes import Note, Notes, differences
from bridge.model.session import Place
from tests.ableton.live_host import NEWEST, OLDEST, PYTHON_OF, VERSIONS
from tests.ableton.stage import Stage
from tests.ableton.writing import change, create
from tests.virtual_loop import run

pytestmark = pytest.mark.script
both = pytest.mark.parametrize("version", (OLDEST, NEWEST))
every = pytest.mark.parametrize("version", VERSIONS)


def apart(count: int, seed: int = 5) -> Notes:
    """Notes off every grid, none of which overlaps another of its pitch; every field is used."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        start = number * 0.037 + dice.random() / 1000 - 2.0
        velocity, probability = dice.randint(2, 254) / 2, dice.randint(1, 64) / 64
        pitch, deviation, release = number % 128, float(dice.randint(-20, 20)), float(dice.randint(0, 127))
        muted = number % 7 == 0
        length = 0.9 * dice.random() + 0.01
        found.append(Note(start, pitch, length, velocity, 0, muted, release, probability, deviation))
    return Notes(found)


@every
def test_five_thousand_notes_come_back_exactly(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            notes = apart(5000)
            suggestion = stage.propose(notes, length_beats=256.0)
            await stage.desk.accept(suggestion.id)
            assert differences(notes, await stage.notes(suggestion.title), 1e-6) == []
            await stage.desk.undo(suggestion.id)
            assert stage.live.facts()["python"] == [int(part) for part in PYTHON_OF[version][6:].split(".")]

    run(story())


@both
def test_notes_at_the_edges_are_neither_missed_nor_lost(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            edges = Notes([Note(-1.5, 0, 0.5, 1.0), Note(0.0, 127, 1e-3, 127.0), Note(400.0, 64, 2.0)])
            await change(stage, create(stage.track("Keys").id, stage.scene(0), notes=edges))
            assert await stage.notes("Idea") == edges

    run(story())


@both
def test_overlaps_that_live_would_trim_are_refused_and_taken_back(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            before = stage.live.look()
            overlapping = Notes([Note(0.0, 60, 2.0), Note(1.0, 60, 2.0)])
            suggestion = stage.propose(overlapping)
            with pytest.raises(Mismatch, match="overlap"):
                await stage.desk.accept(suggestion.id)
            assert stage.live.look() == before

    run(story())


@both
def test_names_hold_anything(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            odd = 'Bass “🎹” ä\\"{}[]\n\t漢 '
            stage.live.musician.rename_clip(0, 0, odd)
            stage.live.musician.change_track(0, "name", odd)
            await stage.pass_s(0.1)
            assert stage.clip(odd) and stage.track(odd)
            await change(stage, create(stage.track("Keys").id, stage.scene(0), name=odd + "2"))
            assert stage.live.look()["tracks"][1]["slots"][0]["name"] == odd + "2"
            stage.live.musician.rename_clip(0, 0, "half \ud83c pair and \x00 nul")
            await stage.pass_s(0.1)
            assert stage.clip("half \ufffd pair and  nul")

    run(story())


@every
def test_the_fader_law_is_lives(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            law = FADERS["ableton"]
            for value in (1.0, 0.85, 0.6, 0.4, 0.3, 0.2, 0.15, 0.1, 0.03):
                stage.live.musician.fader(1, value)
                await stage.pass_s(0.05)
                assert abs(stage.track("Keys").mixer.volume_db - law.to_db(value)) < 1e-6
            now = stage.track("Keys").mixer.volume_db
            for wanted in (6.0, -3.3, -17.99, -24.5, -42.0, -60.0):
                await change(stage, ("/change/mixer", stage.track("Keys").id, "volume_db", now, wanted))
                now = stage.track("Keys").mixer.volume_db
                assert abs(now - wanted) < 0.05

    run(story())


@both
def test_a_change_takes_nothing_of_the_musicians_with_it_when_it_is_undone(
    tmp_path: Path, version: str
) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            musician, keys = stage.live.musician, stage.track("Keys").id
            musician.draw(0, 0, [15.5, 72, 0.5])
            mine = stage.live.look()
            await change(stage, create(keys, stage.scene(0)), create(keys, stage.scene(1), name="Two"))
            musician.draw(0, 1, [15.5, 72, 0.5])
            assert len(musician.history()) == 3
            musician.undo()
            musician.undo()
            assert stage.live.look() == mine
            await stage.pass_s(0.1)
            assert stage.clips() == ["Beat A", "Beat B"]

    run(story())


@both
def test_a_duplicated_track_is_not_taken_for_the_first(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            first = stage.track("Keys").id
            stage.live.musician.duplicate_track(1)
            await stage.pass_s(0.1)
            keys = [track for track in stage.peer.session.tracks_in_order() if track.name == "Keys"]
            assert len(keys) == 2 and keys[0].id == first != keys[1].id

    run(story())


@both
def test_colours_are_told_as_live_has_made_them(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            [made] = await change(stage, create(stage.track("Keys").id, stage.scene(0)))
            shown = stage.live.look()["tracks"][1]["slots"][0]["color"]
            assert stage.peer.session.clip(made.object_id).color == shown != 0x3366FF

    run(story())


@both
def test_a_clip_for_the_timeline_needs_a_way_there(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            for scene in (0, 1):
                stage.live.musician.record(1, scene, 4.0, "Full", [])
            await stage.pass_s(0.1)
            keys = stage.track("Keys").id
            if version == OLDEST:
                with pytest.raises(SidemanError) as refused:
                    await change(stage, create(keys, start_beats=4.0))
                assert refused.value.code == "unsupported" and "scene" in refused.value.hint
                stage.live.musician.insert_scene(-1, "Empty")
                await stage.pass_s(0.1)
            await change(stage, create(keys, start_beats=4.0))
            assert [clip["start"] for clip in stage.live.look()["tracks"][1]["timeline"]] == [4.0]
            assert stage.clips() == ["Beat A", "Beat B", "Full", "Full", "Idea"]

    run(story())


@both
def test_what_cannot_be_is_refused_before_anything_is_touched(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            before, history = stage.live.look(), stage.live.musician.history()
            keys, scene, beat = stage.track("Keys").id, stage.scene(0), stage.clip("Beat A")
            refusals = {
                "place_taken": [create(beat.track_id, scene)],
                "not_found": [create("nobody", scene)],
                "stale": [("/change/clip/delete", beat.id, beat.revision + 1)],
                "unsupported": [create(stage.track("Voice").id, scene)],
                "bad_input": [("/change/mixer", keys, "volume_db", 0.0, 20.0)],
            }
            for code, changes in refusals.items():
                with pytest.raises(SidemanError) as refused:
                    await change(stage, ("/change/mixer", keys, "pan", 0.0, 0.5), *changes)
                assert refused.value.code == code
            with pytest.raises(SidemanError, match="already lies"):
                await change(stage, create(keys, scene), create(keys, scene))
            assert stage.live.look() == before and stage.live.musician.history() == history
            stage.live.musician.change_track(0, "name", "Kit")
            with pytest.raises(SidemanError) as refused:
                await change(stage, ("/change/track/delete", beat.track_id, 99))
            assert refused.value.code == "stale"

    run(story())


@both
def test_a_suggestion_for_the_timeline_goes_all_the_way(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            before = stage.live.look()
            suggestion = stage.propose(place=Place(start_beats=32.0))
            await stage.desk.accept(suggestion.id)
            assert [c["name"] for c in stage.live.look()["tracks"][1]["timeline"]] == [suggestion.title]
            await stage.desk.undo(suggestion.id)
            assert stage.live.look() == before

    run(story())

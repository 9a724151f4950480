"""Given a set with an empty slot, when the musician accepts and takes back, then the set obeys."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from bridge.daws.studio.arrangement import Arrangement
from bridge.daws.studio.faults import Fault
from bridge.model.errors import (
    IllegalMove,
    Mismatch,
    NotFound,
    NothingToUndo,
    PlaceTaken,
    StaleTarget,
)
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Place
from bridge.model.suggestion import Status
from bridge.review.scratch import PREFIX
from tests.house import CHORDS, House
from tests.virtual_loop import run


def test_accept_puts_the_clip_in_and_undo_takes_it_out(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            before = house.content()
            suggestion = house.propose()
            assert house.content() == before, "a proposal changes nothing in the set"

            committed = await house.desk.accept(suggestion.id)
            assert committed.status is Status.COMMITTED
            new = [clip for clip in house.set.clips.values() if clip.name == suggestion.title]
            assert len(new) == 1 and new[0].notes == CHORDS
            assert await house.mirror_with_notes() == house.content()

            undone = await house.desk.undo(set_id="set-night-bus")
            assert undone.status is Status.UNDONE
            assert house.content() == before
            assert house.events() == [
                "proposed",
                "accepted",
                "commit_started",
                "committed",
                "undo_started",
                "undone",
            ]

    run(story())


def test_an_undone_suggestion_can_be_accepted_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            await house.desk.accept(suggestion.id)
            full = house.content()
            await house.desk.undo(suggestion.id)
            again = await house.desk.accept(suggestion.id)
            assert again.status is Status.COMMITTED
            assert house.content() == full

    run(story())


def test_accepting_twice_at_once_puts_one_clip_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            first, second = await asyncio.gather(
                house.desk.accept(suggestion.id), house.desk.accept(suggestion.id)
            )
            assert first == second
            assert sum(clip.name == suggestion.title for clip in house.set.clips.values()) == 1

    run(story())


def test_a_place_that_the_musician_filled_meanwhile_is_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            track_id, place = house.empty_slot()
            house.set.add_clip(track_id, place, 4.0, name="Mine", notes=Notes([Note(0, 60, 1)]))
            await asyncio.sleep(0.1)
            mine = house.content()
            with pytest.raises(StaleTarget):
                await house.desk.accept(suggestion.id)
            assert house.content() == mine
            failed = house.desk.get(suggestion.id)
            assert failed.status is Status.FAILED and "changed" in failed.status_reason
            assert house.events()[-1] == "commit_refused"

    run(story())


def test_a_clip_that_appears_in_the_very_last_moment_is_not_written_over(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            track_id, place = house.empty_slot()
            # the daemon has not heard of it: no tick has passed
            house.set.add_clip(track_id, place, 4.0, name="Mine", notes=Notes([Note(0, 60, 1)]))
            with pytest.raises((StaleTarget, PlaceTaken)):
                await house.desk.accept(suggestion.id)
            assert [c.name for c in house.set.clips_on(track_id)] == ["Mine"]

    run(story())


def test_undo_leaves_a_clip_alone_that_the_musician_has_edited(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            await house.desk.accept(suggestion.id)
            clip = next(c for c in house.set.clips.values() if c.name == suggestion.title)
            assert clip.notes is not None
            house.set.edit_notes(clip.id, Notes([*clip.notes, Note(15.5, 72, 0.5)]))
            mine = house.content()
            with pytest.raises(StaleTarget, match="You have changed"):
                await house.desk.undo(suggestion.id)
            assert house.content() == mine
            assert house.desk.get(suggestion.id).status is Status.COMMITTED

    run(story())


def test_undo_finds_a_clip_that_was_only_renamed(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            before = house.content()
            suggestion = house.propose()
            await house.desk.accept(suggestion.id)
            clip = next(c for c in house.set.clips.values() if c.name == suggestion.title)
            house.set.rename_clip(clip.id, "Verse chords")
            await asyncio.sleep(0.1)
            await house.desk.undo(suggestion.id)
            assert house.content() == before

    run(story())


def test_undo_of_a_clip_that_the_musician_deleted_says_so(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            await house.desk.accept(suggestion.id)
            clip = next(c for c in house.set.clips.values() if c.name == suggestion.title)
            house.set.delete_clip(clip.id)
            await asyncio.sleep(0.1)
            with pytest.raises(NothingToUndo):
                await house.desk.undo(suggestion.id)

    run(story())


def test_a_daw_that_loses_notes_is_found_out_and_the_clip_taken_out_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            before = house.content()
            suggestion = house.propose()
            house.faults.arm(Fault.HALF_NOTES)
            with pytest.raises(Mismatch, match="did not keep"):
                await house.desk.accept(suggestion.id)
            assert house.content() == before
            assert house.desk.get(suggestion.id).status is Status.FAILED
            again = await house.desk.accept(suggestion.id)
            assert again.status is Status.COMMITTED

    run(story())


def test_rejected_and_unknown_suggestions_cannot_be_accepted(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            await house.desk.reject(suggestion.id, "too sweet")
            with pytest.raises(IllegalMove):
                await house.desk.accept(suggestion.id)
            with pytest.raises(NotFound):
                await house.desk.accept("nonsense")
            assert house.desk.get(suggestion.id).status_reason == "too sweet"
            assert house.desk.open_suggestions() == []

    run(story())


def test_a_scratch_clip_sounds_in_the_daw_and_never_stays(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            before = house.content()
            suggestion = house.propose()
            _, heard = await house.desk.audition(suggestion.id, "scratch")
            assert house.set.clip(heard.clip_id).name == PREFIX + suggestion.title
            await house.desk.accept(suggestion.id)
            assert not [c for c in house.set.clips.values() if c.name.startswith(PREFIX)]
            await house.desk.undo(suggestion.id)
            assert house.content() == before

            await house.desk.audition(house.propose(title="Another").id, "scratch")
            await house.desk.stop_audition("set-night-bus")
            assert house.content() == before

    run(story())


def test_a_scratch_clip_that_the_musician_plays_into_is_theirs(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            _, heard = await house.desk.audition(suggestion.id, "scratch")
            house.set.edit_notes(heard.clip_id, Notes([*CHORDS, Note(1.5, 84, 0.5)]))
            await asyncio.sleep(0.1)
            await house.desk.reject(suggestion.id)
            assert heard.clip_id in house.set.clips

    run(story())


def test_without_a_midi_port_an_audition_still_gives_the_file_and_says_why(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            playing, heard = await house.desk.audition(suggestion.id)
            assert playing.status is Status.AUDITIONING
            assert Path(heard.file).exists() and "no MIDI port" in heard.note
            other = house.propose(title="Another")
            await house.desk.audition(other.id)
            assert house.desk.get(suggestion.id).status is Status.PROPOSED, "one sounds at a time"

    run(story())


def test_a_daw_that_writes_names_in_its_own_way_is_swept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ardour turns / and : in a region's name into _."""
    plain = Arrangement.add_clip

    def renaming(
        self: Arrangement, track_id: str, place: Place, length: float, name: str, notes: Notes, **more: Any
    ) -> Clip:
        return plain(self, track_id, place, length, re.sub(r"[/:]", "_", name), notes, **more)

    monkeypatch.setattr(Arrangement, "add_clip", renaming)

    async def story() -> None:
        async with House(tmp_path) as house:
            before = house.content()
            suggestion = house.propose(title="ii–V7/V–V in C major")
            _, heard = await house.desk.audition(suggestion.id, "scratch")
            assert ":" not in house.set.clip(heard.clip_id).name
            await house.desk.stop_audition("set-night-bus")
            assert house.content() == before
            await house.desk.accept(suggestion.id)
            await house.desk.undo(suggestion.id)
            assert house.content() == before

    run(story())

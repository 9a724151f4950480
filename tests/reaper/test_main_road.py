"""The main road over the real wire: read, propose, accept, read back, undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.model.errors import StaleTarget
from bridge.model.notes import Note, Notes, differences
from bridge.model.session import TrackKind
from bridge.model.suggestion import Status
from tests.hosts.reaper.process import VERSIONS
from tests.reaper.room import Room, play

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", VERSIONS)]

WALK = Notes(
    Note(float(beat), 36 + beat, 0.75, 100 + beat, channel=beat, muted=beat == 2) for beat in range(4)
)


def test_a_session_is_read_as_it_is(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        session = room.peer.session
        assert [track.name for track in session.tracks_in_order()] == ["Keys", "Bass", "Vox", "Master"]
        kinds = [track.kind for track in session.tracks_in_order()]
        assert kinds == [TrackKind.MIDI, TrackKind.MIDI, TrackKind.AUDIO, TrackKind.MASTER]
        verse, take = room.clip("Verse"), room.clip("take 1")
        assert (verse.place.start_beats, verse.length_beats, verse.note_count) == (4.0, 4.0, 3)
        assert verse.is_midi and not take.is_midi
        assert list(await room.notes("Verse")) == [
            Note(0.0, 60, 1.0, 90.0),
            Note(1.0, 64, 0.5, 80.0, channel=2),
            Note(2.0, 67, 2.0, 127.0, channel=15, muted=True),
        ]
        assert room.peer.hello.host == "reaper"
        assert room.peer.hello.host_version.startswith(version)
        assert room.peer.hello.capability("ppq") == "960"
        assert room.peer.hello.can("stable_ids") and room.peer.hello.can("undo_group")
        assert session.set_id.startswith("reaper-") and " " not in session.set_id

    play(tmp_path, version, scene)


def test_propose_accept_read_back_undo(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        suggestion = room.propose("Bass", 8.0, WALK, "I–V–vi–IV 🎹")
        assert room.content() == before
        accepted = await room.desk.accept(suggestion.id)
        assert accepted.status is Status.COMMITTED
        assert differences(WALK, await room.notes("I–V–vi–IV 🎹"), 1e-6) == []
        assert room.last_step() == "Sideman: I–V–vi–IV 🎹"
        undone = await room.desk.undo(suggestion.id)
        assert undone.status is Status.UNDONE
        assert room.content() == before

    play(tmp_path, version, scene)


def test_reapers_own_undo_takes_the_whole_clip_away(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        suggestion = room.propose("Bass", 8.0, WALK)
        await room.desk.accept(suggestion.id)
        assert room.last_step() == "Sideman: A line"
        room.reaper.lua("musician.undo()")
        assert room.content() == before
        await room.until(lambda: "A line" not in room.names())

    play(tmp_path, version, scene)


def test_what_the_musician_edited_is_not_taken_out(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        suggestion = room.propose("Bass", 8.0, WALK)
        await room.desk.accept(suggestion.id)
        room.reaper.lua('musician.set_events("A line", musician.events({{0, 48, 1}}, 4, 960))')
        edited = room.content()
        with pytest.raises(StaleTarget):
            await room.desk.undo(suggestion.id)
        assert room.content() == edited

    play(tmp_path, version, scene)


def test_a_place_that_was_changed_meanwhile_is_left_alone(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        suggestion = room.propose("Bass", 8.0, WALK)
        room.reaper.lua('musician.add_item("Bass", 9, 1, "mine", {{0, 40, 1}})')
        edited = room.content()
        await room.until(lambda: "mine" in room.names())
        with pytest.raises(StaleTarget):
            await room.desk.accept(suggestion.id)
        assert room.content() == edited

    play(tmp_path, version, scene)

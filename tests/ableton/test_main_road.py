"""Given a set in Live with an empty slot, when the musician accepts and takes back, then Live obeys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.model.errors import StaleTarget
from bridge.model.session import TrackKind
from bridge.model.suggestion import Status
from tests.ableton.live_host import VERSIONS
from tests.ableton.stage import Stage
from tests.house import CHORDS, LOOP
from tests.virtual_loop import run

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", VERSIONS)]


def test_the_session_is_read_as_it_is(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            session = stage.peer.session
            assert [track.name for track in session.tracks_in_order()] == [
                "Drums", "Keys", "Voice", "Return", "Main",
            ]  # fmt: skip
            kinds = [track.kind for track in session.tracks_in_order()]
            assert kinds == [
                TrackKind.MIDI, TrackKind.MIDI, TrackKind.AUDIO, TrackKind.RETURN, TrackKind.MASTER,
            ]  # fmt: skip
            assert [scene.name for scene in session.scenes_in_order()] == ["Verse", "Chorus"]
            assert stage.clips() == ["Beat A", "Beat B"]
            plain = [(note.start_beats, note.pitch, note.length_beats) for note in LOOP]
            found = await stage.notes("Beat A")
            assert [(note.start_beats, note.pitch, note.length_beats) for note in found] == plain
            assert session.selection.track_id == stage.track("Keys").id
            assert stage.peer.hello.host_version == version and stage.peer.hello.host == "ableton"

    run(story())


def test_accept_edit_refuse_undo(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            before = stage.live.look()
            suggestion = stage.propose()
            assert stage.live.look() == before, "a proposal changes nothing in the set"

            committed = await stage.desk.accept(suggestion.id)
            assert committed.status is Status.COMMITTED
            slot = stage.live.look()["tracks"][1]["slots"][0]
            assert slot["name"] == suggestion.title and slot["length"] == 16.0
            assert sorted((n[0], n[1], n[2], n[3]) for n in slot["notes"]) == sorted(
                (note.start_beats, note.pitch, note.length_beats, note.velocity) for note in CHORDS
            )
            assert len(stage.live.musician.history()) == 1, "one press of undo takes it all"

            stage.live.musician.draw(1, 0, [15.5, 72, 0.5])
            mine = stage.live.look()
            with pytest.raises(StaleTarget, match="You have changed"):
                await stage.desk.undo(suggestion.id)
            assert stage.live.look() == mine

            stage.live.musician.undo()
            undone = await stage.desk.undo(suggestion.id)
            assert undone.status is Status.UNDONE
            assert stage.live.look() == before

    run(story())

"""The main road in Bitwig: read, propose, accept, read back, edit, refuse, undo."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bridge.model.errors import PlaceTaken, SidemanError, StaleTarget
from bridge.model.notes import Note, Notes, differences
from bridge.model.session import SILENCE_DB, TrackKind
from bridge.model.suggestion import Status
from bridge.osc.codec import Message
from tests.bitwig.stage import BEAT, LEVELS, line, on_stage
from tests.house import CHORDS

pytestmark = [pytest.mark.script, pytest.mark.parametrize("level", LEVELS)]


def test_the_set_is_told_as_it_is(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            session = stage.peer.session
            kinds = [(track.name, track.kind) for track in session.tracks_in_order()]
            assert kinds == [
                ("Drums 🥁", TrackKind.MIDI),
                ("Keys", TrackKind.MIDI),
                ("Vox", TrackKind.AUDIO),
                ("Hall", TrackKind.RETURN),
                ("Master", TrackKind.MASTER),
            ]
            vox = stage.track("Vox").mixer
            assert abs(vox.volume_db + 6.02) < 0.01 and (vox.pan, vox.muted) == (-0.5, True)
            assert abs(stage.track("Keys").mixer.volume_db) < 0.01
            assert [scene.name for scene in session.scenes_in_order()] == ["Verse", "Chorus", "Bridge"]
            assert {clip.name for clip in session.clips.values()} == {"Beat A", "Beat B"}
            assert session.transport.tempo_bpm == 120 and session.tempo_map.steps == ((0.0, 120.0),)
            assert stage.peer.hello.host == "bitwig" and session.name == "Night Bus"

    asyncio.run(scene())


def test_notes_are_read_through_the_eye_and_the_clip_becomes_known(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            beat = stage.clip("Beat A")
            assert (beat.length_beats, beat.note_count) == (0.0, 0)
            found = await stage.live(stage.peer.read_notes(beat.id))
            wanted = Notes(Note(n["start"], n["pitch"], n["length"], channel=9) for n in BEAT)
            assert differences(wanted, found.notes) == []
            beat = stage.clip("Beat A")
            assert (beat.length_beats, beat.note_count, beat.loop_length_beats) == (16.0, 16, 16.0)
            assert beat.revision == found.revision
            again = await stage.live(stage.peer.read_notes(beat.id))
            assert again.revision == found.revision

    asyncio.run(scene())


def test_a_suggestion_goes_in_is_edited_and_then_belongs_to_the_musician(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            first, second = stage.propose(), stage.propose(title="Second", scene="Bridge")
            assert (await stage.live(stage.desk.accept(first.id))).status is Status.COMMITTED
            assert (await stage.live(stage.desk.accept(second.id))).status is Status.COMMITTED
            clip = stage.clip("I–V–vi–IV 🎹")
            assert clip.notes is not None and differences(CHORDS, clip.notes, 1 / 24) == []
            song = await stage.bitwig.song()
            assert song["tracks"][1]["slots"][0]["name"] == "I–V–vi–IV 🎹"
            assert song["undo_entries"] == ["insertFile"] * 2, "a clip goes in as a file, in one step"
            await stage.bitwig.musician("add_note", "Keys", "Verse", {"start": 2.0, "pitch": 72})
            with pytest.raises(StaleTarget):
                await stage.live(stage.desk.undo(first.id))
            assert len((await stage.bitwig_clip("Keys", 0) or {})["notes"]) == len(CHORDS) + 1
            assert (await stage.live(stage.desk.undo(second.id))).status is Status.UNDONE
            assert await stage.bitwig_clip("Keys", 2) is None

    asyncio.run(scene())


def test_an_edit_in_the_selected_clip_is_noticed_by_itself(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.bitwig.musician("select", "Drums 🥁", "Verse")
            await stage.pass_ms(400)
            before = await stage.live(stage.peer.read_notes(stage.clip("Beat A").id))
            await stage.bitwig.musician("add_note", "Drums 🥁", "Verse", {"start": 15.5, "pitch": 40})
            await stage.until(lambda: stage.clip("Beat A").revision > before.revision)
            assert stage.clip("Beat A").note_count == 17
            selection = stage.peer.session.selection
            assert (selection.track_id, selection.clip_id) == ("uuid-drums", stage.clip("Beat A").id)

    asyncio.run(scene())


def test_reading_puts_the_musicians_selection_back(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.bitwig.musician("select", "Drums 🥁", "Chorus")
            await stage.pass_ms(400)
            told = stage.peer.session.selection
            await stage.live(stage.peer.read_notes(stage.clip("Beat A").id))
            await stage.pass_ms(400)
            assert (await stage.bitwig.song())["selected"] == {"track": "Drums 🥁", "scene": 1}
            assert stage.peer.session.selection == told

    asyncio.run(scene())


def test_a_track_that_was_selected_without_a_slot_is_selected_again(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.bitwig.musician("select", "Vox", None)
            await stage.pass_ms(400)
            await stage.live(stage.peer.read_notes(stage.clip("Beat A").id))
            await stage.pass_ms(400)
            assert (await stage.bitwig.song())["selected"] == {"track": "Vox", "scene": None}
            assert stage.peer.session.selection.track_id == stage.track("Vox").id

    asyncio.run(scene())


def test_sends_and_groups_are_told(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:

            def sends() -> dict[tuple[str, str], float]:
                session = stage.peer.session
                found = session.sends.values()
                return {
                    (send.track_id, send.return_id): send.level_db for send in found if send.level_db > -180
                }

            assert sends() == {}
            await stage.bitwig.musician("change_track", "Keys", {"sends": {"Hall": 0.794}})
            await stage.until(lambda: sends() == {("uuid-keys", "uuid-hall"): 0.0})
            plate = {"id": "uuid-plate", "name": "Plate", "type": "Effect"}
            await stage.bitwig.musician("change_track", "Vox", {"sends": {"Plate": 0.631, "Hall": 0.398}})
            await stage.bitwig.musician("add_track", plate, 4)
            all_three = {
                ("uuid-keys", "uuid-hall"): 0.0,
                ("uuid-vox", "uuid-hall"): -18.0,
                ("uuid-vox", "uuid-plate"): -6.0,
            }
            await stage.until(lambda: sends() == all_three)
            await stage.sideman.kill()
            await stage.sideman.start()
            await stage.connected()
            assert sends() == all_three
            await stage.bitwig.musician("remove_track", "Hall")
            await stage.until(lambda: sends() == {("uuid-vox", "uuid-plate"): -6.0})
            await stage.bitwig.musician("change_track", "Drums 🥁", {"in_group": "Band"})
            await stage.bitwig.musician("add_track", {"id": "uuid-band", "name": "Band", "type": "Group"}, 0)
            await stage.until(lambda: stage.track("Drums 🥁").group_id == "uuid-band")
            assert stage.track("Keys").group_id == ""

    asyncio.run(scene())


def test_a_taken_slot_is_refused_and_stays_as_it_was(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            suggestion = stage.propose()
            await stage.bitwig.musician("put_clip", "Keys", "Verse", {"name": "Mine", "length": 8})
            with pytest.raises(PlaceTaken):
                await stage.change(stage.create(line(4)))
            await stage.until(lambda: len(stage.peer.session.clips) == 3)
            with pytest.raises(SidemanError):
                await stage.live(stage.desk.accept(suggestion.id))
            assert (await stage.bitwig_clip("Keys", 0) or {})["name"] == "Mine"

    asyncio.run(scene())


def test_mixer_moves_keep_the_law_and_are_guarded(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            moves = [("volume_db", 0.0, -12.0), ("pan", 0.0, -0.5), ("muted", 0, 1), ("soloed", 0, 1)]
            await stage.change(
                *(stage.move("Keys", *move) for move in moves), stage.move("Keys", "armed", 0, 1)
            )
            keys = (await stage.bitwig.song())["tracks"][1]
            assert abs(keys["volume"] - 0.501) < 0.001 and abs(keys["pan"] - 0.25) < 1e-9
            assert (keys["mute"], keys["solo"], keys["arm"]) == (True, True, True)
            mixer = stage.track("Keys").mixer
            assert (round(mixer.volume_db, 6), mixer.pan, mixer.muted) == (-12.0, -0.5, True)
            with pytest.raises(StaleTarget):
                await stage.change(stage.move("Vox", "muted", 1, 0), stage.move("Keys", "volume_db", 0, -3))
            assert (await stage.bitwig.song())["tracks"][2]["mute"] is True, "all or nothing"
            await stage.change(stage.move("Keys", "volume_db", -12.0, SILENCE_DB))
            assert (await stage.bitwig.song())["tracks"][1]["volume"] == 0
            for track, field, value, code in (
                ("Keys", "volume_db", 7.0, "bad_input"),
                ("Keys", "pan", 1.5, "bad_input"),
                ("Hall", "armed", 1, "unsupported"),
                ("Master", "soloed", 1, "unsupported"),
            ):
                with pytest.raises(SidemanError) as refused:
                    await stage.change(stage.move(track, field, 0, value))
                assert refused.value.code == code and refused.value.message

    asyncio.run(scene())


def test_clips_are_launched_on_the_quantum(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            clip_id = stage.clip("Beat A").id

            async def launch(quantum_beats: float, request_id: str = "") -> None:
                request = request_id or next(stage.sideman.ids)
                message = Message("/clip/launch", (request, clip_id, quantum_beats))
                await stage.live(stage.peer.ask(message, lambda found: found))

            for quantum in (0.0, 4.0, 8.0, 2.0, 1.0, 0.25):
                await launch(quantum)
            await launch(16.0, "twice")
            await launch(16.0, "twice")
            words = ["default", "1", "2", "1/2", "1/4", "1/16", "4"]
            song = await stage.bitwig.song()
            assert song["launches"] == [["Beat A", word, "from_start"] for word in words]
            with pytest.raises(SidemanError) as refused:
                await launch(3.0)
            assert refused.value.code == "unsupported"
            await stage.bitwig.musician("change_transport", {"numerator": 3})
            await stage.until(lambda: stage.peer.session.transport.metre.numerator == 3)
            await launch(3.0)
            assert (await stage.bitwig.song())["launches"][-1][1] == "1"

    asyncio.run(scene())


def test_transport_meters_popups_and_names_are_told(
    tmp_path: Path, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.bitwig.musician("change_transport", {"playing": True, "tempo": 97.5})
            await stage.until(lambda: stage.peer.session.transport.position_beats > 1)
            transport = stage.peer.session.transport
            assert (transport.playing, transport.tempo_bpm, transport.recording) == (True, 97.5, False)
            assert stage.peer.session.tempo_map.steps == ((0.0, 97.5),)
            watch = Message("/meters/watch", (next(stage.sideman.ids), "uuid-keys uuid-master", 20.0))
            await stage.live(stage.peer.ask(watch, lambda found: found))
            await stage.bitwig.musician("change_track", "Keys", {"vu": [1.0, 0.5]})
            await stage.until(lambda: stage.peer.meters.get("uuid-keys", (SILENCE_DB,))[0] == 0.0)
            assert abs(stage.peer.meters["uuid-keys"][1] + 29.8) < 0.3
            for text in ("one", "two", "three 🎺"):
                stage.peer.say(text)
            await stage.until(lambda: stage.bitwig.popups[-1:] == ["three 🎺"])
            assert len(stage.bitwig.popups) == 2, "not more than one at a time"
            await stage.bitwig.musician(
                "change_track", "Keys", {"name": "Flügel 𝄞", "color": [1.0, 0.0, 0.5]}
            )
            await stage.until(lambda: any(t.name == "Flügel 𝄞" for t in stage.peer.session.tracks.values()))
            assert stage.track("Flügel 𝄞").color == 0xFF0080
            await stage.bitwig.musician("change_track", "Vox", {"name": "half \ud83e a sign"})
            await stage.until(lambda: any("\ufffd" in t.name for t in stage.peer.session.tracks.values()))
            await stage.bitwig.musician("rename_song", "Night Train")
            await stage.until(lambda: stage.peer.session.name == "Night Train")

    with caplog.at_level(logging.INFO):
        asyncio.run(scene())


def test_buttons_and_knobs_reach_the_desk(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.bitwig.musician("press", "Suggest")
            await stage.bitwig.musician("turn", "Kind", "bass")
            await stage.bitwig.musician("turn", "Density", 80)
            await stage.bitwig.musician("turn", "Bars", "8")
            await stage.pass_ms(100)
            for button in ("Suggest", "Next", "Audition", "Accept", "Reject", "Undo"):
                await stage.bitwig.musician("press", button)
            await stage.until(lambda: len(stage.sideman.triggers) == 7)
            assert stage.sideman.triggers == [
                ("suggest", "chords"),
                ("suggest", "bass density=0.8 bars=8"),
                *((verb, "") for verb in ("next", "audition", "accept", "reject", "undo")),
            ]

    asyncio.run(scene())

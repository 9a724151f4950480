"""What has bitten others in REAPER (each bullet of our notes on it), one test each."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message
from bridge.settings.resources import bundled
from tests.hosts.reaper.process import VERSIONS
from tests.reaper.room import DEMO, Room, create, delete, error_of, is_done, play, replace

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", VERSIONS)]

LINE = Notes(Note(float(beat), 40 + beat, 1.0) for beat in range(4))


def test_changes_that_reaper_does_not_count_are_seen(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        count = "return host.front.own_steps"
        before = room.reaper.lua(count)
        room.reaper.lua('musician.rename_quietly("Bass", "Sub")')
        await room.until(lambda: any(t.name == "Sub" for t in room.peer.session.tracks.values()))
        assert room.reaper.lua(count) == before

    play(tmp_path, version, scene)


def test_a_track_inserted_between_read_and_write_moves_nothing(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        suggestion = room.propose("Bass", 8.0, LINE)
        room.reaper.lua('musician.insert_track(0, "New"); musician.insert_track(2, "Other")')
        await room.desk.accept(suggestion.id)
        assert room.reaper.lua('return musician.item("A line").track.name') == "Bass"

    play(tmp_path, version, scene)


def test_pointers_are_stale_after_an_undo(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        await room.change(replace(room.clip("Verse"), LINE))
        room.reaper.lua("musician.undo()")
        await room.until(lambda: room.clip("Verse").note_count == 3)
        await room.ticks(5)
        assert is_done(await room.change(replace(room.clip("Verse"), LINE)))

    play(tmp_path, version, scene)


def test_an_address_may_belong_to_another_item_by_then(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        verse = room.clip("Verse")
        room.reaper.lua(
            """host.use("pointers").rest = 0
            musician.delete_item("Verse")
            musician.add_item("Bass", 0, 4, "innocent", {{0, 33, 1}})"""
        )
        assert error_of(await room.change(delete(verse))) == "not_found"
        assert room.reaper.lua('return musician.item("innocent").guid') != ""
        await room.until(lambda: room.names() == {"innocent", "take 1"})

    play(tmp_path, version, scene)


def test_an_item_deleted_or_moved_under_us(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        verse = room.clip("Verse")
        room.reaper.lua('musician.move_item("Verse", "Bass", 12)')
        assert error_of(await room.change(replace(verse, LINE))) == "stale"
        await room.until(lambda: room.clip("Verse").track_id == room.track("Bass").id)
        assert room.clip("Verse").place.start_beats == 12.0
        verse = room.clip("Verse")
        room.reaper.lua('musician.delete_item("Verse")')
        assert error_of(await room.change(replace(verse, LINE))) == "not_found"
        notes = Message("/notes/get", ("n", verse.id))
        assert error_of(await room.ask(notes)) == "not_found"

    play(tmp_path, version, scene)


def test_a_note_on_of_velocity_zero_ends_a_note(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua(
            r"""musician.set_events("Verse", musician.buffer({
                {0, 1, 0, "\x93\x3C\x50"}, {960, 0, 0, "\x93\x3C\x00"}, {1920, 1, 0, "\x90\x40\x40"},
            }, 3840))"""
        )
        await room.until(lambda: room.clip("Verse").note_count == 2)
        assert list(await room.notes("Verse")) == [
            Note(0.0, 60, 1.0, 80.0, channel=3),
            Note(2.0, 64, 2.0, 64.0),  # never ended: it sounds until the source ends
        ]

    play(tmp_path, version, scene)


def test_a_change_of_nothing_but_notes_is_in_the_undo_step(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        assert is_done(await room.change(replace(room.clip("Verse"), LINE), label="Sideman: notes"))
        assert room.last_step() == "Sideman: notes"
        room.reaper.lua("musician.undo()")
        assert room.content() == before

    play(tmp_path, version, scene)


def test_the_item_keeps_the_length_that_was_asked_for(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        long_tail = Notes([Note(3.0, 60, 9.0)])
        await room.change(create(room.track("Bass").id, 0.0, 4.0, long_tail, "tail"))
        assert room.clip("tail").length_beats == 4.0
        assert list(await room.notes("tail")) == list(long_tail)

    play(tmp_path, version, scene)


def test_meters_are_read_before_the_fader(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        keys = room.track("Keys").id
        watch = Message("/meters/watch", ("m1", f"{keys} master nobody", 50.0))
        assert is_done(await room.ask(watch))
        room.reaper.lua('musician.track("Keys").peaks = {0.5, 1.0}; musician.set("Keys", "D_VOL", 0.1)')
        await room.ticks(10)
        left, right, _ = room.peer.meters[keys]
        assert abs(left + 6.0206) < 1e-3 and right == 0.0
        assert room.peer.meters["master"][:2] == (-180.0, -180.0)
        assert room.peer.hello.capability("meter_point") == "pre_fader"

    play(tmp_path, version, scene)


def test_folders_colors_and_names_are_told(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua(
            """musician.set("Keys", "I_FOLDERDEPTH", 1); musician.set("Bass", "I_FOLDERDEPTH", -1)
            musician.set("Bass", "I_CUSTOMCOLOR", 0x1000000 | 0x0000FF)
            musician.rename_quietly("Vox", ""); musician.item("Verse").active.name = "\\xFF\\xFE"
            musician.item("take 1").active = nil"""
        )
        await room.until(lambda: room.track("Bass").group_id == room.track("Keys").id)
        assert (room.track("Keys").kind, room.track("Bass").color) == ("group", 0xFF0000)
        await room.until(lambda: "" in room.names())
        assert any(track.name == "Track 3" for track in room.peer.session.tracks.values())
        assert "\ufffd\ufffd" in room.names()

    play(tmp_path, version, scene)


def test_sends_are_told_and_go_with_their_tracks(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        def sends() -> dict[tuple[str, str], float]:
            session = room.peer.session
            name = {track.id: track.name for track in session.tracks.values()}
            return {
                (name[s.track_id], name[s.return_id]): round(s.level_db, 2) for s in session.sends.values()
            }

        await room.until(lambda: sends() == {("Keys", "Vox"): -6.02})
        room.reaper.lua('musician.send("Keys", "Vox", 0.25); musician.send("Bass", "Vox", 1.0, true)')
        await room.until(lambda: sends() == {("Keys", "Vox"): -12.04, ("Bass", "Vox"): -180.0})
        room.reaper.lua('musician.send("Bass", "Vox", 1.0); musician.send("Keys", "Vox", nil)')
        await room.until(lambda: sends() == {("Keys", "Vox"): -180.0, ("Bass", "Vox"): 0.0})
        await room.stop_daemon()
        await room.start_daemon()
        assert sends() == {("Keys", "Vox"): -180.0, ("Bass", "Vox"): 0.0}
        room.reaper.lua("""
            musician.send("Bass", "Vox", nil)
            musician.delete_track("Vox")
            musician.insert_track(0, "Vox")
            musician.send("Bass", "Vox", 0.5)
        """)
        await room.until(lambda: sends() == {("Bass", "Vox"): -6.02})

    play(tmp_path, version, scene, demo=DEMO + 'musician.send("Keys", "Vox", 0.5)')


def test_a_looped_item_tells_its_notes_once(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua('local item = musician.item("Verse") item.length_qn = 12')
        await room.until(lambda: room.clip("Verse").length_beats == 12.0)
        assert (room.clip("Verse").loop_length_beats, room.clip("Verse").note_count) == (4.0, 3)
        room.reaper.lua('musician.item("Verse").values.B_LOOPSRC = 0')
        await room.until(lambda: room.clip("Verse").loop_length_beats == 0.0)

    play(tmp_path, version, scene)


def test_pooled_items_are_not_changed_in_pairs(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua('musician.pooled_copy("Verse", 12, "Copy")')
        await room.until(lambda: "Copy" in room.names())
        before = room.content()
        assert error_of(await room.change(replace(room.clip("Verse"), LINE))) == "unsupported"
        assert room.content() == before
        assert is_done(await room.change(delete(room.clip("Copy"))))
        assert is_done(await room.change(replace(room.clip("Verse"), LINE)))

    play(tmp_path, version, scene)


def test_a_long_clip_is_read_over_several_ticks(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua(
            """host.call_cost_s = 5e-5
            local notes = {}
            for step = 0, 19999 do notes[step + 1] = {step / 16, 60, 1 / 32, 100} end
            musician.set_events("Verse", musician.events(notes, 1250, 960))"""
        )
        before = len(room.reaper.calls)
        await room.until(lambda: room.clip("Verse").note_count == 64)
        reading = room.reaper.calls[before:]
        assert len(reading) > 5 and max(reading) < 120

    play(tmp_path, version, scene)


def test_what_is_selected_is_told(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua('musician.set("Bass", "I_SELECTED", 1); host.front.time_range = {2.0, 4.0}')
        await room.until(lambda: room.peer.session.selection.track_id == room.track("Bass").id)
        selection = room.peer.session.selection
        assert (selection.start_beats, selection.end_beats, selection.clip_id) == (4.0, 8.0, "")
        room.reaper.lua('musician.set("Bass", "I_SELECTED", 0); musician.item("take 1").values.B_UISEL = 1')
        await room.until(lambda: room.peer.session.selection.clip_id == room.clip("take 1").id)
        assert room.peer.session.selection.track_id == room.track("Vox").id
        room.reaper.lua('musician.edit_in_midi_editor("Verse")')
        await room.until(lambda: room.peer.session.selection.clip_id == room.clip("Verse").id)
        room.reaper.lua("musician.edit_in_midi_editor(nil)")
        await room.until(lambda: room.peer.session.selection.clip_id == room.clip("take 1").id)

    play(tmp_path, version, scene)


def test_the_transport_is_told(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua("host.front.play_state, host.front.play_s = 5, 3.0")
        await room.until(lambda: room.peer.session.transport.recording)
        transport = room.peer.session.transport
        assert transport.playing and transport.position_beats >= 6.0 and transport.tempo_bpm == 120.0
        room.reaper.lua("host.front.play_state, host.front.cursor_s = 0, 1.0")
        await room.until(lambda: not room.peer.session.transport.playing)
        assert room.peer.session.transport.position_beats == 2.0

    play(tmp_path, version, scene)


def test_launching_means_playing_from_there(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        position = "return host.front.play_s"
        verse = room.clip("Verse").id
        assert is_done(await room.ask(Message("/clip/launch", ("l1", verse, 0.0))))
        assert room.reaper.lua("return host.front.play_state") == 1
        assert 2.0 <= room.reaper.lua(position) < 2.2
        for request, quantum, seconds in (("l2", 0.0, 4.0), ("l3", 1.0, 2.5)):
            room.reaper.lua("host.front.play_s = 2.05")
            assert is_done(await room.ask(Message("/clip/launch", (request, verse, quantum))))
            before = room.reaper.lua(position)
            assert before > 2.05
            while room.reaper.lua(position) >= before:
                before = room.reaper.lua(position)
                await room.ticks(1)
            assert abs(before - seconds) < 0.1
        room.reaper.lua("host.front.play_s = 2.05")
        await room.ask(Message("/clip/launch", ("l4", verse, 0.0)))
        room.reaper.lua("host.front.play_state = 0")
        await room.ticks(3)
        assert error_of(await room.ask(Message("/clip/launch", ("l5", "nobody", 0.0)))) == "not_found"

    play(tmp_path, version, scene)


def test_what_is_said_does_not_flood(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        heard = "return #host.helped"
        before = room.reaper.lua(heard)
        for number in range(50):
            room.peer.say(f"line {number}")
        await room.ticks(40)
        assert room.reaper.lua(heard) - before <= 3
        assert room.reaper.lua("return host.helped[#host.helped]") == "Sideman: line 49"
        for number in range(60):
            room.peer._stream.send(Message("/error", ("", "x", f"complaint {number}", "")))
        await room.ticks(5)
        assert 1 < room.reaper.lua("return #host.console") <= 20
        assert room.reaper.lua("return host.console[1]").startswith("!SHOW:Sideman: ")

    play(tmp_path, version, scene)


def test_osara_speaks_where_it_is_installed(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.peer.say("three ideas")
        await room.ticks(5)
        assert room.reaper.lua("return host.spoken") == ["three ideas"]

    play(tmp_path, version, scene, "extension=osara")


def test_the_script_asks_nothing_that_stops_its_loop(tmp_path: Path, version: str) -> None:
    """No dialogs, no counting on REAPER's own change counter, no note by note writing."""
    loop = [
        file.read_text()
        for file in (bundled("daw_scripts") / "reaper").glob("*.lua")
        if file.name != "selftest.lua"
    ]
    for name in ("ShowMessageBox", "GetUserInputs", "GetProjectState", "MIDI_InsertNote", "os.execute"):
        assert not any(name in text for text in loop), name

"""Transactions: made whole and exact, or refused whole."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bridge.model.notes import Note, Notes, differences
from bridge.model.session import Clip, Place, Track
from bridge.osc.codec import Message
from tests.hosts.reaper.process import VERSIONS
from tests.reaper.room import (
    Room,
    add_track,
    create,
    delete,
    delete_track,
    error_of,
    is_done,
    move,
    play,
    replace,
)

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", VERSIONS)]

LINE = Notes(Note(float(beat), 40 + beat, 1.0, 90 + beat) for beat in range(4))


def test_all_that_a_note_has_is_kept(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        full = Notes(
            Note(step / 4, 127 - step, 0.25, 1 + step * 8, step, step % 2 == 0, step * 8.0)
            for step in range(16)
        )
        name = "He said \"½\" 🎸\\ 'quoted' [x] %d\ttab"
        answer = await room.change(
            create(room.track("Bass").id, 8.0, 4.0, full, name, color=0x336699, muted=1)
        )
        assert is_done(answer)
        clip = room.peer.session.clip(answer[0].args[2])
        assert (clip.name, clip.color, clip.muted) == (name, 0x336699, True)
        assert (clip.place, clip.length_beats, clip.loop_length_beats) == (Place("", 8.0), 4.0, 0.0)
        read = await room.peer.read_notes(clip.id)
        assert read.revision == answer[0].args[3]
        assert differences(full, read.notes) == []

    play(tmp_path, version, scene)


@pytest.mark.parametrize("ppq", [96, 480, 960, 15360])
def test_a_note_moves_by_half_a_tick_at_most(tmp_path: Path, version: str, ppq: int) -> None:
    async def scene(room: Room) -> None:
        assert room.peer.hello.capability("ppq") == str(ppq)
        swung = Notes(Note(step / 7 + 0.013, 60, 1 / 9, 90.0) for step in range(20))
        answer = await room.change(create(room.track("Bass").id, 8.0, 4.0, swung))
        notes = (await room.peer.read_notes(answer[0].args[2])).notes
        for wanted, found in zip(swung, notes, strict=True):
            assert abs(wanted.start_beats - found.start_beats) <= 0.5 / ppq + 1e-9
            assert abs(wanted.end_beats - found.end_beats) <= 0.5 / ppq + 1e-9
        suggestion = room.propose("Bass", 16.0, swung)
        await room.desk.accept(suggestion.id)

    demo = f'host.ppq = {ppq}; musician.insert_track(0, "Bass"); musician.add_item("Bass", 0, 4, "one")'
    play(tmp_path, version, scene, demo=demo)


def test_places_hold_through_tempo_changes(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        suggestion = room.propose("Bass", 7.0, LINE)
        await room.desk.accept(suggestion.id)
        clip = room.clip("A line")
        assert (clip.place.start_beats, clip.length_beats) == (7.0, 4.0)
        steps = room.peer.session.tempo_map.steps
        assert [step[0] for step in steps[:2]] == [0.0, 4.0]
        assert steps[0][1] == 90.0 and 90 < steps[1][1] < steps[2][1] < 150
        room.reaper.lua(
            """musician.tempo({
                {qn = 0, bpm = 77.7, numerator = 7, denominator = 8},
                {qn = 5, bpm = 201, numerator = 4, denominator = 4},
            })"""
        )
        await room.until(lambda: room.peer.session.tempo_map.steps == ((0.0, 77.7), (5.0, 201.0)))
        await room.desk.undo(suggestion.id)

    demo = """
        musician.insert_track(0, "Bass")
        musician.tempo({
            {qn = 0, bpm = 90, numerator = 4, denominator = 4},
            {qn = 4, bpm = 90, numerator = 3, denominator = 4, is_ramp = true},
            {qn = 16, bpm = 150, numerator = 4, denominator = 4},
        })
    """
    play(tmp_path, version, scene, demo=demo)


def test_five_thousand_notes(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        many = Notes(Note(step / 16, 24 + step % 80, 1 / 16, 1 + step % 127) for step in range(5000))
        suggestion = room.propose("Bass", 16.0, many, beats=320.0)
        await room.desk.accept(suggestion.id)
        assert differences(many, await room.notes("A line")) == []

    play(tmp_path, version, scene)


def test_a_taken_place_is_refused(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before, keys, bass = room.content(), room.track("Keys").id, room.track("Bass").id
        for start in (1.0, 4.0, 7.5):
            assert error_of(await room.change(create(keys, start, 4.0, LINE))) == "place_taken"
        both = create(bass, 0.0, 4.0, LINE), create(bass, 3.0, 4.0, LINE)
        assert error_of(await room.change(*both)) == "place_taken"
        assert room.content() == before
        assert is_done(await room.change(create(keys, 0.0, 4.0, LINE), create(keys, 8.0, 4.0, LINE)))

    play(tmp_path, version, scene)


UNFIT = {
    "a pickup": Notes([Note(-0.5, 60, 1.0)]),
    "after the end": Notes([Note(4.0, 60, 1.0)]),
    "two at once": Notes([Note(0.0, 60, 2.0), Note(1.0, 60, 2.0)]),
}


@pytest.mark.parametrize("notes", UNFIT.values(), ids=UNFIT)
def test_notes_that_reaper_would_not_play_are_refused(tmp_path: Path, version: str, notes: Notes) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        assert error_of(await room.change(create(room.track("Bass").id, 0.0, 4.0, notes))) == "unsupported"
        assert room.content() == before

    play(tmp_path, version, scene)


def test_what_no_track_or_clip_can_take_is_refused(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before, master = room.content(), room.track("Master")
        bass, keys = room.track("Bass"), room.track("Keys")
        slot = [Message("/change/clip/create", (bass.id, "scene-1", 0.0, 4.0, "x", -1, 0, 0))]
        gone = Clip("4711", bass.id, "gone", Place("", 0.0), 4.0)
        refusals = {
            "unsupported": [
                slot,
                create(room.track("Vox").id, 16.0, 4.0, LINE),
                replace(room.clip("take 1"), LINE),
                move(master, "soloed", 0, 1),
                add_track("Strings", "group"),
                delete_track(master),
            ],
            "not_found": [delete(gone), create("nobody", 0.0, 4.0, LINE), delete_track(Track("nobody", "x"))],
            "refused": [delete_track(keys)],
            "bad_input": [create(bass.id, 0.0, 0.0, LINE)],
        }
        for code, changes in refusals.items():
            for change in changes:
                assert error_of(await room.change(change)) == code, change
        room.reaper.lua('musician.item("Verse").values.C_LOCK = 1.0')
        assert error_of(await room.change(delete(room.clip("Verse")))) == "refused"
        room.reaper.lua('musician.item("Verse").values.C_LOCK = 0.0')
        assert room.content() == before

    play(tmp_path, version, scene)


def test_a_stale_revision_is_refused_before_it_was_told(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        verse = room.clip("Verse")
        room.reaper.lua('musician.set_events("Verse", musician.events({{0, 50, 1}}, 4, 960))')
        edited = room.content()
        assert error_of(await room.change(replace(verse, LINE))) == "stale"
        assert error_of(await room.change(delete(verse))) == "stale"
        assert room.content() == edited
        assert is_done(await room.change(delete(room.clip("Verse"))))

    play(tmp_path, version, scene)


def test_what_fails_while_it_is_made_is_all_taken_back(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua(
            'musician.insert_track(3, "Spare"); musician.add_item("Bass", 20, 4, "old", {{0, 30, 1}})'
        )
        await room.until(lambda: "old" in room.names())
        before, step = room.content(), room.last_step()
        bass, keys, vox = room.track("Bass"), room.track("Keys"), room.track("Vox")
        room.reaper.lua('musician.track("Bass").held = {I_RECARM = true}')
        changes = (
            create(bass.id, 0.0, 4.0, LINE),
            replace(room.clip("Verse"), LINE, "other", 6.0),
            delete(room.clip("old")),
            move(keys, "volume_db", 0.0, -20.0),
            move(vox, "muted", 0, 1),
            add_track("Strings"),
            delete_track(room.track("Spare")),
            move(bass, "armed", 0, 1),
        )
        assert error_of(await room.change(*changes)) == "not_taken"
        assert room.content() == before
        assert room.last_step() == step
        ids = set(room.peer.session.clips)
        await room.ticks(10)
        assert set(room.peer.session.clips) == ids
        room.reaper.lua('musician.track("Bass").held = nil')
        assert is_done(
            await room.change(*(change for change in changes if change[0].address == "/change/mixer"))
        )

    play(tmp_path, version, scene)


def test_reaper_that_takes_no_notes_keeps_nothing_of_the_clip(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        room.reaper.lua("host.refuses_midi = true")
        assert error_of(await room.change(create(room.track("Bass").id, 0.0, 4.0, LINE))) == "refused"
        room.reaper.lua("host.refuses_midi = false")
        assert room.content() == before

    play(tmp_path, version, scene)


def test_replacing_keeps_controllers_and_what_a_trim_hides(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        answer = await room.change(replace(room.clip("Song"), LINE, "Song B", 4.0))
        assert answer[0].args[2] == room.clip("Song B").id
        assert differences(LINE, await room.notes("Song B")) == []
        kept = room.reaper.lua(
            """local found = {}
            for _, event in ipairs(host.use("midi").records(musician.item("Song B").active.buffer)) do
                local status, data = event.message:byte(1, 2)
                found[#found + 1] = event.at .. ":" .. status .. ":" .. data
            end
            return found"""
        )
        hidden = ["0:144:20", "480:128:20"]
        controllers = ["1920:176:1", "1920:255:15", "3000:224:0"]
        assert [event for event in kept if event in hidden] == hidden
        assert [event for event in kept if event in controllers] == controllers
        assert kept.index("1920:255:15") == kept.index("1920:176:1") + 1
        room.reaper.lua("musician.undo()")
        await room.until(lambda: room.names() == {"Song"})
        assert [note.pitch for note in await room.notes("Song")] == [60, 62]

    demo = """
        musician.insert_track(0, "Keys")
        musician.add_item("Keys", 4, 8, "Song")
        musician.set_events("Song", musician.buffer({
            {0, 1, 0, "\\x90\\x14\\x64"}, {480, 0, 0, "\\x80\\x14\\x40"},
            {1920, 1, 0, "\\xB0\\x01\\x10"}, {1920, 2, 0, "\\xFF\\x0FCCBZ \\0\\0\\0\\0\\0"},
            {1920, 3, 0, "\\x90\\x3C\\x64"}, {2880, 0, 0, "\\x80\\x3C\\x40"},
            {3000, 1, 0, "\\xE0\\x00\\x40"}, {3840, 1, 0, "\\x90\\x3E\\x64"}, {4800, 0, 0, "\\x90\\x3E\\x00"},
        }, 7680))
        musician.trim_left("Song", 2)
    """
    play(tmp_path, version, scene, demo=demo)


def test_a_request_that_is_being_applied_is_not_called_unknown(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        part = create(room.track("Bass").id, 0.0, 4.0, LINE)
        making = asyncio.ensure_future(room.change(part, request_id="slow"))
        await asyncio.sleep(0)  # it is sent; the script has not ticked since
        assert error_of(await room.ask(Message("/change/query", ("q1", "slow")))) == "still_applying"
        made = await making
        asked = await room.ask(Message("/change/query", ("q2", "slow")))
        assert [message.args[1:] for message in asked] == [message.args[1:] for message in made]

    play(tmp_path, version, scene)


def test_a_repeated_request_is_answered_again_and_not_done_twice(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        part = create(room.track("Bass").id, 0.0, 4.0, LINE)
        first = await room.change(part, request_id="once")
        made = room.content()
        assert await room.change(part, request_id="once") == first
        refused = await room.change(part, request_id="refused")
        assert error_of(refused) == "place_taken"
        assert await room.change(part, request_id="refused") == refused
        asked = await room.ask(Message("/change/query", ("q1", "once")))
        assert [message.args[1:] for message in asked] == [message.args[1:] for message in first]
        assert error_of(await room.ask(Message("/change/query", ("q2", "never")))) == "unknown_request"
        assert room.content() == made

    play(tmp_path, version, scene)


def test_tracks_are_made_and_taken_out(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        answer = await room.change(add_track("Strings"), add_track("Choir", "audio"), label="two tracks")
        assert is_done(answer)
        strings = room.track("Strings")
        assert answer[0].args[2] == strings.id and strings.index == 3
        assert room.reaper.lua('return musician.track("Strings").values.I_RECINPUT') == 4096 + 63 * 32
        assert room.last_step() == "Sideman: two tracks"
        assert is_done(await room.change(delete_track(strings), delete_track(room.track("Choir"))))
        assert room.content() == before

    play(tmp_path, version, scene)


def test_a_mixer_move_is_guarded_and_undone_in_one_step(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before, keys, master = room.content(), room.track("Keys"), room.track("Master")
        moves = [
            move(keys, "volume_db", 0.0, -6.0),
            move(keys, "pan", 0.0, -0.25),
            move(keys, "soloed", 0, 1),
            move(master, "volume_db", 0.0, -180.0),
            move(master, "muted", 0, 1),
        ]
        assert is_done(await room.change(*moves, label="Sideman: mix"))
        values = room.reaper.lua('return musician.track("Keys").values')
        assert abs(values["D_VOL"] - 10 ** (-6 / 20)) < 1e-9 and values["I_SOLO"] == 2
        mixer = room.track("Keys").mixer
        assert abs(mixer.volume_db + 6.0) < 1e-9 and (mixer.pan, mixer.soloed) == (-0.25, True)
        assert room.track("Master").mixer.volume_db == -180.0 and room.track("Master").mixer.muted
        room.reaper.lua("musician.undo()")
        assert room.content() == before
        room.reaper.lua('musician.set("Keys", "D_VOL", 0.5)')
        assert error_of(await room.change(move(keys, "volume_db", 0.0, -6.0))) == "stale"
        assert room.reaper.lua('return musician.track("Keys").values.D_VOL') == 0.5

    play(tmp_path, version, scene)

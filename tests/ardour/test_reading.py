"""What a real Ardour tells of its session: hello, snapshot, notes, and what the musician changes."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from bridge.model.notes import differences
from bridge.model.session import TrackKind
from bridge.model.timebase import Metre
from bridge.osc.codec import Message
from tests.ardour.conftest import DEMO, TRIPLETS
from tests.ardour.stage import SET_NAME, TOKEN, on_stage

pytestmark = pytest.mark.daw

REGION = """
local track = Session:route_by_name("Keys"):to_track()
local region for found in track:playlist():region_list():iter() do region = found end
"""


def test_hello_and_snapshot_describe_the_session(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            hello = wire.hello
            assert (hello["role"], hello["host"], hello["set_name"]) == ("script", "ardour", SET_NAME)
            assert hello["token"] == TOKEN
            assert hello["host_version"].startswith("7.")
            assert {"timeline", "midi_regions", "mixer", "ppq=1920"} <= set(hello["capabilities"].split())

            session = await wire.snapshot()
            assert (session.set_id, session.name) == (hello["set_id"], SET_NAME)
            kinds = {track.name: track.kind for track in session.tracks_in_order()}
            assert kinds == {
                "Master": TrackKind.MASTER,
                "Keys": TrackKind.MIDI,
                "Bass": TrackKind.MIDI,
                "Vox 🎤": TrackKind.AUDIO,
            }
            vox = wire.track("Vox 🎤").mixer
            assert (vox.volume_db, vox.pan, vox.muted) == (pytest.approx(-6, abs=1e-4), -0.5, True)
            assert session.transport.tempo_bpm == pytest.approx(97.5)
            assert session.transport.metre == Metre(3, 4)
            assert [start for start, _ in session.tempo_map.steps] == [0.0]
            clip = wire.clip('Verse "A"')
            assert (clip.place.start_beats, clip.length_beats, clip.note_count) == (4.0, 4.0, 12)
            assert clip.track_id == wire.track("Keys").id

    asyncio.run(scene())


def test_notes_are_read_exactly_as_ardour_keeps_them(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            revision, notes = await wire.notes(wire.clip('Verse "A"').id)
            assert revision == wire.clip('Verse "A"').revision
            assert differences(TRIPLETS, notes) == []

    asyncio.run(scene())


def test_a_clip_that_does_not_exist_is_not_found(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            wire.send(Message("/notes/get", ("n1", "not-an-id")))
            error = (await wire.answer("n1"))[-1]
            assert error.args[:2] == ("n1", "not_found")

    asyncio.run(scene())


def test_the_musicians_edits_are_told_with_a_higher_revision(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            before = wire.clip('Verse "A"')
            await stage.musician(REGION + 'region:set_name("Verse B")')
            await wire.until("/clip", before.id)
            assert wire.clip("Verse B").revision == before.revision + 1
            await stage.musician(REGION + "region:set_position(Temporal.timepos_t.from_ticks(1920 * 8))")
            await wire.until("/clip", before.id)
            assert wire.clip("Verse B").place.start_beats == 8.0
            await stage.musician(REGION + "region:set_muted(true)")
            await wire.until("/clip", before.id)
            assert wire.clip("Verse B").muted
            await stage.musician(
                REGION
                + """local model = region:to_midiregion():midi_source(0):model()
                local command = model:new_note_diff_command("draw")
                command:add(ARDOUR.LuaAPI.new_noteptr(0, Temporal.Beats.from_double(3.5),
                    Temporal.Beats.from_double(0.25), 36, 127))
                model:apply_diff_command_as_commit(Session, command)"""
            )
            await wire.until("/clip", before.id)
            clip = wire.clip("Verse B")
            assert (clip.note_count, clip.revision) == (13, before.revision + 4)
            _, notes = await wire.notes(before.id)
            assert (3.5, 36, 127) in [(note.start_beats, note.pitch, note.velocity) for note in notes]

    asyncio.run(scene())


def test_a_trimmed_region_tells_only_what_it_plays(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            clip = wire.clip('Verse "A"')
            await stage.musician(REGION + "region:trim_front(Temporal.timepos_t.from_ticks(1920 * 5))")
            await wire.until("/clip", clip.id)
            trimmed = wire.clip('Verse "A"')
            assert (trimmed.place.start_beats, trimmed.length_beats) == (5.0, 3.0)
            _, notes = await wire.notes(clip.id)
            assert [note.pitch for note in notes] == [note.pitch for note in TRIPLETS[3:]]
            assert notes[0].start_beats == 0.0

    asyncio.run(scene())


def test_regions_and_tracks_that_come_and_go_are_told(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            clip = wire.clip('Verse "A"')
            await stage.musician(REGION + "track:playlist():remove_region(region)")
            await wire.until("/clip/gone", clip.id)
            assert not wire.session.clips
            await stage.musician(
                'Session:new_audio_route(2, 2, nil, 1, "Reverb \\"hall\\"", '
                "ARDOUR.PresentationInfo.Flag.AudioBus, ARDOUR.PresentationInfo.max_order)"
            )
            await wire.until("/track")
            assert wire.track('Reverb "hall"').kind is TrackKind.RETURN
            await stage.musician('Session:route_by_name("Bass"):set_name("Baß 🎸\\n")')
            await wire.until("/track", wire.track("Bass").id)
            assert wire.track("Baß 🎸\n").kind is TrackKind.MIDI

    asyncio.run(scene())


def test_faders_transport_and_tempo_are_followed(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            keys = wire.track("Keys")
            await stage.musician(
                """local fader = Session:route_by_name("Keys"):gain_control()
                fader:set_value(0.5, PBD.GroupControlDisposition.NoGroup)"""
            )
            await wire.until("/mixer", keys.id)
            assert wire.track("Keys").mixer.volume_db == pytest.approx(-6.0206, abs=1e-3)
            assert wire.track("Keys").revision == keys.revision + 1

            await stage.musician("Session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)")
            while wire.session.transport.position_beats < 0.3:
                await wire.until("/transport")
            assert wire.session.transport.playing
            await stage.musician("Session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)")
            while wire.session.transport.playing:
                await wire.until("/transport")

            await stage.musician(
                """local map = Temporal.TempoMap.write_copy()
                map:set_meter(Temporal.Meter(6, 8), Temporal.timepos_t(0))
                map:set_tempo(Temporal.Tempo(90, 90, 4), Temporal.timepos_t(0))
                map:set_tempo(Temporal.Tempo(120, 120, 4), Temporal.timepos_t.from_ticks(1920 * 15))
                Temporal.TempoMap.update(map)"""
            )
            while len(wire.session.tempo_map.steps) < 2:
                await wire.receive()
            assert wire.session.tempo_map.steps == ((0.0, pytest.approx(90)), (15.0, pytest.approx(120)))
            while wire.session.transport.metre != Metre(6, 8):
                await wire.until("/transport")
            assert wire.session.transport.tempo_bpm == pytest.approx(90)

    asyncio.run(scene())


def test_a_tempo_ramp_is_told_as_steps(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            said = await stage.musician(
                """local map = Temporal.TempoMap.write_copy()
                map:set_tempo(Temporal.Tempo(60, 60, 4), Temporal.timepos_t.from_ticks(1920 * 9))
                map:set_tempo(Temporal.Tempo(120, 60, 4), Temporal.timepos_t(0))
                Temporal.TempoMap.update(map)
                local beat_5 = Temporal.timepos_t.from_ticks(1920 * 5)
                return Temporal.TempoMap.read():quarters_per_minute_at(beat_5)"""
            )
            while len(wire.session.tempo_map.steps) < 10:
                await wire.receive()
            steps = wire.session.tempo_map.steps
            assert [beat for beat, _ in steps] == [float(beat) for beat in range(10)]
            tempos = [bpm for _, bpm in steps]
            assert tempos == sorted(tempos, reverse=True)
            assert tempos[4] > float(said) > tempos[5]

    asyncio.run(scene())


def test_meters_are_told_for_watched_tracks_only(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            vox, keys = wire.track("Vox 🎤").id, wire.track("Keys").id
            wire.send(Message("/meters/watch", ("w1", f"{vox} {keys} 999999", 50.0)))
            assert (await wire.answer("w1"))[-1].address == "/done"
            stamps = []
            while len(stamps) < 6:
                meter = await wire.until("/meter")
                assert meter.args[0] in (vox, keys)
                assert -180 <= meter.args[1] <= 0
                if meter.args[0] == vox:
                    stamps.append(meter.args[3])
            assert min(b - a for a, b in pairwise(stamps)) > 1 / 15 - 0.002
            wire.send(Message("/meters/watch", ("w2", "", 0.0)))
            assert (await wire.answer("w2"))[-1].address == "/done"
            wire.heard.clear()
            await wire.snapshot()
            assert not [message for message in wire.heard if message.address == "/meter"]

    asyncio.run(scene())


def test_the_demo_is_what_was_described(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.connection()
            await wire.snapshot()
            names = {track.name for track in wire.session.tracks.values()} - {"Master"}
            assert names == {track.name for track in DEMO.tracks.values()}

    asyncio.run(scene())

"""MIDI files: what is written comes back, and what others wrote is understood or clearly refused."""

from __future__ import annotations

import io
import random
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.midi.files import MAX_FILE_BYTES, PPQ, load_song, read_song, write_clip
from bridge.model.errors import BadInput
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes, differences
from bridge.model.timebase import Metre, TempoMap

HEADER = b"MThd\0\0\0\6\0\0\0\1\1\xe0"
ticks = st.integers(-20 * PPQ, 100 * PPQ)
single = st.floats(0, 1, width=32)
notes_on_the_grid = st.lists(
    st.builds(
        lambda start, length, pitch, channel, velocity, muted, release, chance, spread: Note(
            start / PPQ, pitch, length / PPQ, velocity, channel, muted, release, chance, spread
        ),
        ticks,
        st.integers(1, 8 * PPQ),
        st.integers(59, 61) | st.integers(0, 127),
        st.integers(0, 1) | st.integers(0, 15),
        st.integers(1, 127).map(float) | st.floats(1, 127, width=32),
        st.booleans(),
        st.integers(0, 127).map(float) | st.floats(0, 127, width=32),
        st.just(1.0) | single,
        st.just(0.0) | st.floats(-127, 127, width=32),
    ),
    max_size=30,
).map(Notes)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(notes_on_the_grid)
def test_notes_on_the_grid_come_back_to_the_bit(notes: Notes) -> None:
    """Overlapping, muted, before the start, with fractions of velocity: all of it."""
    [track] = read_song(write_clip(notes, name="Clip")).tracks
    assert track.notes.sorted() == notes.sorted()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 64), st.floats(0.01, 8)), max_size=20))
def test_other_positions_come_back_within_half_a_tick(rows: list[tuple[float, float]]) -> None:
    notes = Notes(Note(start, 40 + index, length) for index, (start, length) in enumerate(rows))
    [track] = read_song(write_clip(notes, name="Clip")).tracks
    read = {note.pitch: note for note in track.notes}
    for wrote in notes:
        assert wrote.start_beats == pytest.approx(read[wrote.pitch].start_beats, abs=0.5 / PPQ + 1e-9)
        assert wrote.end_beats == pytest.approx(read[wrote.pitch].end_beats, abs=0.5 / PPQ + 1e-9)


def test_the_frame_of_a_clip_comes_back() -> None:
    tempo = TempoMap(((0.0, 92.5), (8.0, 101.0)))
    data = write_clip(
        Notes([Note(0.0, 60, 1.0)]),
        name="Strophe – 主歌",
        length_beats=24.0,
        tempo_map=tempo,
        metre=Metre(6, 8),
        key=Key(3),
        text="Sideman, chord generator, seed 7",
    )
    song = read_song(data)
    assert (song.tempo_map, song.metre, str(song.key), song.kind) == (tempo, Metre(6, 8), "Eb major", 0)
    [track] = song.tracks
    assert (track.name, track.length_beats) == ("Strophe – 主歌", 24.0)
    assert track.texts == ("Sideman, chord generator, seed 7",)


@pytest.mark.parametrize("scale", ["major", "minor"])
@pytest.mark.parametrize("tonic", range(12))
def test_every_major_and_minor_key_comes_back(tonic: int, scale: str) -> None:
    song = read_song(write_clip(Notes(), name="", key=Key(tonic, scale)))
    assert song.key == Key(tonic, scale)


def test_a_key_that_midi_files_cannot_say_is_left_out() -> None:
    assert read_song(write_clip(Notes(), name="", key=Key(2, "dorian"))).key is None


def test_a_pickup_shifts_the_file_by_whole_bars() -> None:
    tempo = TempoMap(((0.0, 80.0), (2.0, 90.0)))
    notes = Notes([Note(-0.5, 67, 0.5), Note(0.0, 72, 4.0)])
    data = write_clip(notes, name="Pickup", length_beats=4.0, tempo_map=tempo)
    assert read_song(data).tempo_map == tempo
    parsed = mido.MidiFile(file=io.BytesIO(data))
    assert sum(message.time for message in parsed.tracks[0]) == 8 * PPQ
    [track] = read_song(data).tracks
    assert [note.start_beats for note in track.notes] == [-0.5, 0.0]
    assert track.length_beats == 4.0


def test_muted_notes_are_silent_for_other_programs() -> None:
    data = write_clip(Notes([Note(0.0, 60, 1.0, muted=True), Note(1.0, 62, 1.0)]), name="")
    played = [m.note for m in mido.MidiFile(file=io.BytesIO(data)).tracks[0] if m.type == "note_on"]
    assert played == [62]


def foreign(*tracks: list[mido.Message], kind: int = 1, ppq: int = 480) -> bytes:
    buffer = io.BytesIO()
    parsed = mido.MidiFile(type=kind, ticks_per_beat=ppq, tracks=[mido.MidiTrack(t) for t in tracks])
    parsed.save(file=buffer)
    return buffer.getvalue()


def on(note: int, velocity: int = 100, time: int = 0, channel: int = 0) -> mido.Message:
    return mido.Message("note_on", note=note, velocity=velocity, time=time, channel=channel)


def test_a_song_of_several_tracks_is_read_with_its_conductor() -> None:
    conductor = [
        mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(87)),
        mido.MetaMessage("time_signature", numerator=3, denominator=4),
        mido.MetaMessage("key_signature", key="F#m"),
        mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(90.25), time=960),
    ]
    bass = [mido.MetaMessage("track_name", name="Bass"), on(40), on(40, 0, 240)]
    lead = [mido.MetaMessage("track_name", name="Solo né"), on(70, time=120), on(70, 0, 480)]
    song = read_song(foreign(conductor, bass, lead))
    assert song.tempo_map == TempoMap(((0.0, 87.0), (2.0, 90.25)))
    assert (str(song.metre), str(song.key), song.ppq) == ("3/4", "F# minor", 480)
    assert [track.name for track in song.tracks] == ["Bass", "Solo né"]
    assert song.tracks[1].notes == Notes([Note(0.25, 70, 1.0)])


def test_patterns_of_a_type_2_file_are_tracks_of_their_own() -> None:
    song = read_song(foreign([on(40), on(40, 0, 480)], [on(50), on(50, 0, 480)], kind=2))
    assert song.kind == 2
    assert [track.notes[0].pitch for track in song.tracks] == [40, 50]


def test_overlapping_notes_of_one_pitch_end_in_the_order_they_began() -> None:
    track = [on(60, 80), on(60, 90, 240), on(60, 0, 240), on(60, 0, 480)]
    [read] = read_song(foreign(track, kind=0)).tracks
    assert read.notes == Notes([Note(0.0, 60, 1.0, 80), Note(0.5, 60, 1.5, 90)])


def test_notes_without_length_get_a_tick_and_notes_without_end_last_to_the_end() -> None:
    track = [
        on(60),
        on(60, 0, 0),
        on(64),
        mido.MetaMessage("end_of_track", time=960),
    ]
    [read] = read_song(foreign(track, kind=0)).tracks
    assert read.notes == Notes([Note(0.0, 60, 1 / 480), Note(0.0, 64, 2.0)])


def test_a_note_off_without_a_note_is_nothing() -> None:
    [read] = read_song(foreign([on(61, 0, 10), on(60), on(60, 0, 480)], kind=0)).tracks
    assert len(read.notes) == 1


def test_smpte_time_is_refused_with_the_way_out() -> None:
    data = bytearray(foreign([on(60), on(60, 0, 480)], kind=0))
    data[12:14] = bytes([0xE7, 40])  # 25 frames of 40 ticks
    with pytest.raises(BadInput, match=r"drums\.mid counts time in SMPTE") as refused:
        read_song(bytes(data), "drums.mid")
    assert "PPQ" in refused.value.hint


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF....", b"MThd\0\0\0\6\0\0\0\1\1\xe0", b"MThd\0\0\0\6\0\0\0\1\1\xe0MTrk\0\0\0\x09\0\x90"],
)
def test_broken_files_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"broken\.mid"):
        read_song(data, "broken.mid")


def test_a_broken_file_never_raises_anything_else() -> None:
    rows = [Note(beat / 4, 40 + beat % 50, 0.5, 90.5, beat % 16, beat % 5 == 0) for beat in range(60)]
    whole = write_clip(Notes(rows), name="Clip", key=Key(9, "minor"), text="by hand")
    chance = random.Random(11)
    outcomes = set()
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_song(bytes(data[: chance.randint(20, len(data))]), "x.mid")
            outcomes.add("read")
        except BadInput as refused:
            assert "x.mid" in refused.message
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_a_missing_and_an_endless_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.mid"):
        load_song(tmp_path / "gone.mid")
    with (tmp_path / "long.mid").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(BadInput, match="16 MiB"):
        load_song(tmp_path / "long.mid")


def test_a_written_file_agrees_with_what_mido_plays() -> None:
    notes = Notes([Note(0.0, 60, 1.0, 96), Note(1.5, 64, 0.5, 80), Note(1.5, 67, 0.5, 70)])
    data = write_clip(notes, name="Clip", tempo_map=TempoMap(((0.0, 120.0),)))
    seconds, heard = 0.0, []
    for message in mido.MidiFile(file=io.BytesIO(data)):
        seconds += message.time
        if message.type == "note_on":
            heard.append((round(seconds, 6), message.note, message.velocity))
    assert heard == [(0.0, 60, 96), (0.75, 64, 80), (0.75, 67, 70)]
    assert differences(notes, read_song(data).tracks[0].notes) == []

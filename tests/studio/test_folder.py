"""Sets in folders: saved and opened again, edited by hand, interrupted while saving."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.daws.studio.folder import load_folder, open_studio, save_folder
from bridge.daws.studio.session import StudioSession
from bridge.midi.files import PPQ, write_clip
from bridge.model.errors import BadInput, PlaceTaken
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.session import Place, TrackKind
from bridge.model.timebase import Metre, TempoMap

RIFF = Notes([Note(0.0, 45, 0.5), Note(1 / 3, 48, 0.25), Note(1.5, 52, 1.0)])  # a triplet lies on the grid
names = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
quarters = st.integers(0, 64).map(lambda number: number / 4)


def still() -> float:
    return 0.0


@st.composite
def sets(draw: st.DrawFn) -> StudioSession:
    session = StudioSession(draw(names), clock=still)
    session.set_tempo_map(TempoMap(draw(st.sampled_from([((0.0, 91.7),), ((0.0, 80.0), (16.0, 120.25))]))))
    session.set_metre(draw(st.sampled_from([Metre(), Metre(6, 8), Metre(7, 4)])))
    session.set_key(draw(st.none() | st.sampled_from([Key(9, "minor"), Key(3, "dorian")])))
    scenes = ["", *(session.add_scene(draw(names)).id for _ in range(draw(st.integers(0, 3))))]
    for _ in range(draw(st.integers(0, 4))):
        track = session.add_track(draw(names), color=draw(st.integers(-1, 0xFFFFFF)))
        session.move_mixer(track.id, volume_db=draw(st.floats(-60, 6)), muted=draw(st.booleans()))
        for _ in range(draw(st.integers(0, 4))):
            place = Place(draw(st.sampled_from(scenes)))
            place = place if place.is_slot else Place(start_beats=draw(quarters))
            rows = draw(st.lists(st.tuples(st.integers(-PPQ, 9 * PPQ), st.integers(0, 127)), max_size=8))
            notes = Notes(Note(tick / PPQ, pitch, 0.5) for tick, pitch in rows)
            try:
                session.add_clip(track.id, place, 4.0, draw(names), notes, muted=draw(st.booleans()))
            except PlaceTaken:
                continue
    session.add_track("Master", TrackKind.MASTER)
    return session


@settings(max_examples=60, deadline=None, derandomize=True)
@given(session=sets())
def test_a_saved_set_opens_as_it_was(
    session: StudioSession, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("set")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)  # many small files; the disk is not the matter
        save_folder(session, folder)
    again = load_folder(folder, still)
    assert again.snapshot().content() == session.snapshot().content()
    for kind in ("tracks", "scenes", "clips"):
        assert set(getattr(again, kind)) == set(getattr(session, kind)), "ids stay"
    assert again.set_id == session.set_id
    assert again.transport.tempo_map == session.transport.tempo_map
    assert again.next_number >= session.next_number
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    save_folder(again, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_clips_of_one_name_keep_their_files_however_they_came_to_be(tmp_path: Path) -> None:
    session = StudioSession("Sketch", set_id="set-1", clock=still)
    keys, verse = session.add_track("Keys"), session.add_scene("Verse")
    session.add_clip(keys.id, Place(start_beats=8.0), 4.0, "Riff", RIFF)  # the sheet names slots first
    session.add_clip(keys.id, Place(verse.id), 4.0, "Riff", RIFF)
    save_folder(session, tmp_path)
    sheet = (tmp_path / "session.yaml").read_text()
    save_folder(load_folder(tmp_path, still), tmp_path)
    assert (tmp_path / "session.yaml").read_text() == sheet


def two_clips() -> StudioSession:
    session = StudioSession("Sketch", set_id="set-1", clock=still)
    bass = session.add_track("Bass")
    verse = session.add_scene("Verse")
    session.add_clip(bass.id, Place(verse.id), 4.0, "Riff", RIFF)
    session.add_clip(bass.id, Place(start_beats=8.0), 4.0, "Fill", RIFF[:1])
    return session


def test_a_folder_reads_as_a_musician_would_write_it(tmp_path: Path) -> None:
    save_folder(two_clips(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "bass-fill.mid",
        "bass-riff.mid",
        "session.yaml",
    ]
    sheet = (tmp_path / "session.yaml").read_text("utf-8")
    assert "scene: Verse" in sheet and "volume_db" not in sheet


def test_only_what_changed_is_written_and_only_what_was_ours_is_removed(tmp_path: Path) -> None:
    session = two_clips()
    (tmp_path / "bass-riff.mid").write_bytes(b"the musician's own")
    (tmp_path / "lyrics.txt").write_text("mine")
    save_folder(session, tmp_path)
    assert (tmp_path / "bass-riff.mid").read_bytes() == b"the musician's own"
    fill = (tmp_path / "bass-fill.mid").stat()
    riff = next(iter(session.clips))
    session.edit_notes(riff, RIFF[1:])
    save_folder(session, tmp_path)
    assert (tmp_path / "bass-fill.mid").stat().st_mtime_ns == fill.st_mtime_ns
    session.delete_clip(riff)
    save_folder(session, tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["bass-fill.mid", "bass-riff.mid", "lyrics.txt", "session.yaml"]


@pytest.mark.parametrize("at", range(1, 14))
def test_a_save_that_is_interrupted_leaves_the_old_set_or_the_new(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = two_clips()
    save_folder(session, tmp_path)
    old = session.snapshot().content()
    for clip in list(session.clips.values()):
        session.edit_notes(clip.id, RIFF[1:])
    session.set_tempo(77)
    calls = 0

    def failing(real: object) -> object:
        def act(*args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls >= at:
                raise OSError("the disk is full")
            return real(*args, **kwargs)  # type: ignore[operator]

        return act

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(os.fsync))
        patch.setattr(Path, "replace", failing(Path.replace))
        patch.setattr(Path, "unlink", failing(Path.unlink))
        with contextlib.suppress(OSError):
            save_folder(session, tmp_path)
    assert load_folder(tmp_path, still).snapshot().content() in (old, session.snapshot().content())
    save_folder(session, tmp_path)
    assert load_folder(tmp_path, still).snapshot().content() == session.snapshot().content()


def test_a_sheet_that_cannot_be_read_is_not_saved_over(tmp_path: Path) -> None:
    (tmp_path / "session.yaml").write_text("name: [broken")
    with pytest.raises(BadInput):
        save_folder(two_clips(), tmp_path)
    assert (tmp_path / "session.yaml").read_text() == "name: [broken"


SHEET = """\
name: By hand
tempo_bpm: 84
metre: 3/4
key: E minor
scenes: [{name: A}, {name: B}]
tracks:
  - name: Piano
    clips: [{file: piano.mid, scene: A}]
"""
MISTAKES = [
    ("name: By hand", "nome: By hand", r"session\.yaml: .*nome", "name"),
    (
        "name: Piano",
        "name: Piano\n    volum_db: -3",
        r"unknown field `volum_db` - at `\$\.tracks\[",
        "volume_db",
    ),
    ("tempo_bpm: 84", "tempo_bpm: fast", r"tempo_bpm", ""),
    ("tempo_bpm: 84", "tempo_bpm: 0", r"session\.yaml: 0.0 is no tempo", ""),
    ("metre: 3/4", "metre: waltz", r"session\.yaml: 'waltz'", "6/8"),
    ("key: E minor", "key: H minor", r"session\.yaml: 'H'", "A to G"),
    ("scene: A", "scene: C", r"no scene named 'C'", "scenes"),
    ("{name: B}", "{name: A}", r"2 scenes named 'A'", "id"),
    ("piano.mid", "pianO.mid", r"pianO\.mid cannot be read", "there"),
    ("piano.mid", "../piano.mid", r"no MIDI file of this folder", "beside"),
    ("name: Piano", "name: Piano\n    kind: choir", r"kind 'choir'", "midi"),
    ("name: Piano", "name: Piano\n    kind: audio", r"Piano is audio", "MIDI track"),
    ("name: Piano", "name: Piano\n    color: red", r"'red' is no colour", "#3366FF"),
    ("name: Piano", "name: Piano\n    volume_db: 40", r"volume_db of Piano cannot be 40", ""),
    ("name: Piano", "name: Piano\n    id: a b", r"'a b' cannot be an id", "spaces"),
    ("scene: A}", "scene: A}, {file: piano.mid, scene: A}", r"already lies there", "empty slot"),
    ("scene: A}", "scene: A, length_beats: -1}", r"length_beats", ""),
    ("tracks:", "tracks", r"session\.yaml is no YAML in line", "colon"),
    ("name: By hand", "name: By hand\nformat: 9", r"format 9", "newer"),
]


@pytest.mark.parametrize(("right", "wrong", "message", "hint"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_slip_of_the_hand_is_named_with_a_way_out(
    tmp_path: Path, right: str, wrong: str, message: str, hint: str
) -> None:
    (tmp_path / "piano.mid").write_bytes(write_clip(RIFF, name="Piano", length_beats=3.0))
    (tmp_path / "session.yaml").write_text(SHEET)
    session = load_folder(tmp_path, still)
    assert (str(session.transport.metre), str(session.key), len(session.clips)) == ("3/4", "E minor", 1)
    (tmp_path / "session.yaml").write_text(SHEET.replace(right, wrong, 1))
    with pytest.raises(BadInput, match=message) as refused:
        load_folder(tmp_path, still)
    assert hint in refused.value.hint


def test_a_clip_that_is_no_midi_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "piano.mid").write_bytes(b"RIFF")
    (tmp_path / "session.yaml").write_text(SHEET)
    with pytest.raises(BadInput, match=r"^piano\.mid is no MIDI file"):
        load_folder(tmp_path, still)


def song(*tracks: list[mido.Message], kind: int) -> bytes:
    buffer = io.BytesIO()
    mido.MidiFile(type=kind, tracks=[mido.MidiTrack(track) for track in tracks]).save(file=buffer)
    return buffer.getvalue()


def hit(note: int, channel: int = 0) -> list[mido.Message]:
    on = mido.Message("note_on", note=note, channel=channel)
    return [on, on.copy(velocity=0, time=480)]


def test_a_folder_of_midi_files_alone_is_a_set(tmp_path: Path) -> None:
    named = [mido.MetaMessage("track_name", name="Bass"), *hit(40)]
    conductor = [
        mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(98)),
        mido.MetaMessage("key_signature", key="Dm"),
        mido.MetaMessage("time_signature", numerator=6, denominator=8),
    ]
    (tmp_path / "1 verse.mid").write_bytes(song(conductor, named, hit(70), kind=1))
    (tmp_path / "2 all.MID").write_bytes(song(hit(60) + hit(36, 9), kind=0))
    session = load_folder(tmp_path, still)
    assert [track.name for track in session.snapshot().tracks_in_order()] == [
        "Bass",
        "1 verse",
        "2 all 1",
        "Drums",
        "Master",
    ]
    assert (session.transport.state().tempo_bpm, str(session.key)) == (98.0, "D minor")
    assert {clip.length_beats for clip in session.clips.values()} == {3.0}
    assert session.set_id == load_folder(tmp_path, still).set_id


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_a_folder_without_music_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput):
        open_studio(tmp_path / folder)

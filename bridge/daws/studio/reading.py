"""Building a set from its sheet and MIDI files, or from MIDI files alone."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bridge.daws.studio.session import StudioSession
from bridge.daws.studio.sheet import SHEET_NAME, ClipRow, Sheet, TrackRow, parse_color
from bridge.midi.files import load_song
from bridge.midi.reading import MidiSong, MidiTrack
from bridge.model.errors import BadInput, SidemanError
from bridge.model.keys import parse_key
from bridge.model.notes import Notes
from bridge.model.session import Place, TrackKind
from bridge.model.timebase import TempoMap, parse_metre

MIDI_SUFFIXES = (".mid", ".midi")
DRUM_CHANNEL = 9
Clock = Callable[[], float]


def read_sheet(sheet: Sheet, folder: Path, clock: Clock) -> StudioSession:
    """The set that a sheet describes. Raises BadInput, naming the sheet or the MIDI file."""
    songs = {row.file: _load(row, folder) for track in sheet.tracks for row in track.clips}
    session = StudioSession(sheet.name, set_id=sheet.set_id or folder_id(folder), clock=clock)
    session.next_number = max(sheet.next_number, _highest_number(sheet) + 1)
    try:
        steps = tuple(sheet.tempo_map) or ((0.0, sheet.tempo_bpm),)
        session.transport.set_tempo_map(TempoMap(steps))
        session.transport.metre = parse_metre(sheet.metre)
        session.transport.launch_quantum_beats = sheet.launch_quantum_beats
        session.set_key(parse_key(sheet.key) if sheet.key else None)
        for row in sheet.scenes:
            session.add_scene(row.name, scene_id=_good_id(row.id))
        for track in sheet.tracks:
            _add_track(session, track, songs)
    except SidemanError as problem:
        raise BadInput(f"{SHEET_NAME}: {problem.message}", problem.hint) from None
    return session


def read_plain(folder: Path, clock: Clock) -> StudioSession:
    """A set of all tracks of all MIDI files, in the order of their names, each track with one clip
    at beat 0; tempo, metre and key come from the first file. Raises BadInput."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in MIDI_SUFFIXES)
    if not paths:
        raise BadInput(
            f"There is no {SHEET_NAME} and no MIDI file in {folder}.",
            "Put .mid files there, or name another.",
        )
    session = StudioSession(folder.name, set_id=folder_id(folder), clock=clock)
    for number, path in enumerate(paths):
        song = load_song(path)
        if number == 0:
            session.transport.set_tempo_map(song.tempo_map)
            session.transport.metre = song.metre
            session.set_key(song.key)
        for part in _parts(song, path.stem):
            track = session.add_track(part.name)
            length = _whole_bars(part, session.transport.metre.bar_beats)
            session.add_clip(track.id, Place(), length, part.name, part.notes)
    session.add_track("Master", TrackKind.MASTER)
    return session


def folder_id(folder: Path) -> str:
    """The identity of a set that has none of its own: where it lies."""
    return f"folder-{hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()}"


def _parts(song: MidiSong, stem: str) -> Iterator[MidiTrack]:
    """The song's tracks; the channels of a one-track file are parts of their own. All have a name."""
    for track in song.tracks:
        channels = sorted({note.channel for note in track.notes})
        if song.kind != 0 or len(channels) < 2:
            yield replace(track, name=track.name or stem)
            continue
        for channel in channels:
            name = "Drums" if channel == DRUM_CHANNEL else f"{track.name or stem} {channel + 1}"
            notes = Notes(note for note in track.notes if note.channel == channel)
            yield replace(track, name=name, notes=notes)


def _whole_bars(part: MidiTrack, bar_beats: float) -> float:
    end = max(part.length_beats, part.notes.end_beats)
    return max(1, math.ceil(end / bar_beats - 1e-6)) * bar_beats


def _good_id(text: str) -> str:
    if re.search(r"\s", text):
        raise BadInput(f"{text!r} cannot be an id.", "Ids hold no spaces.")
    return text


def _highest_number(sheet: Sheet) -> int:
    """The highest number of an id such as "clip-12", so that no id is given twice."""
    ids = [scene.id for scene in sheet.scenes]
    ids += [found for track in sheet.tracks for found in (track.id, *(clip.id for clip in track.clips))]
    numbers = [int(match[1]) for text in ids if (match := re.fullmatch(r"[a-z]+-(\d{1,9})", text))]
    return max(numbers, default=0)


def _add_track(session: StudioSession, row: TrackRow, songs: Mapping[str, MidiSong]) -> None:
    if row.kind not in list(TrackKind):
        raise BadInput(f"Track {row.name} is of kind {row.kind!r}.", f"Kinds: {', '.join(TrackKind)}.")
    color = parse_color(row.color, row.name)
    track = session.add_track(row.name, TrackKind(row.kind), color=color, track_id=_good_id(row.id))
    switches = {name: True for name in ("muted", "soloed", "armed") if getattr(row, name)}
    session.move_mixer(track.id, volume_db=row.volume_db, pan=row.pan, **switches)
    # A set that was just opened is unchanged, whatever it took to build it.
    session.tracks[track.id] = replace(session.tracks[track.id], group_id=row.group, revision=0)
    for clip in row.clips:
        _add_clip(session, track.id, clip, songs[clip.file])


def _load(row: ClipRow, folder: Path) -> MidiSong:
    if Path(row.file).name != row.file or not row.file.lower().endswith(MIDI_SUFFIXES):
        raise BadInput(
            f"{SHEET_NAME}: {row.file!r} is no MIDI file of this folder.", "Name a .mid file beside it."
        )
    return load_song(folder / row.file)


def _add_clip(session: StudioSession, track_id: str, row: ClipRow, song: MidiSong) -> None:
    parts = song.tracks or (MidiTrack("", Notes(), 0.0),)
    whole = MidiTrack(
        row.name if row.name is not None else parts[0].name or Path(row.file).stem,
        Notes(note for part in parts for note in part.notes),
        max(part.length_beats for part in parts),
    )
    length = row.length_beats or _whole_bars(whole, session.transport.metre.bar_beats)
    place = Place(_scene_id(session, row.scene), row.start_beats)
    color = parse_color(row.color, whole.name)
    clip = session.add_clip(
        track_id,
        place,
        length,
        whole.name,
        whole.notes,
        color=color,
        muted=row.muted,
        clip_id=_good_id(row.id),
    )
    loop = clip.loop_length_beats if row.loop_length_beats is None else row.loop_length_beats
    looped = replace(clip, loop_start_beats=row.loop_start_beats, loop_length_beats=loop)
    session.clips[clip.id] = looped


def _scene_id(session: StudioSession, word: str) -> str:
    if not word or word in session.scenes:
        return word
    named = [scene.id for scene in session.scenes.values() if scene.name == word]
    if len(named) != 1:
        what = "no scene" if not named else f"{len(named)} scenes"
        raise BadInput(
            f"There is {what} named {word!r}.", "List it under scenes, with an id where names repeat."
        )
    return named[0]

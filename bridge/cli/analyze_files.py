"""Opens the files that are analysed: MIDI and MusicXML as tracks, with the facts that they state."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.midi.files import load_song, read_song
from bridge.midi.reading import MidiSong
from bridge.model.keys import Key
from bridge.model.notes import Notes
from bridge.model.timebase import Metre
from bridge.scores.reading import SUFFIXES, Score, load_score


@dataclass(frozen=True, slots=True)
class Opened:
    """Tracks (name, notes) and what the file says; metres () where it says none. facts: JSON values."""

    tracks: tuple[tuple[str, Notes], ...]
    tempo_bpm: float
    metres: tuple[tuple[float, Metre], ...]
    first_bar_beats: float | None
    key: Key | None
    facts: dict[str, Any]


def open_file(path: Path) -> Opened:
    """A file by its suffix: MusicXML, else MIDI. Raises BadInput."""
    if path.suffix.lower() in SUFFIXES:
        return _of_score(load_score(path))
    return _of_song(load_song(path))


def open_bytes(data: bytes) -> Opened:
    """What came on standard input, told by its first bytes. Raises BadInput."""
    if data[:4] == b"MThd" or not (data[:2] == b"PK" or data.lstrip()[:1] == b"<"):
        return _of_song(read_song(data, "Standard input"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("input.mxl" if data[:2] == b"PK" else "input.musicxml")
        path.write_bytes(data)
        return _of_score(load_score(path))


def _of_song(song: MidiSong) -> Opened:
    tempo = song.tempo_map.tempo_at(0.0)
    facts = {"key_signature": str(song.key)} if song.key else {}
    tracks = tuple((track.name, track.notes) for track in song.tracks)
    return Opened(_by_channel(tracks), tempo, song.metres, None, song.key, facts)


def _by_channel(tracks: Sequence[tuple[str, Notes]]) -> tuple[tuple[str, Notes], ...]:
    """A lone track on several channels (type 0) as one track a channel."""
    if len(tracks) != 1 or len({note.channel for note in tracks[0][1]}) < 2:
        return tuple(tracks)
    name, notes = tracks[0]
    channels = sorted({note.channel for note in notes})
    return tuple(
        (f"{name} {channel + 1}".strip(), Notes(note for note in notes if note.channel == channel))
        for channel in channels
    )


def _of_score(score: Score) -> Opened:
    facts = {
        "title": score.title,
        "key_signatures": [{"start_beats": beat, "sharps": sharps} for beat, sharps in score.sharps],
        "chord_symbols": [{"start_beats": beat, "symbol": symbol} for beat, symbol in score.chords],
    }
    first_bar = score.pickup_beats if score.metres else None
    tracks = tuple((part.name, part.notes) for part in score.parts)
    return Opened(tracks, score.tempo_map.tempo_at(0.0), score.metres, first_bar, score.key, facts)

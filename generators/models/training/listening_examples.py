"""Songs and performances with known bars and roles: what the listener is fitted to and judged by."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mido
import numpy as np

from bridge.model.timebase import Metre
from generators.analysis.roles import TrackPart
from generators.analysis.sounding import Sounding, from_rows
from generators.models.training.rendering import Rendered

_EXCERPT_BEATS = 64.0
_SPLIT_SEED = 4


@dataclass(frozen=True, slots=True)
class BarredSong:
    """All notes of a song whose metre never changes; pickup_beats: the length of a short first bar."""

    maker: str
    heard: Sounding
    metre: Metre
    pickup_beats: float


@dataclass(frozen=True, slots=True)
class CastPiece:
    """Tracks and the role of each, "" where it is not scored."""

    maker: str
    parts: tuple[TrackPart, ...]
    roles: tuple[str, ...]


def records(data: Path, folder: str) -> Iterator[dict[str, Any]]:
    with gzip.open(data / folder / f"{folder}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def barred_songs(data: Path) -> list[BarredSong]:
    """The Lieder in one metre throughout; 2/2 counts as 4/4."""
    found = []
    for record in records(data, "lieder"):
        signs = {(n, d) for _, n, d in record["time_signatures"]}
        if len(signs) != 1:
            continue
        numerator, denominator = signs.pop()
        metre = Metre(4, 4) if (numerator, denominator) == (2, 2) else Metre(numerator, denominator)
        rows = [
            (on, on + long, pitch, 90.0)
            for part in record["parts"]
            for on, long, pitch, _ in part["notes"]
            if on < 2 * _EXCERPT_BEATS
        ]
        if rows:
            found.append(BarredSong(record["composer"], from_rows(rows), metre, float(record["pickup"])))
    return found


_LIEDER_ROLES = {"voice": "melody", "piano_right": "chords", "piano_left": ""}
_QUARTET_ROLES = {"violin1": "melody", "cello": "bass", "violin2": "", "viola": ""}


def cast_scores(data: Path) -> Iterator[CastPiece]:
    """Lieder and quartets, from their second phrase on, with names hidden."""
    for folder, table in (("lieder", _LIEDER_ROLES), ("quartets", _QUARTET_ROLES)):
        for record in records(data, folder):
            parts, named = [], []
            end = max((bar[0] + bar[1] for bar in record["bars"]), default=0.0)
            start = min(16.0, end / 4)
            for part in record["parts"]:
                rows = [
                    (on, on + long, pitch, 90.0)
                    for on, long, pitch, _ in part["notes"]
                    if start <= on < start + _EXCERPT_BEATS
                ]
                if len(rows) >= 8:
                    parts.append(TrackPart("", from_rows(rows)))
                    named.append(table.get(part["role"], ""))
            yield CastPiece(record["composer"], tuple(parts), tuple(named))


def cast_drums(data: Path) -> Iterator[CastPiece]:
    """The Groove MIDI performances, on a channel that says nothing."""
    for _, notes, info in drum_performances(data):
        rows = [
            (beat, beat + 0.1, pitch, velocity) for beat, pitch, velocity in notes if beat < _EXCERPT_BEATS
        ]
        if len(rows) >= 8:
            yield CastPiece(info["drummer"], (TrackPart("", from_rows(rows)),), ("drums",))


def drum_performances(
    data: Path,
) -> Iterator[tuple[str, list[tuple[float, int, float]], dict[str, str]]]:
    """(id, (beat, pitch, velocity) of each hit, its line of info.csv)."""
    with (data / "gmd" / "info.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["midi_filename"]: row for row in csv.DictReader(file)}
    with tarfile.open(data / "gmd" / "groove.tar.gz") as archive:
        for member in archive:
            name = member.name.partition("groove/")[2]
            source = archive.extractfile(member) if name in wanted else None
            if source is None:
                continue
            song = mido.MidiFile(file=io.BytesIO(source.read()))
            yield wanted[name]["id"], _hits(song), wanted[name]


def _hits(song: mido.MidiFile) -> list[tuple[float, int, float]]:
    tick, hits = 0, []
    for message in mido.merge_tracks(song.tracks):
        tick += message.time
        if message.type == "note_on" and message.velocity:
            hits.append((tick / song.ticks_per_beat, message.note, float(message.velocity)))
    return hits


_ARPEGGIOS = frozenset({"arpeggio up", "arpeggio wave", "alberti", "triplets", "finger picking", "rolled"})
_PADS = frozenset({"held", "staggered"})


def cast_rendering(piece: Rendered) -> CastPiece:
    """The parts of a synthetic rendering."""
    hand = piece.patterns.split(" / ")[0]
    meant = {
        "hand": "arp" if hand in _ARPEGGIOS else "pad" if hand in _PADS else "chords",
        "bass": "bass",
        "melody": "melody",
    }
    parts, named = [], []
    for part, role in meant.items():
        rows = [(on, on + long, pitch, 90.0) for on, long, pitch, name in piece.notes if name == part]
        if len(rows) >= 4:
            parts.append(TrackPart("", from_rows(rows)))
            named.append(role)
    return CastPiece(piece.line.song_id, tuple(parts), tuple(named))


def held_out(makers: Sequence[str], share: float = 0.2) -> set[str]:
    """Makers (composers, drummers, songs) whose pieces are only scored, drawn with a fixed seed."""
    names = sorted(set(makers))
    drawn = np.random.default_rng(_SPLIT_SEED).permutation(len(names))
    return {names[index] for index in drawn[: max(1, round(len(names) * share))]}

"""Reading MusicXML: the parts of a score as notes in beats, with what the score says about them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.model.errors import BadInput, SidemanError
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre, TempoMap
from bridge.scores.chord_symbols import harte

SUFFIXES = (".musicxml", ".mxl", ".xml")
MAX_FILE_BYTES = 32 * 1024 * 1024
DRUM_CHANNEL = 9
_UNPITCHED = 38
"""MIDI pitch (snare) of percussion whose instrument the score does not name."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A staff or instrument. notes: beat 0 is the start of the score."""

    name: str
    notes: Notes


@dataclass(frozen=True, slots=True)
class Score:
    """pickup_beats: length of a short first bar, 0 for none. metres, sharps (flats negative), chords (Harte):
    from a beat on, in order. key: where a signature names its mode, else None. repeats stand once."""

    title: str
    parts: tuple[ScorePart, ...]
    tempo_map: TempoMap
    metres: tuple[tuple[float, Metre], ...]
    sharps: tuple[tuple[float, int], ...]
    key: Key | None
    chords: tuple[tuple[float, str], ...]
    pickup_beats: float
    length_beats: float


def load_score(path: Path) -> Score:
    """Raises BadInput when the file cannot be opened, or is no MusicXML that can be read."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path.name} is longer than {MAX_FILE_BYTES >> 20} MiB.", "Is it a score?")
        path.read_bytes()
    except OSError as problem:
        raise BadInput(f"{path.name} cannot be read: {problem.strerror}.", "Is it still there?") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _score(_parsed(path))
    except SidemanError as problem:
        raise BadInput(f"{path.name}: {problem.message}", problem.hint, "bad_score") from None
    except Exception as problem:  # music21 has no one error for broken files
        raise BadInput(
            f"{path.name} is no MusicXML that can be read ({problem or type(problem).__name__}).",
            "Export it again as MusicXML (.musicxml or .mxl).",
            "bad_score",
        ) from None


def _parsed(path: Path) -> Any:
    from music21 import converter, stream

    found = converter.parse(path, format="musicxml", forceSource=True, storePickle=False)
    if not isinstance(found, stream.Score) or not found.parts:
        raise BadInput("it holds no parts.", "Export it again as MusicXML.")
    return found


def _score(found: Any) -> Score:
    first = found.parts[0]
    metres = tuple(_metres(first))
    title = (found.metadata.title or found.metadata.movementName or "") if found.metadata else ""
    return Score(
        str(title),
        tuple(ScorePart(str(part.partName or ""), Notes(_notes(part))) for part in found.parts),
        _tempo_map(found),
        metres,
        tuple(
            (float(sign.getOffsetInHierarchy(first)), int(sign.sharps))
            for sign in _all(first, "KeySignature")
        ),
        _key(first),
        tuple(_chords(found)),
        _pickup(first, metres),
        float(found.highestTime),
    )


def _all(part: Any, kind: str) -> Iterator[Any]:
    return iter(part.recurse().getElementsByClass(kind))


def _notes(part: Any) -> Iterator[Note]:
    for sound in part.stripTies().flatten().notes:
        length = float(sound.quarterLength)
        if length <= 0 or "Harmony" in sound.classes:
            continue
        start = float(sound.offset)
        if sound.isNote or sound.isChord:
            velocity = min(127.0, max(1.0, sound.volume.velocity or 90.0))
            for pitch in sound.pitches:
                if 0 <= pitch.midi <= 127:
                    yield Note(start, int(pitch.midi), length, velocity)
        else:
            yield Note(start, _UNPITCHED, length, 90.0, DRUM_CHANNEL)


def _metres(part: Any) -> Iterator[tuple[float, Metre]]:
    for sign in _all(part, "TimeSignature"):
        yield float(sign.getOffsetInHierarchy(part)), Metre(int(sign.numerator), int(sign.denominator))


def _pickup(part: Any, metres: tuple[tuple[float, Metre], ...]) -> float:
    bars = list(part.getElementsByClass("Measure"))
    if len(bars) < 2 or not metres:
        return 0.0
    length = float(bars[1].offset - bars[0].offset)
    return length if 0 < length < metres[0][1].bar_beats - 1e-6 else 0.0


def _key(part: Any) -> Key | None:
    for sign in _all(part, "Key"):
        return Key(int(sign.tonic.pitchClass), "minor" if sign.mode == "minor" else "major", "score")
    return None


def _chords(found: Any) -> Iterator[tuple[float, str]]:
    for part in found.parts:
        named = list(_all(part, "ChordSymbol"))
        if named:
            for symbol in named:
                yield float(symbol.getOffsetInHierarchy(part)), harte(symbol)
            return


def _tempo_map(found: Any) -> TempoMap:
    steps: dict[float, float] = {}
    for mark in _all(found, "MetronomeMark"):
        bpm = mark.getQuarterBPM()
        if bpm and 1 <= bpm <= 1000:
            steps.setdefault(float(mark.getOffsetInHierarchy(found)), float(bpm))
    steps.setdefault(0.0, next(iter(steps.values()), 120.0))
    return TempoMap(tuple(sorted(steps.items())))

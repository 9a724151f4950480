"""The single lines that a listener may follow in a clip: its top, its bottom and what moves between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.notes import Note

DRUM_CHANNEL = 9
TOGETHER_BEATS = 0.04
"""Notes that start this close are one stroke."""

_INNER = 3
_TOGETHER_ROWS = 128
"""Notes that are compared at once with all that sounds meanwhile."""

_FARTHEST_SEMITONES = 12.0
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """role: "melody", "bass" or "inner". onsets_beats and pitches have one value per note."""

    role: str
    onsets_beats: NDArray[np.float64]
    pitches: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.pitches)


def note_rows(notes: Iterable[Note]) -> Rows:
    """(n, 4): start, end, pitch, channel; sorted by start, the highest of a stroke first. Drums and muted
    notes are left out."""
    rows = np.array(
        [
            (note.start_beats, note.end_beats, note.pitch, note.channel)
            for note in notes
            if note.channel != DRUM_CHANNEL and not note.muted
        ],
        np.float64,
    ).reshape(-1, 4)
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    strokes = np.cumsum(np.diff(rows[:, 0], prepend=rows[:1, 0] if len(rows) else 0.0) > TOGETHER_BEATS)
    return rows[np.lexsort((-rows[:, 2], strokes))]


def lines_of(notes: Iterable[Note], fewest_notes: int = 3) -> list[Line]:
    """Every line with at least so many notes, each once: of every channel, on top, at the bottom, the lines
    peeled off between, and voices that move to the nearest pitch."""
    rows = note_rows(notes)
    if not len(rows):
        return []
    found = [("melody", outer(rows, 1)), ("bass", outer(rows, -1))]
    channels = np.unique(rows[:, 3])
    if len(channels) > 1:
        found += [("melody", outer(rows[rows[:, 3] == channel], 1)) for channel in channels]
    if len(found[0][1]) < len(rows):
        found += [*_peeled(rows), *(("inner", voice) for voice in _voices(rows))]
    different: dict[bytes, Line] = {}
    for role, line in found:
        if len(line) >= fewest_notes:
            different.setdefault(line[:, :3].tobytes(), Line(role, line[:, 0], line[:, 2]))
    return list(different.values())


def outer(rows: Rows, sign: int) -> Rows:
    """The highest (sign 1) or lowest (-1) note of every stroke."""
    if not len(rows):
        return rows
    ends = np.flatnonzero(np.diff(rows[:, 0]) > TOGETHER_BEATS) + 1
    parts = np.split(np.arange(len(rows)), ends)
    return rows[[part[0] if sign > 0 else part[-1] for part in _by_height(rows, parts)]]


def _by_height(rows: Rows, parts: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    return [part if len(part) == 1 else part[np.argsort(-rows[part, 2], kind="stable")] for part in parts]


def _peeled(rows: Rows) -> list[tuple[str, Rows]]:
    """The lines that sound on top and at the bottom of all that sounds, then those of the rest."""
    found: list[tuple[str, Rows]] = []
    rest = rows
    for layer in range(_INNER):
        if not len(rest):
            break
        top, bottom = _uncovered(rest, 1), _uncovered(rest, -1)
        found += [("inner" if layer else "melody", rest[top]), ("inner" if layer else "bass", rest[bottom])]
        rest = rest[~(top | bottom)]
        found += [("inner", outer(rest, 1)), ("inner", outer(rest, -1))]
    return found


def _uncovered(rows: Rows, sign: int) -> NDArray[np.bool_]:
    """Where nothing higher (lower) sounds when a note starts."""
    free = np.ones(len(rows), bool)
    for first in range(0, len(rows), _TOGETHER_ROWS):
        here = rows[first : first + _TOGETHER_ROWS]
        heard = here[:, 0] + TOGETHER_BEATS
        company = rows[(rows[:, 0] <= heard.max()) & (rows[:, 1] > here[:, 0].min())]
        sounding = (company[None, :, 0] <= heard[:, None]) & (company[None, :, 1] > heard[:, None])
        higher = sign * company[None, :, 2] > sign * here[:, None, 2]
        free[first : first + _TOGETHER_ROWS] = ~(sounding & higher).any(axis=1)
    return free


def _voices(rows: Rows) -> list[Rows]:
    """Every note joins the free voice that was nearest in pitch."""
    members: list[list[int]] = []
    last: list[tuple[float, float]] = []
    for index, (start, end, pitch, _) in enumerate(rows.tolist()):
        near = [
            (abs(pitch - at), voice)
            for voice, (until, at) in enumerate(last)
            if until <= start + TOGETHER_BEATS and abs(pitch - at) <= _FARTHEST_SEMITONES
        ]
        if near:
            voice = min(near)[1]
            members[voice].append(index)
            last[voice] = (end, pitch)
        else:
            members.append([index])
            last.append((end, pitch))
    return [rows[voice] for voice in members]

"""Training examples: windows of passages, which are pieces on one grid of slots with some parts given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.bar_grid import BarGrid
from generators.harmonise.parting import NO_NOTES, NoteRows, Parts, in_order, parted
from generators.harmonise.slot_features import BY_PITCH_CLASS, MODE_AT, STYLE_AT, Frame, slot_features
from generators.harmonise.triads import QUALITIES
from generators.models.harmony_model import slot_kinds
from generators.models.training.harmony_labellers import LABELLER_SHARES, LABELLERS
from generators.models.training.harmony_melodies import melody_over
from generators.models.training.harmony_pieces import Piece
from generators.models.training.harmony_synthetic import ChordSong

SHORTEST_WINDOW, LONGEST_WINDOW = 16, 64
"""Slots of an example."""

RHYTHMS = ("half", "bar", "beat")
_RHYTHM_SHARES = (0.64, 0.13, 0.23)
_MELODY_SHARE = 0.7
_GIVEN = ("bass", "melody+bass", "all", "melody+upper", "accompaniment")
"""What may be given instead of the melody alone."""

_WRONG_KEY = 0.06
_STYLE_NAMED = 0.3


@dataclass(frozen=True, slots=True)
class Passage:
    """features: (slots, WIDTH). triads: (readers, slots), no silence. kinds: (slots,) of `slot_kinds`.
    mode: 0 or 1. style: an index into `slot_features.STYLES`."""

    features: NDArray[np.float32]
    triads: NDArray[np.int64]
    kinds: NDArray[np.int64]
    mode: int
    style: int


@dataclass(frozen=True, slots=True)
class Example:
    """features: (slots, WIDTH). triads: (slots,). kinds: (slots,) of `slot_kinds`. mode: 0 or 1."""

    features: NDArray[np.float32]
    triads: NDArray[np.int64]
    kinds: NDArray[np.int64]
    mode: int


@dataclass(frozen=True, slots=True)
class PiecePassages:
    """All passages of one piece. bars: how long it is. alone: the melody's, by rhythm."""

    bars: int
    alone: dict[str, Passage]
    others: tuple[Passage, ...]

    def drawn(self, rng: np.random.Generator) -> Passage:
        """One of them: mostly the melody alone on half bars."""
        if self.others and rng.random() >= _MELODY_SHARE:
            return self.others[int(rng.integers(len(self.others)))]
        return self.alone[str(rng.choice(RHYTHMS, p=_RHYTHM_SHARES))]


def carried(triads: NDArray[np.int64]) -> NDArray[np.int64]:
    """Silent slots (-1) hold the chord before them, those at the beginning the first chord."""
    known = np.flatnonzero(triads >= 0)
    if not len(known):
        return np.zeros_like(triads)
    index = np.searchsorted(known, np.arange(len(triads)), side="right") - 1
    found: NDArray[np.int64] = triads[known[np.maximum(index, 0)]]
    return found


def piece_passages(piece: Piece, rng: np.random.Generator, mixes: bool = True) -> PiecePassages:
    """A piece's melody on every rhythm, and where ``mixes`` each other mix of parts on a random one."""
    framed = {rhythm: _framed(piece, rhythm, rng) for rhythm in RHYTHMS}
    parts = Parts(piece.melody, NO_NOTES, NO_NOTES)
    alone = {rhythm: _passage(parts, frame, triads, 0) for rhythm, (frame, triads) in framed.items()}
    others = []
    for what in _GIVEN if mixes else ():
        frame, triads = framed[str(rng.choice(RHYTHMS, p=_RHYTHM_SHARES))]
        others.append(_passage(_given(piece, what), frame, triads, 0))
    return PiecePassages(len(piece.grid.starts), alone, tuple(others))


def _framed(piece: Piece, rhythm: str, rng: np.random.Generator) -> tuple[Frame, NDArray[np.int64]]:
    """A frame of a piece and what each reader hears in it. Half bars of three beats are 2 + 1, or equal."""
    starts = piece.grid.slots(rhythm, piece.grid.starts[0], piece.end_beats)
    if rhythm == "half" and rng.random() < 0.5:
        starts = equal_halves(piece.grid, starts)
    frame = Frame(piece.grid, starts, piece.end_beats, piece.tonic, piece.mode)
    return frame, np.stack([carried(read(piece.all, frame)) for read in LABELLERS.values()])


def equal_halves(grid: BarGrid, starts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same half bars, those of 3/4 with the second one in the middle of the bar."""
    if grid.metre.bar_beats != 3.0 or grid.metre.denominator != 4:
        return starts
    position, _ = grid.bar_of(starts)
    moved = np.where(np.abs(position - 2.0) < 1e-3, starts - 0.5, starts)
    moved[0] = starts[0]
    found: NDArray[np.float64] = moved[np.append(True, np.diff(moved) > 1e-3)]
    return found


def song_passage(song: ChordSong, rng: np.random.Generator) -> Passage | None:
    """A stretch of a song of which the chords are known, under a melody made by rule. None without chords."""
    rhythm = str(rng.choice(RHYTHMS, p=_RHYTHM_SHARES))
    starts = song.grid.slots(rhythm, 0.0, song.end_beats)
    if rhythm == "half" and rng.random() < 0.5:
        starts = equal_halves(song.grid, starts)
    count = min(len(starts), int(rng.integers(SHORTEST_WINDOW, LONGEST_WINDOW + 1)))
    at = int(rng.integers(0, len(starts) - count + 1))
    end = float(starts[at + count]) if at + count < len(starts) else song.end_beats
    frame = Frame(song.grid, starts[at : at + count], end, 0, song.mode)
    triads = song.triads_at(frame.starts, frame.ends)
    if (triads < 0).mean() > 0.5:
        return None
    melody = cut(melody_over(song, rng, float(starts[at]), end), float(starts[at]), end)
    parts = Parts(melody, NO_NOTES, NO_NOTES)
    return _passage(parts, frame, np.tile(carried(triads), (len(LABELLERS), 1)), song.style)


def _passage(parts: Parts, frame: Frame, triads: NDArray[np.int64], style: int) -> Passage:
    features = slot_features(parts, frame).astype(np.float32)
    return Passage(features, triads, slot_kinds(frame), frame.mode, style)


def window(passage: Passage, rng: np.random.Generator) -> Example:
    """A random window, as one of the readers hears it, now and then told in a wrong key or with its style."""
    whole = len(passage.features)
    count = min(whole, int(rng.integers(SHORTEST_WINDOW, LONGEST_WINDOW + 1)))
    at = int(rng.integers(0, whole - count + 1))
    reader = int(rng.choice(len(passage.triads), p=LABELLER_SHARES))
    span = slice(at, at + count)
    features = passage.features[span].copy()
    if rng.random() < _STYLE_NAMED:
        features[:, STYLE_AT + passage.style] = 1.0
    found = Example(features, passage.triads[reader, span], passage.kinds[span], passage.mode)
    return _in_wrong_key(found, rng) if rng.random() < _WRONG_KEY else found


def _in_wrong_key(example: Example, rng: np.random.Generator) -> Example:
    """The same music told in a neighbouring key, as a key finder that errs would tell it."""
    relative = (9, 1) if example.mode == 0 else (3, 0)
    step, mode = (relative, (7, example.mode), (5, example.mode), (0, 1 - example.mode))[int(rng.integers(4))]
    features, count = example.features.copy(), len(QUALITIES)
    pitched = features[:, :BY_PITCH_CLASS].reshape(len(features), -1, 12)
    features[:, :BY_PITCH_CLASS] = np.roll(pitched, -step, axis=2).reshape(len(features), -1)
    features[:, MODE_AT : MODE_AT + 2] = np.eye(2)[mode]
    moved = (example.triads // count - step) % 12 * count + example.triads % count
    return replace(example, features=features, triads=moved, mode=mode)


def cut(rows: NoteRows, start: float, end: float) -> NoteRows:
    """The notes that begin in a span, cut at its end."""
    inside = rows[(rows[:, 0] >= start - 1e-6) & (rows[:, 0] < end - 1e-6)].copy()
    inside[:, 1] = np.minimum(inside[:, 1], end - inside[:, 0])
    return inside


def excerpts(piece: Piece, bars: int) -> list[Piece]:
    """A piece cut into pieces of so many bars; a rest of fewer than eight, and silence, are left out."""
    lines, found = piece.grid.starts, []
    for number, first in enumerate(range(0, len(lines), bars)):
        inside = lines[first : first + bars]
        end = lines[first + bars] if first + bars < len(lines) else piece.end_beats
        melody, bass, everything = (
            cut(rows, inside[0], end) for rows in (piece.melody, piece.bass, piece.all)
        )
        if len(inside) >= 8 and len(melody) >= 8:
            grid = BarGrid(piece.grid.metre, inside)
            name = f"{piece.piece_id}.{number:02d}"
            found.append(
                replace(
                    piece, piece_id=name, grid=grid, end_beats=end, melody=melody, bass=bass, all=everything
                )
            )
    return found


def _given(piece: Piece, what: str) -> Parts:
    melody, bass, everything = piece.melody, piece.bass, piece.all
    choices: dict[str, Callable[[], Parts]] = {
        "bass": lambda: Parts(NO_NOTES, lowest_line(bass), NO_NOTES),
        "melody+bass": lambda: Parts(melody, lowest_line(bass), NO_NOTES),
        "all": lambda: parted(everything),
        "melody+upper": lambda: Parts(melody, NO_NOTES, _without(_without(everything, melody), bass)),
        "accompaniment": lambda: parted(_without(everything, melody)),
    }
    return choices[what]()


def lowest_line(rows: NoteRows) -> NoteRows:
    """The lowest note of each onset."""
    if not len(rows):
        return rows
    _, first = np.unique(np.round(rows[:, 0], 4), return_index=True)
    return rows[first]


def _without(rows: NoteRows, others: NoteRows) -> NoteRows:
    taken = {(round(onset, 3), pitch) for onset, _, pitch in others.tolist()}
    kept = [(round(onset, 3), pitch) not in taken for onset, _, pitch in rows.tolist()]
    return in_order(rows[np.array(kept, dtype=bool)]) if len(rows) else rows


def synthetic_passages(songs: Sequence[ChordSong], count: int, rng: np.random.Generator) -> list[Passage]:
    """So many passages of random songs, those without chords left out."""
    drawn = (song_passage(songs[int(rng.integers(len(songs)))], rng) for _ in range(count if songs else 0))
    return [one for one in drawn if one is not None]

"""Copies of training items, disguised: what the guard must find, and how it is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bridge.model.notes import Note, Notes
from generators.models.training.originality_items import Item
from generators.models.vocabulary import CLASSES
from generators.originality.lines import Rows
from generators.originality.shipped import CHANGES_PERIOD, LINE_PERIOD, Index
from generators.originality.tokens import LEAD_CHORDS, LEAD_NOTES, repeating
from generators.originality.verdict import Nearest, Verdict

_ROUNDS = 50
_SLIP_BEATS = 0.02
Disguise = Callable[[Rows, np.random.Generator], Rows]


def excerpts(items: Sequence[Item], index: Index, count: int, rng: np.random.Generator) -> Iterator[Item]:
    """Random stretches of lines, just long enough to be too long a copy."""
    able = [item for item in items if item.notes is not None and len(item.tokens) > 60]
    for _ in range(count):
        for _ in range(_ROUNDS):
            item = able[int(rng.integers(len(able)))]
            block = max(index.limits[role].block for role in ("melody", "bass", "inner"))
            start = int(rng.integers(len(item.tokens) - 50))
            news = np.cumsum(~repeating(item.tokens[start : start + 50], LINE_PERIOD))
            enough = np.flatnonzero(news >= block - LEAD_NOTES + 2)
            if len(enough) and item.notes is not None:
                end = start + int(enough[0]) + 1
                yield Item(
                    item.kind,
                    item.role,
                    item.piece,
                    item.title,
                    item.by,
                    item.data,
                    item.tokens[start:end],
                    item.notes[start : end + LEAD_NOTES],
                )
                break


def progressions(
    items: Sequence[Item], index: Index, count: int, rng: np.random.Generator
) -> Iterator[tuple[int, ...]]:
    """Random stretches of songs that are too long a copy, and no common property."""
    able = [item for item in items if item.kind == "changes" and len(item.tokens) > 40]
    for _ in range(count):
        for _ in range(_ROUNDS):
            item = able[int(rng.integers(len(able)))]
            start = int(rng.integers(len(item.tokens) - 32))
            news = np.cumsum(~repeating(item.tokens[start : start + 32], CHANGES_PERIOD))
            enough = np.flatnonzero(news >= index.limits["chords"].block - LEAD_CHORDS)
            if len(enough):
                yield item.changes[start : start + int(enough[0]) + 1 + LEAD_CHORDS]
                break


def transposed(rows: Rows, rng: np.random.Generator) -> Rows:
    moved = rows.copy()
    room_up, room_down = 127 - int(rows[:, 2].max()), int(rows[:, 2].min())
    moved[:, 2] += int(rng.integers(-min(11, room_down), min(11, room_up) + 1))
    return moved


def stretched(factor: float) -> Disguise:
    """At another speed, in another key."""

    def disguise(rows: Rows, rng: np.random.Generator) -> Rows:
        moved = transposed(rows, rng)
        moved[:, :2] = (moved[:, :2] - moved[0, 0]) * factor
        return moved

    return disguise


def played(rows: Rows, rng: np.random.Generator) -> Rows:
    """Not quite in time: every note up to 10 ms off at 120 bpm."""
    moved = transposed(rows, rng)
    moved[:, :2] += 1.0 - moved[0, 0] + rng.uniform(-_SLIP_BEATS, _SLIP_BEATS, len(rows))[:, None]
    return moved


def embedded(rows: Rows, rng: np.random.Generator) -> Rows:
    """Between notes of one's own, before and after."""
    moved = transposed(rows, rng)
    moved[:, :2] -= moved[0, 0]
    before, after = (_walk(int(rng.integers(6, 12)), moved[end, 2], rng) for end in (0, -1))
    before[:, :2] -= before[-1, 1]
    after[:, :2] += moved[-1, 1]
    return np.concatenate([before, moved, after])


def inside(rows: Rows, rng: np.random.Generator) -> Rows:
    """As a middle voice, under a melody and over a bass that move at their own pace."""
    moved = transposed(rows, rng)
    moved[:, :2] -= moved[0, 0]
    moved[:, 2] += np.clip(60 - np.median(moved[:, 2]), -24, 24) // 12 * 12
    end = float(moved[:, 1].max())
    top = _held(end, min(120.0, float(moved[:, 2].max()) + 6), 0.75, rng)
    bottom = _held(end, max(8.0, float(moved[:, 2].min()) - 8), 2.0, rng)
    found = np.concatenate([top, moved, bottom])
    return found[np.argsort(found[:, 0], kind="stable")]


DISGUISES: dict[str, Disguise] = {
    "transposed": transposed,
    "double time": stretched(0.5),
    "half time": stretched(2.0),
    "played": played,
    "embedded": embedded,
    "middle voice": inside,
}


def notes_of(rows: Rows) -> Notes:
    """A clip from rows (start, end, pitch, channel), moved to start at beat 0."""
    first = float(np.floor(rows[:, 0].min()))
    return Notes(
        Note(start - first, int(pitch), max(0.01, end - start)) for start, end, pitch, _ in rows.tolist()
    )


def disguised_changes(changes: Sequence[int], rng: np.random.Generator) -> tuple[int, ...]:
    """In another key, between chords of one's own."""
    moved = [(one + 9 * int(rng.integers(12))) % CLASSES for one in (changes[0],)]
    shift = moved[0] - changes[0]
    own = rng.integers(CLASSES, size=6).tolist()
    return (*own[:3], *((one + shift) % CLASSES for one in changes), *own[3:])


def is_found(verdict: Verdict, item: Item) -> bool:
    """Whether a verdict blocks, for the piece that the notes are from or one that shares the run."""
    nearest: Nearest | None = verdict.nearest
    return verdict.outcome == "blocked" and nearest is not None and nearest.length >= len(item.tokens)


def _walk(count: int, near: float, rng: np.random.Generator) -> Rows:
    steps: NDArray[np.float64] = rng.choice([0.25, 0.5, 1.0], count)
    starts = np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    pitches = np.clip(near + np.cumsum(rng.integers(-4, 5, count)), 24, 108)
    return np.stack([starts, starts + steps, pitches, np.zeros(count)], 1)


def _held(end: float, height: float, step: float, rng: np.random.Generator) -> Rows:
    starts = np.arange(0.0, end, step)
    pitches = height + rng.integers(0, 4, len(starts))
    return np.stack([starts, np.minimum(starts + step, end + step), pitches, np.zeros(len(starts))], 1)

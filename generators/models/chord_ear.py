"""The ear for chords: learned weights that say how well a chord explains a segment of notes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.models.card import ModelCard, read_card, verified_bytes
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones

Floats = NDArray[np.float32]

CARD = Path(__file__).parent / "data" / "chord_ear.md"

KINDS = ("maj", "min", "dim", "aug", "sus4", "sus2", "7", "maj7", "min7", "hdim7", "dim7", "maj6")
"""The qualities that are told apart; a label is `root pitch class * 12 + kind`."""

LABELS = 12 * len(KINDS)

_NEAREST: tuple[tuple[frozenset[int], frozenset[int], str], ...] = tuple(
    (frozenset(needs), frozenset(lacks), kind)
    for needs, lacks, kind in (
        ((4, 10), (), "7"),
        ((4, 8), (7,), "aug"),
        ((4, 11), (), "maj7"),
        ((4, 9), (2,), "maj6"),
        ((4,), (), "maj"),
        ((3, 6, 9), (7,), "dim7"),
        ((3, 6, 10), (7,), "hdim7"),
        ((3, 6), (7,), "dim"),
        ((3, 10), (), "min7"),
        ((3,), (), "min"),
        ((5,), (), "sus4"),
        ((2,), (), "sus2"),
        ((), (), "maj"),
    )
)
"""(intervals that must sound, intervals that must not, kind); the first row that fits is taken."""


def kind_of(chord: Chord) -> str:
    """Which of `KINDS` a sounding chord is nearest to: a ninth is its seventh, a bare fifth is major."""
    sounding = {degree_semitones(degree) % 12 for degree in chord.degrees}
    return next(kind for needs, lacks, kind in _NEAREST if needs <= sounding and not lacks & sounding)


def label_of(chord: Chord) -> int:
    """The label of a sounding chord, whatever its bass."""
    return chord.root_pitch_class * len(KINDS) + KINDS.index(kind_of(chord))


@dataclass(frozen=True, slots=True)
class Weights:
    """pitch: (kinds, channels, 12 semitones above the root). kind: (kinds,). length: (3,) of a segment's
    length, its logarithm and 1. change, goes_on: (moment features,). prior: (2 modes, kinds, 12 semitones
    above the tonic). confidence: (features + 1,), see `generators.analysis.chord_confidence`."""

    pitch: Floats
    kind: Floats
    length: Floats
    change: Floats
    goes_on: Floats
    prior: Floats
    confidence: Floats


@dataclass(frozen=True, slots=True)
class ChordEar:
    weights: Weights
    table: Floats
    """(channels * 12, labels): the pitch weights turned to every root."""
    card: ModelCard | None = None

    def scores(self, features: Floats, lengths_beats: Floats, tonic: int, minor: bool) -> Floats:
        """(segments, labels): how well each chord explains each segment, in units of log probability."""
        weights = self.weights
        kinds, roots = len(KINDS), np.arange(12)
        of_label = weights.prior[int(minor)][:, (roots - tonic) % 12].T + weights.kind
        of_length = np.stack(
            [lengths_beats, np.log(lengths_beats + 0.1), np.ones_like(lengths_beats)], axis=1
        )
        scores: Floats = features @ self.table
        scores += of_label.reshape(12 * kinds)
        scores += (of_length @ weights.length)[:, None]
        return scores


def turned(pitch: Floats) -> Floats:
    """(channels * 12, labels) of weights that are counted from the root."""
    kinds, channels, _ = pitch.shape
    table = np.zeros((channels, 12, 12, kinds), np.float32)
    for root in range(12):
        table[:, :, root, :] = np.roll(pitch, root, axis=2).transpose(1, 2, 0)
    return table.reshape(channels * 12, 12 * kinds)


def ear_bytes(weights: Weights) -> bytes:
    """The data file; the inverse of `ear_from_bytes` up to half precision."""
    file = BytesIO()
    arrays = {field.name: getattr(weights, field.name).astype(np.float16) for field in fields(Weights)}
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def ear_from_bytes(data: bytes, card: ModelCard | None = None) -> ChordEar:
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        weights = Weights(**{field.name: arrays[field.name].astype(np.float32) for field in fields(Weights)})
    return ChordEar(weights, turned(weights.pitch), card)


@cache
def load_chord_ear(card_file: Path = CARD) -> ChordEar:
    """The ear that ships with Sideman. Raises Unavailable when its file is missing or was changed."""
    card = read_card(card_file)
    return ear_from_bytes(verified_bytes(card, card_file.parent), card)

"""How sure a reading is: the chance that its root and triad are right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import Key
from generators.analysis.chord_evidence import Integers, Slots, segment_features
from generators.analysis.piano_roll import CELLS_A_BEAT, PianoRoll
from generators.models.chord_ear import KINDS, ChordEar
from generators.theory.degrees import degree_semitones
from generators.theory.qualities import QUALITIES
from generators.theory.scales import sounds_minor

Floats = NDArray[np.float32]

CONFIDENCE_FEATURES = 7

_TONES = np.array(
    [
        [float(step in {degree_semitones(d) % 12 for d in QUALITIES[kind]}) for step in range(12)]
        for kind in KINDS
    ]
)
_TRIADS = ("maj", "min", "dim", "aug", "sus4", "sus2", "maj", "maj", "min", "dim", "dim", "maj")
"""The triad of each kind."""

_TRIAD_TONES = np.array([_TONES[KINDS.index(triad)] for triad in _TRIADS])
_ALIKE = np.array(
    [[_TRIADS[a] == _TRIADS[b] for b in range(len(KINDS))] for a in range(len(KINDS))], np.float32
)
_MOST_DOUBT = 12.0


def confidences(
    evidence: Slots,
    roll: PianoRoll,
    firsts: Integers,
    ends: Integers,
    labels: Integers,
    key: Key,
    ear: ChordEar,
) -> Floats:
    """(n,) in 0..1, for chords from moments ``firsts`` to ``ends``."""
    table = confidence_features(evidence, roll, firsts, ends, labels, key, ear)
    weights = ear.weights.confidence
    sure: Floats = 1 / (1 + np.exp(-(table @ weights[:-1] + weights[-1])))
    return sure


def confidence_features(
    evidence: Slots,
    roll: PianoRoll,
    firsts: Integers,
    ends: Integers,
    labels: Integers,
    key: Key,
    ear: ChordEar,
) -> Floats:
    """(n, 7): doubt (log odds against the triad, bounded), share of what sounds that the chord explains,
    least share among the triad's tones, how many of them are there, how many pitch classes sound at once,
    whether only one ever does, and the length, saturating."""
    lengths = ((evidence.cells[ends] - evidence.cells[firsts]) / CELLS_A_BEAT).astype(np.float32)
    scores = ear.scores(segment_features(evidence, firsts, ends), lengths, key.tonic, sounds_minor(key))
    beats = evidence.inner + evidence.top + evidence.bass
    total = beats[ends] - beats[firsts]
    share = total / np.maximum(total.sum(axis=1, keepdims=True), 1e-6)
    roots, kinds = labels // len(KINDS), labels % len(KINDS)
    rows = np.arange(len(labels))
    turned = share[rows[:, None], (np.arange(12)[None, :] + roots[:, None]) % 12]
    in_triad = _TRIAD_TONES[kinds].astype(bool)
    least = np.where(in_triad, turned, 1.0).min(axis=1)
    present = ((turned > 0.03) & in_triad).sum(axis=1) / 3
    at_once = roll.folded.sum(axis=1)
    voices = np.array(
        [at_once[evidence.cells[a] : evidence.cells[b]].max() for a, b in zip(firsts, ends, strict=True)]
    )
    return np.stack(
        [
            _doubt(scores, roots, kinds),
            (turned * _TONES[kinds]).sum(axis=1),
            np.minimum(least, 0.2) * 5,
            present,
            np.minimum(voices, 4) / 4,
            voices <= 1,
            lengths / (lengths + 2),
        ],
        axis=1,
    ).astype(np.float32)


def _doubt(scores: Floats, roots: Integers, kinds: Integers) -> Floats:
    """How much all other triads have for them against this one, as log odds."""
    rows = np.arange(len(scores))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True)).reshape(-1, 12, len(KINDS))
    same = (weights[rows, roots] * _ALIKE[kinds]).sum(axis=1)
    other = weights.sum(axis=(1, 2)) - same
    doubt: Floats = np.clip(
        np.log(np.maximum(other, 1e-9) / np.maximum(same, 1e-9)), -_MOST_DOUBT, _MOST_DOUBT
    )
    return doubt

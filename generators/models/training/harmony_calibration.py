"""Fits the four numbers of the calibration on validation songs, where the nets did not train.

Whole songs, excerpts of them as long as a tune is, and tunes made by rule of another seed than those of the
training: people's spread of chords must be met on long and short, rich and plain music alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.decoding import change_prices, likelihoods, settled
from generators.harmonise.harmonising import FINEST
from generators.harmonise.parting import NO_NOTES, Parts
from generators.harmonise.repeats import repeat_groups
from generators.harmonise.slot_features import Frame, pitch_shares, slot_features
from generators.models.harmony_model import Array, Calibration, HarmonyModel
from generators.models.training.harmony_examples import cut, excerpts
from generators.models.training.harmony_labellers import LABELLER_SHARES, LABELLERS
from generators.models.training.harmony_measures import Song, chord_entropy, chord_tone_share
from generators.models.training.harmony_melodies import melody_over
from generators.models.training.harmony_pieces import Piece
from generators.models.training.harmony_scoring import Case, case_of
from generators.models.training.harmony_synthetic import ChordSong
from generators.models.training.harmony_tunes import folk_songs

_RARITIES = (0.2, 0.35, 0.5, 0.65)
_CONSONANCES = (0.6, 0.9, 1.2, 1.5)
_BALANCES = (0.0, 0.1, 0.2, 0.3)
_PRICES = (0.0, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0)
"""What is tried."""

_ENTROPY_SLACK, _SHARE_SLACK = 0.22, 0.035
"""How far from the human values the chosen ones may be: well inside what is aimed at (.25 and .04)."""

_EXCESS_PRICE = 0.02
"""Accuracy that one slack beyond the slack weighs as much as."""

EXCERPT_BARS = 16
_TUNES, _SEED = 80, 977


@dataclass(frozen=True, slots=True)
class Heard:
    """A case with everything but the decoding done. readings: (readers, slots) of its chords."""

    case: Case
    readings: NDArray[np.int64]
    likely: Array
    logs: Array
    melody: Array

    def triads(self, calibration: Calibration, automatic: bool = False) -> NDArray[np.int64]:
        """Its best harmonisation."""
        prices = change_prices(self.case.frame, calibration) if automatic else None
        return np.array(settled(self.likely, self.logs, self.melody, calibration, prices)[1], np.int64)


@dataclass(frozen=True, slots=True)
class _Judged:
    """accuracy: mean over readers. entropy, share: means over songs."""

    accuracy: float
    entropy: float
    share: float


def calibrate(
    model: HarmonyModel,
    validation: Sequence[Piece],
    said: Callable[[str], None],
) -> Calibration:
    """The best of accuracy against distance from the human entropy and chord-tone share, and
    the price at which chords change where people's do."""
    sets = {
        "songs": [_heard(model, *_read(piece)) for piece in validation],
        "excerpts": [
            _heard(model, *_read(one)) for piece in validation for one in excerpts(piece, EXCERPT_BARS)
        ],
        "tunes": [_heard(model, case, case.triads[None]) for case in tunes(_TUNES, _SEED)],
    }
    sets = {name: cases for name, cases in sets.items() if cases}
    human = {name: _human(cases) for name, cases in sets.items()}
    tried: list[tuple[float, Calibration]] = []
    for rarity, consonance, balance in product(_RARITIES, _CONSONANCES, _BALANCES):
        found = Calibration(rarity, consonance, balance, 0.0)
        judged = {name: _judge(cases, found) for name, cases in sets.items()}
        excess = sum(_excess(judged[name], human[name]) for name in sets)
        accuracy = float(np.mean([one.accuracy for one in judged.values()]))
        tried.append((round(accuracy - _EXCESS_PRICE * excess, 6), found))
    best = max(tried, key=lambda one: one[0])[1]
    for name, cases in sets.items():
        one, aim = _judge(cases, best), human[name]
        said(
            f"{name}: {one.accuracy:.3f}, entropy {one.entropy:.2f} of {aim.entropy:.2f}, "
            f"chord tones {one.share:.3f} of {aim.share:.3f}"
        )
    return replace(best, change=_price(model, best, validation))


def tunes(count: int, seed: int) -> list[Case]:
    """Folk tunes made by rule, 16 to 32 bars each, on half bars."""
    rng = np.random.default_rng(seed)
    return [tune_case(song, rng) for song in folk_songs(count, rng)]


def tune_case(song: ChordSong, rng: np.random.Generator) -> Case:
    """A song of known chords under one melody made by rule."""
    end = min(song.end_beats, int(rng.integers(16, 33)) * song.grid.metre.bar_beats)
    frame = Frame(song.grid, song.grid.slots("half", 0.0, end), end, 0, song.mode)
    melody = cut(melody_over(song, rng, 0.0, end), 0.0, end)
    return Case(song.song_id, melody, frame, song.triads_at(frame.starts, frame.ends))


def _read(piece: Piece) -> tuple[Case, NDArray[np.int64]]:
    cases = [case_of(piece, reader=reader) for reader in LABELLERS]
    return cases[0], np.stack([case.triads for case in cases])


def _heard(model: HarmonyModel, case: Case, readings: NDArray[np.int64]) -> Heard:
    parts = Parts(case.melody, NO_NOTES, NO_NOTES)
    scores = model.scores(slot_features(parts, case.frame), case.frame)
    likely, logs = likelihoods(scores, repeat_groups(parts, case.frame))
    return Heard(case, readings, likely, logs, pitch_shares(case.melody, case.frame))


def _song(case: Case, triads: NDArray[np.int64]) -> Song:
    kept = case.scored
    return Song(case.melody, case.frame.tonic, case.frame.starts[kept], case.frame.ends[kept], triads[kept])


def _weights(readings: NDArray[np.int64]) -> Array:
    return LABELLER_SHARES if len(readings) == len(LABELLER_SHARES) else np.ones(1)


def _human(cases: Sequence[Heard]) -> _Judged:
    rows = []
    for one in cases:
        songs = [_song(one.case, np.maximum(triads, 0)) for triads in one.readings]
        weights = _weights(one.readings)
        if one.case.scored.any():
            figures = [(chord_entropy(song), chord_tone_share(song)) for song in songs]
            rows.append(weights @ np.array(figures))
    entropy, share = np.mean(rows, axis=0)
    return _Judged(1.0, float(entropy), float(share))


def _judge(cases: Sequence[Heard], calibration: Calibration) -> _Judged:
    right, slots, rows = 0.0, 0, []
    for one in cases:
        kept = one.case.scored
        if kept.any():
            said = one.triads(calibration)
            right += float(_weights(one.readings) @ (one.readings[:, kept] == said[kept]).sum(axis=1))
            slots += int(kept.sum())
            song = _song(one.case, said)
            rows.append((chord_entropy(song), chord_tone_share(song)))
    entropy, share = np.mean(rows, axis=0)
    return _Judged(right / max(slots, 1), float(entropy), float(share))


def _excess(judged: _Judged, human: _Judged) -> float:
    """How far a system is beyond the slack, in units of the slack; 0 inside it."""
    gaps = (
        abs(judged.entropy - human.entropy) / _ENTROPY_SLACK,
        abs(judged.share - human.share) / _SHARE_SLACK,
    )
    return sum(max(0.0, gap - 1) for gap in gaps)


def _price(model: HarmonyModel, best: Calibration, validation: Sequence[Piece]) -> float:
    """The price at which an automatic rhythm changes chords where people do, in songs and tunes alike."""
    songs = [(on_beats(model, case), case) for case in (case_of(piece) for piece in validation[::2])]
    made = [(on_beats(model, case), case) for case in tunes(_TUNES, _SEED)]
    found = [
        float(np.mean([change_f1(pairs, replace(best, change=price)) for pairs in (songs, made) if pairs]))
        for price in _PRICES
    ]
    return _PRICES[int(np.argmax(found))]


def on_beats(model: HarmonyModel, case: Case) -> Heard:
    """A case on the grid that an automatic rhythm is chosen on, without its chords."""
    frame = case.frame
    starts = frame.grid.slots(FINEST, float(frame.starts[0]), frame.end_beats)
    beats = replace(case, frame=replace(frame, starts=starts), triads=np.zeros(len(starts), np.int64))
    return _heard(model, beats, beats.triads[None])


def change_f1(pairs: Sequence[tuple[Heard, Case]], calibration: Calibration) -> float:
    """F1 of the beats at which an automatic rhythm changes its chord, against those of people's chords.

    pairs: each melody on the finest grid, and with the chords of people on any.
    """
    both = mine = theirs = 0
    for heard, case in pairs:
        own = _changes(heard.triads(calibration, automatic=True), heard.case.frame.starts)
        wanted = _changes(case.triads, case.frame.starts)
        both, mine, theirs = both + len(own & wanted), mine + len(own), theirs + len(wanted)
    return 2 * both / max(mine + theirs, 1)


def _changes(triads: NDArray[np.int64], starts: NDArray[np.float64]) -> set[float]:
    """The beats at which the chord changes, silence left out."""
    known = np.flatnonzero(triads >= 0)
    later = known[1:][np.diff(triads[known]) != 0]
    return set(np.round(starts[later], 2).tolist())

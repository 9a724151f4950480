"""Runs systems over songs whose chords are known, on the same slots, and says how they did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import Key
from generators.harmonise.asked import Ask, Wishes
from generators.harmonise.bar_grid import BarGrid
from generators.harmonise.harmonising import decode_frame
from generators.harmonise.parting import NO_NOTES, NoteRows, Parts
from generators.harmonise.slot_features import Frame, pitch_shares
from generators.models.harmony_model import HarmonyModel
from generators.models.training.harmony_baselines import Observed
from generators.models.training.harmony_labellers import LABELLERS
from generators.models.training.harmony_measures import MEASURES, Song
from generators.models.training.harmony_pieces import Piece


@dataclass(frozen=True, slots=True)
class Case:
    """A melody with the chords that people gave it. triads: -1 where there is none. scored: the slots in
    which the melody sounds and there is a chord."""

    case_id: str
    melody: NoteRows
    frame: Frame
    triads: NDArray[np.int64]

    @property
    def grid(self) -> BarGrid:
        return self.frame.grid

    @property
    def scored(self) -> NDArray[np.bool_]:
        sounds = pitch_shares(self.melody, self.frame).sum(axis=1) > 1e-6
        found: NDArray[np.bool_] = sounds & (self.triads >= 0)
        return found


def case_of(piece: Piece, rhythm: str = "half", reader: str = "careful") -> Case:
    """A piece's melody on slots of a rhythm, with the triads that one of `LABELLERS` reads in its score."""
    starts = piece.grid.slots(rhythm, piece.grid.starts[0], piece.end_beats)
    frame = Frame(piece.grid, starts, piece.end_beats, piece.tonic, piece.mode)
    return Case(piece.piece_id, piece.melody, frame, LABELLERS[reader](piece.all, frame))


def observed(case: Case) -> Observed:
    """A case as the baselines see it: its scored slots only."""
    kept = case.scored
    return Observed(pitch_shares(case.melody, case.frame)[kept], case.triads[kept], case.frame.mode)


System = Callable[[Case], NDArray[np.int64]]
"""A triad for each scored slot of a case."""


BEST_ONLY = Wishes(candidates=1)


def system(model: HarmonyModel, wishes: Wishes = BEST_ONLY) -> System:
    """The model as `sideman harmonise` runs it: the melody alone, the key given."""

    def run(case: Case) -> NDArray[np.int64]:
        key = Key(case.frame.tonic, ("major", "minor")[case.frame.mode])
        ask = Ask(Parts(case.melody, NO_NOTES, NO_NOTES), case.grid, key, 1.0, case.frame.starts, wishes)
        found = decode_frame(ask, case.frame, model)[0]
        return np.array(found.triads)[case.scored]

    return run


@dataclass(frozen=True, slots=True)
class Judged:
    """accuracy over slots; figures: mean of each of `MEASURES` over songs."""

    accuracy: float
    slots: int
    figures: dict[str, float]


def judge(cases: Iterable[Case], run: System, names: Sequence[str] = tuple(MEASURES)) -> Judged:
    """Scores a system by accuracy and the named measures.

    `lambda case: case.triads[case.scored]` gives the human values.
    """
    right, slots = 0, 0
    songs: list[Song] = []
    for case in cases:
        kept = case.scored
        if not kept.any():
            continue
        said = run(case)
        right += int((said == case.triads[kept]).sum())
        slots += int(kept.sum())
        songs.append(
            Song(case.melody, case.frame.tonic, case.frame.starts[kept], case.frame.ends[kept], said)
        )
    return Judged(right / max(slots, 1), slots, _means(songs, names))


def _means(songs: Sequence[Song], names: Sequence[str]) -> dict[str, float]:
    return {name: float(np.mean([MEASURES[name](song) for song in songs])) for name in names}

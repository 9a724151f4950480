"""What is to be harmonised, and how: parts on a bar grid, a key, slots or a rhythm, and the knobs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.errors import BadInput
from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.analysis.key_finding import find_key
from generators.analysis.sounding import from_rows
from generators.harmonise.bar_grid import RHYTHMS, BarGrid
from generators.harmonise.parting import NoteRows, Parts
from generators.harmonise.slot_features import STYLES, Frame
from generators.theory.scales import sounds_minor

AUTO = "auto"
NEUTRAL_COMPLEXITY = 0.5
MOST_CANDIDATES = 32


@dataclass(frozen=True, slots=True)
class Wishes:
    """rhythm: "auto", "bar", "half" or "beat", for where no slots are given. complexity: 0 the plainest
    chords and few of them .. 0.5 as songs have them .. 1 quick, with applied dominants and inversions.
    colour: 0 triads .. 1 sevenths, ninths and suspensions. candidates: how many that really differ.
    repeats: whether a repeated phrase gets its chords again. style: "" or one of `STYLES`."""

    rhythm: str = AUTO
    complexity: float = NEUTRAL_COMPLEXITY
    colour: float = 0.0
    candidates: int = 3
    repeats: bool = True
    style: str = ""


NEUTRAL = Wishes()
"""As songs have it: what is measured."""


@dataclass(frozen=True, slots=True)
class Ask:
    """key_confidence: 1 for a key that was given. starts: of the slots, ascending; None to choose them."""

    parts: Parts
    grid: BarGrid
    key: Key
    key_confidence: float = 1.0
    starts: NDArray[np.float64] | None = None
    wishes: Wishes = NEUTRAL
    end_beats: float | None = None

    def frame(self, starts: NDArray[np.float64]) -> Frame:
        """The frame of some slots of this ask."""
        style = STYLES.index(self.wishes.style) if self.wishes.style else None
        end = self.end_beats if self.end_beats is not None else last_slot_end(starts, self.grid.metre)
        return Frame(self.grid, starts, end, self.key.tonic, int(sounds_minor(self.key)), style)


def check_wishes(wishes: Wishes) -> None:
    """Raises BadInput where a wish is out of range."""
    if wishes.rhythm not in (AUTO, *RHYTHMS):
        raise BadInput(
            f"There is no harmonic rhythm {wishes.rhythm!r}.", f"Choose auto, {', '.join(RHYTHMS)}."
        )
    for name, value in (("complexity", wishes.complexity), ("colour", wishes.colour)):
        if not 0 <= value <= 1:
            raise BadInput(f"The {name} {value:g} is out of range.", "It runs from 0 to 1.", f"bad_{name}")
    if not 1 <= wishes.candidates <= MOST_CANDIDATES:
        raise BadInput(
            f"{wishes.candidates} candidates cannot be made.", f"Ask for 1 to {MOST_CANDIDATES}.", "bad_count"
        )
    if wishes.style and wishes.style not in STYLES:
        raise BadInput(f"There is no style {wishes.style!r}.", f"Known styles: {', '.join(STYLES)}.")


def last_slot_end(starts: NDArray[np.float64], metre: Metre) -> float:
    """Where the last of given slots ends: as long as slots are here, half a bar where there is one only."""
    usual = float(np.median(np.diff(starts))) if len(starts) > 1 else metre.bar_beats / 2
    return float(starts[-1]) + usual


def settle_key(rows: NoteRows, tonic: int | None, scale: str) -> tuple[Key, float]:
    """(key, confidence 0..1) from what was named, and the rest by ear. scale: "" where none was named."""
    if tonic is not None and scale:
        return Key(tonic, scale), 1.0
    heard = from_rows([(onset, onset + length, int(pitch), 100.0) for onset, length, pitch in rows.tolist()])
    if tonic is not None:
        weights = np.roll(heard.weights(), -tonic)
        return Key(tonic, "minor" if weights[3] > weights[4] else "major"), 1.0
    found = find_key(heard)
    if not scale or sounds_minor(Key(0, scale)) == sounds_minor(found.key):
        return (Key(found.key.tonic, scale, "listened") if scale else found.key), found.confidence
    relative = 9 if sounds_minor(Key(0, scale)) else 3
    return Key((found.key.tonic + relative) % 12, scale, "listened"), found.confidence

"""Draws progressions from the chord model, one chord at a time, bent by what the musician wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from generators.api import UserMemory
from generators.chords.cadence_wishes import turning_back
from generators.chords.palette import Palette
from generators.chords.sketching import FREE, Sketch
from generators.models.chord_model import ChordModel, Lines
from generators.models.gap_evidence import UNKNOWN
from generators.models.gap_filling import missing_chord
from generators.models.kneser_ney import Distribution
from generators.models.vocabulary import CLASSES, KINDS, without_repeats
from generators.originality.guard import ChangesGuard

TRUST = {True: (1.0, 0.6, 0.3, 0.1), False: (0.2, 0.1, 0.05, 0.0)}
"""How far successive draws believe what was heard so far, by whether the session has chords: some go on with
its loop, others leave it. Without a session a draw would only be copying itself; forms do that better."""

_KEPT_MASS = 0.92
_MOOD_STRENGTH, _TASTE = 2.0, 1.5


@dataclass(frozen=True, slots=True)
class Foresight:
    """The chord model in one session: what may come after what was heard and what was drawn so far.

    Remembers its answers, because many draws begin alike.
    """

    model: ChordModel
    history: tuple[int, ...]
    mode: str
    known: dict[tuple[tuple[int, ...], float], Distribution] = field(default_factory=dict)
    guard: ChangesGuard | None = None
    filled: dict[tuple[tuple[int, ...], int, tuple[int, ...]], Distribution] = field(default_factory=dict)
    elsewhere: Lines = ()
    user: UserMemory | None = None

    def after(self, drawn: Sequence[int], trust: float) -> Distribution:
        """P(next class). A first chord that repeats the session's last counts as one with it."""
        asked = (tuple(drawn), trust)
        if asked not in self.known:
            line = without_repeats((*self.history, *drawn))
            self.known[asked] = self.model.distribution(line, self.mode, trust, self.elsewhere, self.user)
        return self.known[asked]

    def between(self, drawn: Sequence[int], steps: int, following: tuple[int, ...]) -> Distribution:
        """P(next class) where ``following`` begins ``steps`` chords later, the next one included."""
        asked = (tuple(drawn), steps, following)
        if asked not in self.filled:
            known = without_repeats((*self.history, *drawn))
            line = (*known, *(UNKNOWN,) * steps, *following)
            self.filled[asked] = missing_chord(self.model, line, len(known), self.mode)
        return self.filled[asked]


def draw(
    foresight: Foresight, palette: Palette, sketch: Sketch, trust: float, rng: np.random.Generator
) -> tuple[int, ...]:
    """Classes for all slots; none that is drawn or copied equals its neighbours."""
    drawn: list[int] = []
    for place, pinned in enumerate(sketch.pinned):
        source = sketch.copies[place] if sketch.copies else -1
        beside = (*drawn[-1:], *sketch.pinned[place + 1 : place + 2])
        if pinned != FREE:
            drawn.append(pinned)
        elif source >= 0 and drawn[source] not in beside:
            drawn.append(drawn[source])
        else:
            weights = unblocked(foresight, weigh(foresight, palette, sketch, drawn, trust), drawn)
            drawn.append(int(rng.choice(CLASSES, p=weights)))
    return tuple(drawn)


def unblocked(foresight: Foresight, weights: Distribution, drawn: Sequence[int]) -> Distribution:
    """The probabilities without what would copy a song for too long (see `originality.guard`)."""
    allowed = foresight.guard.allowed(tuple(drawn)) if foresight.guard is not None else None
    if allowed is None or not (weights * allowed).any():
        return weights
    kept = weights * allowed
    kept /= kept.sum()
    return kept


def weigh(
    foresight: Foresight, palette: Palette, sketch: Sketch, drawn: Sequence[int], trust: float
) -> Distribution:
    """The probabilities from which the next class is drawn; it aims at what is pinned ahead of it."""
    place = len(drawn)
    last = place == len(palette.fit) - 1 and place > 0
    ahead = (1, (drawn[0],)) if last and sketch.turns_back else sketch.ahead(place)
    likely = foresight.between(drawn, *ahead) if ahead else foresight.after(drawn, trust)
    weights = likely ** (1 / palette.temperature) * palette.colour * palette.fit[place]
    weights *= palette.taste**_TASTE
    if sketch.contrasts and sketch.contrasts[place] >= 0:
        weights[drawn[sketch.contrasts[place]]] = 0.0
    repeated = sketch.repeated_after(place)
    if 0 <= repeated < place:
        weights[drawn[repeated]] = 0.0  # else the phrase that comes back could not begin as it did
    if palette.rich and drawn:
        weights *= class_roots_apart(drawn[-1])
    if palette.mood is not None:
        weights *= palette.mood.bend(drawn) ** _MOOD_STRENGTH
    if last:
        weights[drawn[0]] = 0.0  # a loop that ends on its first chord stands still at the seam
        backward = weights * turning_back(drawn[0]) if sketch.turns_back else weights
        weights = backward if backward.any() else weights
    return narrowed(weights if weights.any() else likely)


@cache
def class_roots_apart(chord_class: int) -> Distribution:
    """(108,) 0 for the classes on the same root, else 1: with sevenths on all chords they sound alike."""
    apart: Distribution = (np.arange(CLASSES) // len(KINDS) != chord_class // len(KINDS)).astype(np.float64)
    return apart


def narrowed(weights: Distribution) -> Distribution:
    """Normalised, without the unlikely tail beyond `_KEPT_MASS` (nucleus sampling, Holtzman et al. 2020)."""
    order = np.argsort(-weights, kind="stable")
    mass = np.cumsum(weights[order]) / weights.sum()
    kept = order[: int(np.searchsorted(mass, _KEPT_MASS)) + 1]
    result = np.zeros(len(weights))
    result[kept] = weights[kept]
    result /= result.sum()
    return result

"""Draws progressions from the chord model, one chord at a time, bent by what the musician wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from generators.chords.harmonic_rhythm import PHRASE_BARS, Slot
from generators.chords.palette import Palette
from generators.models.chord_model import ChordModel
from generators.models.kneser_ney import Distribution
from generators.models.vocabulary import CLASSES, without_repeats

TRUST = (1.0, 0.6, 0.3, 0.1)
"""How far successive draws believe the session's own repeats: some go on with its loop, others leave it."""

_KEPT_MASS = 0.92


@dataclass(frozen=True, slots=True)
class Foresight:
    """The chord model in one session: what may come after what was heard and what was drawn so far.

    Remembers its answers, because many draws begin alike.
    """

    model: ChordModel
    history: tuple[int, ...]
    mode: str
    known: dict[tuple[tuple[int, ...], float], Distribution] = field(default_factory=dict)

    def after(self, drawn: Sequence[int], trust: float) -> Distribution:
        """P(next class). A first chord that repeats the session's last counts as one with it."""
        asked = (tuple(drawn), trust)
        if asked not in self.known:
            line = without_repeats((*self.history, *drawn))
            self.known[asked] = self.model.distribution(line, self.mode, trust)
        return self.known[asked]


def draw(
    foresight: Foresight,
    palette: Palette,
    start: tuple[int, ...],
    trust: float,
    form: str,
    rng: np.random.Generator,
) -> tuple[int, ...]:
    """Classes for all slots, from the asked ``start`` on; none that is drawn follows itself.

    form: "period" answers the first half with itself, up to its own cadence; "free" does not.
    """
    count = len(palette.fit)
    drawn = list(start)
    half = count // 2
    while len(drawn) < count:
        place = len(drawn)
        answering = form == "period" and half <= place < count - max(1, half // 4)
        if answering and drawn[place - half] != drawn[-1]:
            drawn.append(drawn[place - half])
        else:
            weights = weigh(foresight, palette, drawn, trust)
            drawn.append(int(rng.choice(CLASSES, p=weights)))
    return tuple(drawn)


def form_of(bars: int, slots: Sequence[Slot], draw_index: int) -> str:
    """ "period" for two of three draws of clips that hold two phrases or more, else "free"."""
    even = bars % (2 * PHRASE_BARS) == 0 and len(slots) >= 4
    return "period" if even and draw_index % 3 != 2 else "free"


def weigh(foresight: Foresight, palette: Palette, drawn: Sequence[int], trust: float) -> Distribution:
    """The probabilities from which the next class is drawn."""
    likely = foresight.after(drawn, trust)
    weights = likely ** (1 / palette.temperature) * palette.colour * palette.fit[len(drawn)]
    if len(drawn) == len(palette.fit) - 1 and drawn:
        weights[drawn[0]] = 0.0  # a loop that ends on its first chord stands still at the seam
    return narrowed(weights)


def narrowed(weights: Distribution) -> Distribution:
    """Normalised, without the unlikely tail beyond `_KEPT_MASS` (nucleus sampling, Holtzman et al. 2020)."""
    order = np.argsort(-weights, kind="stable")
    mass = np.cumsum(weights[order]) / weights.sum()
    kept = order[: int(np.searchsorted(mass, _KEPT_MASS)) + 1]
    result = np.zeros(len(weights))
    result[kept] = weights[kept]
    result /= result.sum()
    return result

"""Searches for progressions: draws many, ranks them, and widens the search where too few differ."""

from __future__ import annotations

import numpy as np

from generators.api import Request
from generators.chords.drawing import TRUST, Foresight, draw, form_of
from generators.chords.harmonic_rhythm import Slot
from generators.chords.listening import Hearing
from generators.chords.palette import Palette, loosened, mix_palette
from generators.chords.ranking import Drawn, choose, score
from generators.models.chord_model import load_chord_model
from generators.models.vocabulary import class_of
from generators.theory.chord import Chord

ROUNDS = 4
"""Searches at most, each freer than the one before."""

_DRAWS_EACH, _DRAWS_EXTRA, _DRAWS_MOST = 6, 8, 160
_TASTE_SPREAD = 0.5
"""Of the random part of a progression's rank: another seed brings other favourites, of the same quality."""


def search(
    request: Request, hearing: Hearing, start: tuple[Chord, ...], slots: tuple[Slot, ...]
) -> list[Drawn]:
    """Distinct progressions that begin with ``start``, the best and most different first.

    As many as were asked for and, where that many exist, one more for every title that was already shown.
    """
    kept = tuple(class_of(chord, hearing.key.tonic) for chord in start)
    foresight = Foresight(load_chord_model(), hearing.history, hearing.mode)
    strict = palette = mix_palette(hearing, slots, request.adventure)
    rng = np.random.default_rng((request.seed, 1))
    wanted = request.count + len(request.avoid)
    found: dict[tuple[int, ...], Drawn] = {}
    chosen: list[Drawn] = []
    for _ in range(ROUNDS):
        for classes in _draws(request, foresight, palette, kept, slots, rng):
            if classes not in found:
                taste = _TASTE_SPREAD * float(rng.standard_normal())
                found[classes] = Drawn(classes, score(foresight, strict, classes, request.adventure) + taste)
        chosen = choose(found.values(), wanted)
        if len(chosen) == wanted or len(kept) == len(slots):
            break
        palette = loosened(palette)
    return chosen


def _draws(
    request: Request,
    foresight: Foresight,
    palette: Palette,
    kept: tuple[int, ...],
    slots: tuple[Slot, ...],
    rng: np.random.Generator,
) -> list[tuple[int, ...]]:
    count = min(_DRAWS_MOST, _DRAWS_EACH * request.count + _DRAWS_EXTRA + 2 * len(request.avoid))
    return [
        draw(foresight, palette, kept, TRUST[index % len(TRUST)], form_of(request.bars, slots, index), rng)
        for index in range(count)
    ]

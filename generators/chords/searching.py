"""Searches for progressions: draws many, ranks them, and widens the search where too few differ."""

from __future__ import annotations

import numpy as np

from generators.api import Request
from generators.chords.cadence_wishes import LOOP, NONE
from generators.chords.drawing import TRUST, Foresight, draw
from generators.chords.listening import Hearing
from generators.chords.palette import Palette, loosened, mix_palette
from generators.chords.planning import Plan
from generators.chords.ranking import Drawn, choose, regret, score
from generators.chords.sketching import sketch
from generators.chords.wishes import Wishes
from generators.models.chord_model import load_chord_model
from generators.originality.guard import changes_guard

ROUNDS = 4
"""Searches at most, each freer than the one before."""

_DRAWS_EACH, _DRAWS_EXTRA, _DRAWS_MOST = 8, 12, 200
_TASTE_SPREAD = 0.5
"""Of the random part of a progression's rank: another seed brings other favourites, of the same quality."""


def search(request: Request, hearing: Hearing, layout: Plan, wishes: Wishes) -> list[Drawn]:
    """Distinct progressions that keep to the plan and the wishes, the best and most different first.

    As many as were asked for and, where that many exist, one more for every title that was already shown.
    """
    foresight = Foresight(
        load_chord_model(),
        hearing.history,
        hearing.mode,
        guard=changes_guard(),
        elsewhere=hearing.elsewhere,
        user=request.memory,
    )
    strict = palette = mix_palette(hearing, layout.slots, request.adventure, wishes.style, wishes.mood)
    rng = np.random.default_rng((request.seed, 1))
    wanted = request.count + len(request.avoid)
    loops = wishes.cadence in (NONE, LOOP)
    found: dict[tuple[int, ...], Drawn] = {}
    chosen: list[Drawn] = []
    for _ in range(ROUNDS):
        for classes in _draws(request, hearing, foresight, palette, layout, wishes, rng):
            if classes not in found:
                taste = _TASTE_SPREAD * float(rng.standard_normal())
                worth = score(foresight, strict, classes, request.adventure, loops)
                found[classes] = Drawn(classes, worth + taste - regret(classes, hearing.rejected))
        chosen = choose(found.values(), wanted)
        if len(chosen) == wanted or None not in layout.given:
            break
        palette = loosened(palette)
    return chosen


def _draws(
    request: Request,
    hearing: Hearing,
    foresight: Foresight,
    palette: Palette,
    layout: Plan,
    wishes: Wishes,
    rng: np.random.Generator,
) -> list[tuple[int, ...]]:
    count = min(_DRAWS_MOST, _DRAWS_EACH * request.count + _DRAWS_EXTRA + 2 * len(request.avoid))
    trust = TRUST[bool(hearing.history)]
    found = []
    for turn in range(count):
        kept = sketch(layout, wishes, palette, hearing.key, request.metre, request.bars, turn, rng)
        found.append(draw(foresight, palette, kept, trust[turn % len(trust)], rng))
    return found

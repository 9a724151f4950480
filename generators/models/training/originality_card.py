"""Writes the card of the originality index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from generators.models.training.originality_items import Item
from generators.models.training_data import training_line
from generators.originality.shipped import Limit

_CARD = """---
model_id: originality-runs-1
file: originality.npz
sha256: {sha256}
licence: MIT
task: originality: what a clip has in common with the training data
{training}
---

# Originality index

Every line of notes and every chord progression that the shipped models were trained on, as small tokens that
stay the same in another key and at another speed: (interval, class of the inter-onset ratio) for lines, (root
motion, kind of chord) for changes. A candidate's lines are compared with all of it; the longest run in common
is told with the title it is from, and too long a run is never shown.

- Every window of 8 tokens is an entry; what matches is followed to both ends, so a run of any length from 10
  notes or 9 chords on is found exactly.
- A figure that only repeats (a held note, a trill, a four-chord loop) is counted once: repeats of up to four
  tokens in lines and sixteen chord changes.
- Chord runs are common property when more than two songs share them: then the number of songs is told, and
  nothing is blocked.

## Data
{data}

## Figures
The longest run that an excerpt by a person (64 notes, or 24 chords) shares with the pieces of all others, its
own piece left out: {excerpts} random excerpts a role, seed {seed}. Warned of above the 95th percentile,
blocked at the 99th, but never below 12.

| role | median | 95th | 99th | longest | warned above | blocked at |
|---|---|---|---|---|---|---|
{rows}

## Limits
- It knows the training data only: it cannot tell whether a clip resembles other music in the world.
- Piano music is kept as the top of the right hand and the bottom of the left, not with its inner voices.
- Drums are not in it: no shipped model was trained on notes of drums.
- Notes that are played 10 ms off still match where they are sixteenths or triplets; of faster ones some are
  missed (the report's figure "found: played").
- Ornaments and changed notes end a run: it finds copies, not paraphrases.
- {size} bytes.

## Again
`python -m generators.models.training.originality --data DIR --out generators/models/data --seed {seed}`
The figures of what the generators write: `sideman models report --data DIR originality`.
"""


def card_text(
    items: Sequence[Item],
    measured: Mapping[str, NDArray[np.int64]],
    limits: Mapping[str, Limit],
    sha256: str,
    size: int,
    seed: int,
) -> str:
    """The card, with the head that `generators.models.card.parse_card` reads."""
    sets = sorted({item.data for item in items})
    tokens = Counter[str]()
    for item in items:
        tokens[item.data] += len(item.tokens)
    pieces = {name: len({item.piece for item in items if item.data == name}) for name in sets}
    rows = []
    for role, runs in measured.items():
        middle, warn, block = (
            float(np.percentile(runs, share)) if len(runs) else 0 for share in (50, 95, 99)
        )
        longest, limit = max(runs.tolist(), default=0), limits[role]
        rows.append(
            f"| {role} | {middle:g} | {warn:g} | {block:g} | {longest} | {limit.warn} | {limit.block} |"
        )
    return _CARD.format(
        sha256=sha256,
        training="\n".join(f"training: {training_line(name)}" for name in sets),
        data="\n".join(
            f"- {training_line(name)}: {pieces[name]} pieces, {tokens[name]} tokens." for name in sets
        ),
        excerpts=max((len(runs) for runs in measured.values()), default=0),
        seed=seed,
        rows="\n".join(rows),
        size=size,
    )

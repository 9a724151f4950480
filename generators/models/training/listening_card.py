"""Writes the model card of the listener's weights."""

from __future__ import annotations

from collections.abc import Sequence

from generators.models.figures import Figure

TRAINING = (
    ("OpenScore Lieder Corpus (CC0), https://github.com/OpenScore/Lieder"),
    ("OpenScore String Quartets (CC0), https://github.com/OpenScore/StringQuartets"),
    (
        "Groove MIDI Dataset, Google LLC (Magenta), CC BY 4.0, "
        "https://magenta.tensorflow.org/datasets/groove. Gillick, Roberts, Engel, Eck, Bamman, "
        '"Learning to Groove with Inverse Sequence Transformations", ICML 2019. Changed: reduced '
        "to statistics of hits per performance, and fitted to them."
    ),
    (
        "McGill Billboard chord annotations 2.0 (CC0), https://ddmal.music.mcgill.ca; Burgoyne, "
        "Wild, Fujinaga, ISMIR 2011 (rendered to notes by our own patterns: synthetic)"
    ),
)
"""One line a data set, with its licence and attribution."""

_CARD = """---
model_id: listening-1
file: listening.npz
sha256: {sha256}
licence: MIT
{training}
---

# Listening: roles and bars

Two small linear models. Roles: what the notes of a track say about being drums, bass, chords, melody, pad or
arp (multinomial logistic regression over 21 numbers). Bars: which metre and which first bar line explain the
accents of a piece (conditional logit over 36 numbers).

## Data
Roles: Lieder voices (melody) and right hands (chords), first violins (melody), cellos (bass), Groove MIDI
performances (drums), and the parts of synthetic renderings (chords, pad, arp, bass, melody). Bars: Lieder in
one metre throughout. A fifth of the composers, drummers and songs was held out.

## Figures
| task | system | measure | value | items |
|---|---|---|---|---|
{table}

## Limits
- Pads and arps were only seen in synthetic renderings; no electronic, hip-hop or modern pop notes.
- 19th-century songs know more pickups than clips out of a DAW do.
- {size} bytes.

## Again
`python -m generators.models.training.listening --data DIR --out generators/models/data --seed {seed}`
"""


def listening_card(figures: Sequence[Figure], sha256: str, size: int, seed: int) -> str:
    """The card, with the head that `generators.models.card.parse_card` reads."""
    rows = [f"| {f.task} | {f.system} | {f.measure} | {f.value:.3f} | {f.items} |" for f in figures]
    return _CARD.format(
        training="\n".join(f"training: {line}" for line in TRAINING),
        sha256=sha256,
        size=size,
        seed=seed,
        table="\n".join(rows),
    )

"""Writes the model card of the key model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from generators.analysis.key_evidence import WIDTH
from generators.models.training.keys_fitting import Recipe
from generators.models.training.keys_labels import MINOR
from generators.models.training.keys_pieces import KeyPiece, part_of
from generators.models.training.keys_scoring import Score

MODEL_ID = "keys-rotated-net-1"
MODEL_FILE, CARD_FILE = "keys.npz", "keys.md"
TRAINING = (
    'OpenScore Lieder (CC0), https://github.com/OpenScore/Lieder; courtesy "OpenScore Lieder Corpus (CC0)"',
    "OpenScore String Quartets (CC0), https://github.com/OpenScore/StringQuartets; "
    'courtesy "OpenScore String Quartets (CC0)"',
    "McGill Billboard chord annotations 2.0 (CC0), https://ddmal.music.mcgill.ca; "
    "Burgoyne, Wild, Fujinaga, ISMIR 2011; played by our own rules (synthetic)",
    "free-midi-chords progressions (MIT, Copyright (c) 2019 Ludovic Drolez), "
    "https://github.com/ldrolez/free-midi-chords; played by our own rules (synthetic)",
)

_CARD = """---
model_id: {model_id}
file: {file}
sha256: {sha256}
licence: MIT
{training}
---

# Key model

Says how likely each of 24 keys is for some notes. {nets} nets as one, their outputs averaged ({hidden}
units with ReLU, {parameters} weights), look at 605 features from each of the twelve tonics in turn and
answer "major" and "minor": so every key is judged alike. Features: how long and how often each pitch class
sounds, in all, in the low register, in the lowest and in the highest voice; how both outer voices step; what
sounds over the bass; what opens and closes; and how long, dense, high and many-voiced it all is.
Probabilities are calibrated by one temperature.

## Data
{pieces}
Lieder and quartets carry a signature, and neither tonic nor mode. Each stretch of one signature got the
key that its closing bass names, where no two of three other cues (the tonic triad that stands longer, the
opening bass, the minor's leading tone) contradict; stretches that close on a dominant count where all cues
agree. {dropped}
Billboard gives tonics; the mode is told from the chords. Its chords, and the progressions, were played
with bass, chord patterns and plain melodies made by rule: synthetic notes.
Training excerpts are openings, closes, whole pieces and spans of 4 to 64 beats, with all parts, one part or
some, held or short. Excerpts from the middle of scores may have modulated: a layer that is thrown away
after training learns how often, so that the net itself names the key of the passage.

## Figures
Authors were split by a hash of their names: {split}.
The weights come from the first part, the epoch and the temperature from the second; the figures are those
of the shipped file on the third (one rendering of each song, no progressions). Excerpts of 8 beats from
anywhere are judged by the home key of the whole piece, also where they have modulated; "in the home scale"
leaves out those with more than 3 % of their beats outside of it. Exact of 24 keys, with the MIREX weighting
in brackets:

{table}

`sideman models report` prints these again, with times, modulations, and corpora that were never trained on.

## Limits
- 19th-century art music and the harmony of commercial recordings from 1958 to 1991. Blues, modal and
  electronic music are thin; a mode is reported as the major or minor key on its tonic at best.
- Eight beats of melody or bass alone often fit several keys: look at the confidence and the alternatives.
- No metre, velocity or tempo; drums must be left out.
- {size} bytes: weights only. No titles, melodies or words.

## Again
`python -m generators.models.training.keys --data DIR --out generators/models/data --seed {seed}`
"""


def card_text(
    pieces: Sequence[KeyPiece],
    found: Sequence[Score],
    sha256: str,
    size: int,
    recipe: Recipe,
    dropped: Mapping[str, int],
) -> str:
    """The card, with the head that `generators.models.card.parse_card` reads."""
    first, second = recipe.hidden
    parts = Counter(part_of(piece.author) for piece in pieces)
    return _CARD.format(
        model_id=MODEL_ID,
        file=MODEL_FILE,
        sha256=sha256,
        training="\n".join(f"training: {line}" for line in TRAINING),
        hidden=f"{recipe.nets * first} and {recipe.nets * second}",
        nets=recipe.nets,
        parameters=recipe.nets * (WIDTH * first + first + first * second + second + 2 * second) + 2,
        pieces=_pieces(pieces),
        dropped=f"Left out: {', '.join(f'{count} {reason}' for reason, count in sorted(dropped.items()))}.",
        split=", ".join(f"{parts[name]} pieces {name}" for name in ("training", "checking", "held out")),
        table=_table(found),
        size=size,
        seed=recipe.seed,
    )


def _pieces(pieces: Sequence[KeyPiece]) -> str:
    corpora = Counter(piece.corpus for piece in pieces)
    minor = Counter(piece.corpus for piece in pieces if piece.key >= MINOR)
    rows = [f"{corpus} {count} ({minor[corpus]} minor)" for corpus, count in corpora.items()]
    return f"Pieces or stretches with a key: {', '.join(rows)}."


def _table(found: Sequence[Score]) -> str:
    systems = list(dict.fromkeys(score.system for score in found))
    rows: dict[tuple[str, str, str, int], dict[str, str]] = {}
    for s in found:
        cell = f"{s.exact:.3f} ({s.mirex:.3f})"
        rows.setdefault((s.corpus, s.texture, s.span, s.items), {})[s.system] = cell
    lines = ["| corpus | texture | span | items | " + " | ".join(systems) + " |"]
    lines.append("|---" * (4 + len(systems)) + "|")
    for (corpus, texture, span, count), cells in rows.items():
        lines.append(f"| {corpus} | {texture} | {span} | {count} | " + " | ".join(cells.values()) + " |")
    return "\n".join(lines)

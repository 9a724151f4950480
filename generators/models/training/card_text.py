"""Writes the model card of the chord model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generators.models.figures import Figure
from generators.models.training.billboard import Song
from generators.models.training_data import training_line

MODEL_ID = "chords-gru-kn4-session-2"
MODEL_FILE = "chords.npz"
TRAINING = training_line("billboard")

_CARD = """---
model_id: {model_id}
file: {file}
sha256: {sha256}
licence: MIT
task: next chord and missing chords
training: {training}
---

# Chord model

Says which chord comes next, and which one is missing between others, over 108 classes (root above the tonic x
maj, min, dim, aug, 7, maj7, min7, hdim7, sus4). Streams hold changes only: a chord never follows itself.

- Songs in general: two gated recurrent networks (192 and 128 units) and an interpolated modified Kneser-Ney
  4-gram (Chen & Goodman 1998), blended log-linearly.
- This session: what followed wherever the same chords came by, over eleven lengths of agreement up to 32
  chords, lately and at all, and after a transposition.
- A gate (a network of 64 units that weighs every chord the session speaks for, and all others as one)
  decides between them.
- Missing chords: the same with a network (128 units) that reads from the end, a lattice of chord pairs
  to the next known chord, and what stands elsewhere in the session between like neighbours; beam search.

## Data
{songs} songs with at least two chords, {changes} changes; {minor} songs count as minor.
{training}.
The data gives a tonic and no mode: a song is minor where its chords hold more tones of the minor scale,
the chord on the tonic counting four times. Entries that say nothing (none, pause, unreadable) are skipped.
The networks also saw the songs relative to their first tonic throughout, with a wrong tonic (1 in 20), and
with a jump to another key (1 in 12); half of the time they were not told the mode.

## Figures
Cross-validation by song ({folds} folds, seed {seed}). The long-term models of a fold never saw its songs; its
gate learned from what the other folds' models said about songs new to them. The 10 weights of the blends were
fitted once on all folds. The mode is told from the chords before each change. Chords of equal probability
rank before the right one. Gaps: up to 24 single chords and 12 runs of each song, at random; the forward
model is scored on the same chords.

| task | system | measure | value | items | target |
|---|---|---|---|---|---|
{table}

"4-gram + STM" is Pearce's (2005): the same 4-gram and a model of the current song, mixed by their entropies,
with the exponent that suits these songs best.
The shipped file is trained on all songs above: the figures are those of the recipe, not of the file itself.
The form of the gate was chosen while looking at these songs, so expect a little less on others.

## Limits
- Commercial recordings from 1958 to 1991: pop, rock, soul, country. No jazz, film or electronic harmony.
- No inversions, extensions or rhythm: those come from rules. Bare fifths count as major chords.
- Without chords in the session it knows only the averages; most of its strength is the session's own repeats.
- {size} bytes: weights, and counts of chord runs up to four, relative to the tonic. No titles, no melodies.

## Again
`python -m generators.models.training.chords --data DIR --out generators/models/data --seed {seed}`
(needs the extra `train`: torch). The figures: `sideman models report --data DIR chords`.
"""


def card_text(
    songs: Sequence[Song], found: Sequence[Figure], sha256: str, size: int, folds: int, seed: int
) -> str:
    """The card, with the head that `generators.models.card.parse_card` reads."""
    rows = [
        f"| {one.task} | {one.system} | {one.measure} | {one.value:.3f} | {one.items} | {one.target} |"
        for one in found
    ]
    return _CARD.format(
        model_id=MODEL_ID,
        file=MODEL_FILE,
        sha256=sha256,
        training=TRAINING,
        songs=len(songs),
        changes=sum(len(song.changes) for song in songs),
        minor=Counter(song.mode for song in songs)["minor"],
        folds=folds,
        seed=seed,
        table="\n".join(rows),
        size=size,
    )

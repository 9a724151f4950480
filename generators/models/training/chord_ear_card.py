"""Writes the model card of the ear for chords."""

from __future__ import annotations

from collections.abc import Sequence

from generators.models.figures import Figure
from generators.models.training.harmony_lines import HarmonyLine

TRAINING = (
    (
        "McGill Billboard chord annotations 2.0 (CC0), https://ddmal.music.mcgill.ca; Burgoyne, "
        "Wild, Fujinaga, ISMIR 2011 (rendered to notes by our own patterns: synthetic)"
    ),
    (
        "free-midi-chords progressions (MIT, Copyright (c) 2019 Ludovic Drolez), "
        "https://github.com/ldrolez/free-midi-chords (rendered to notes by our own patterns: "
        "synthetic)"
    ),
)
"""One line a data set, with its licence and attribution."""

_CARD = """---
model_id: chord-ear-semicrf-1
file: chord_ear.npz
sha256: {sha256}
licence: MIT
{training}
---

# Ear for chords

Reads chords out of notes: a semi-Markov conditional random field (Sarawagi & Cohen, NIPS 2004) over the
moments where notes start. Weights are counted from the root, so every key is heard alike: 12 qualities x 9
features x 12 semitones, 14 features of a moment for changing or going on, a prior of each quality and degree
in major and minor, and a logistic calibration of its confidence.

## Data
{lines} excerpts of {songs} songs and {loops} progressions, rendered afresh at every step: drawn voicings,
inversions, anticipations, melodies with non-chord tones, uneven timing, all keys, 4/4, 3/4, 6/8, 12/8 and
2/4. In half of the performances some chords get rarer qualities, of which songs
hold too few. No recording and no performance is in it: the notes are synthetic.

## Figures
Held-out songs, rendered with patterns, basses and melodies that none of the training renderings use
(alberti, charleston, off-beats, finger picking, rolled, triplets, staggered, pushed; syncopated, chromatic
walking, octave and filled basses). Half of the held-out songs calibrated the confidence, the other half is
scored. By duration; changes within a sixteenth.

| system | measure | value |
|---|---|---|
{table}

## Limits
- Tuned on renderings of pop and rock harmony (1958 to 1991); real playing is freer.
- Ninths and above are read as their seventh; a bare fifth as a major or minor triad by the key.
- A bass line or melody alone gives a reading too, with low confidence.
- {size} bytes.

## Again
`python -m generators.models.training.chord_ear --data DIR --out generators/models/data`
(steps {steps}, seed {seed})
"""


def ear_card(
    figures: Sequence[Figure],
    songs: Sequence[HarmonyLine],
    loops: Sequence[HarmonyLine],
    sha256: str,
    size: int,
    steps: int,
    seed: int,
) -> str:
    """The card, with the head that `generators.models.card.parse_card` reads."""
    return _CARD.format(
        training="\n".join(f"training: {line}" for line in TRAINING),
        sha256=sha256,
        lines=len(songs),
        songs=len({line.song_id for line in songs}),
        loops=len(loops),
        table="\n".join(f"| {f.system} | {f.measure} | {f.value:.3f} |" for f in figures),
        size=size,
        steps=steps,
        seed=seed,
    )

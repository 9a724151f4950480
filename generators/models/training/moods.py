"""Makes the file of tagged progressions and its card: python -m generators.models.training.moods."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from generators.models.card import ModelCard
from generators.models.moods import FEW_CHORDS, FEW_STEPS, OTHER_MODE, MoodModel, Tagged
from generators.models.training_data import training_line
from generators.models.vocabulary import class_of, without_repeats
from generators.theory.chord import Chord, parse_chord
from generators.theory.spelling import PLAIN_NAMES

MODEL_ID = "moods-tagged-progressions-1"
_UNTOLD = ModelCard(MODEL_ID, "", "", ())


def read_tagged(data: Path) -> tuple[Tagged, ...]:
    """`DIR/progressions/progressions.jsonl` in classes; what has no mood, or only one chord, is left out."""
    found = []
    with (data / "progressions" / "progressions.jsonl").open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            classes = without_repeats(class_of(_chord(root, kind), 0) for root, kind in record["chords"])
            if len(classes) > 1 and record["moods"]:
                found.append(Tagged(classes, tuple(record["moods"])))
    return tuple(found)


def _chord(root: int, kind: str) -> Chord:
    written = kind.replace("maj(b5)", "maj(*5,b5)")
    return parse_chord(f"{PLAIN_NAMES[root % 12]}:{written}")


def left_out_bits(tagged: Sequence[Tagged]) -> dict[str, tuple[float, float, int]]:
    """Mood -> (bits a step with the mood, bits with all progressions, steps), each progression judged by a
    model that never saw it; loops are closed."""
    sums: dict[str, list[float]] = {}
    for place, one in enumerate(tagged):
        model = MoodModel((*tagged[:place], *tagged[place + 1 :]), _UNTOLD)
        for word in (word for word in one.moods if word in model.words):
            mood = model.mood(word, one.mode)
            pairs = [*one.classes], [*one.classes[1:], one.classes[0]]
            told = sums.setdefault(word, [0.0, 0.0, 0])
            told[0] -= float(np.log2(mood.steps[pairs]).sum())
            told[1] -= float(np.log2(mood.usual_steps[pairs]).sum())
            told[2] += len(one.classes)
    return {word: (own / n, usual / n, int(n)) for word, (own, usual, n) in sums.items()}


def write_moods(data: Path, out: Path) -> Path:
    """The file and its card, in a folder. data: as for all training."""
    tagged = read_tagged(data)
    raw = msgspec.json.encode(tagged)
    (out / "moods.json").write_bytes(raw)
    licence = (data / "progressions" / "LICENSE").read_text(encoding="utf-8").strip()
    card = out / "moods.md"
    card.write_text(_card(tagged, hashlib.sha256(raw).hexdigest(), licence), encoding="utf-8")
    return card


def _card(tagged: Sequence[Tagged], sha256: str, licence: str) -> str:
    bits = left_out_bits(tagged)
    words = MoodModel(tuple(tagged), _UNTOLD).words
    rows = "\n".join(
        f"| mood | {word} | {count} | {bits[word][0]:.2f} | {bits[word][1]:.2f} |"
        for word, count in words.items()
        if word in bits
    )
    own, usual = (sum(one[side] * one[2] for one in bits.values()) for side in (0, 1))
    steps = sum(one[2] for one in bits.values())
    return _TEXT.format(
        model_id=MODEL_ID,
        sha256=sha256,
        training=training_line("progressions"),
        count=len(tagged),
        words=len(words),
        other=OTHER_MODE,
        few_chords=FEW_CHORDS,
        few_steps=FEW_STEPS,
        rows=rows,
        own=own / steps,
        usual=usual / steps,
        steps=steps,
        licence=licence,
    )


_TEXT = """---
model_id: {model_id}
file: moods.json
sha256: {sha256}
licence: MIT
task: moods of progressions
training: {training}
---

# Moods

{count} short progressions with mood tags ({words} words), as chord classes relative to their tonic. The
parameter `mood` of the chord generator lays some progressions that carry the word out as they are, bends the
chances of all other chords by how much more the mood has them than all progressions together, and ranks by
the same.

## How
Counts of chords and of steps from chord to chord, the loop closed. A mood's chords are drawn towards those of
all progressions until it has some {few_chords:g} of its own, its steps until a chord has some {few_steps:g}
of them, because more trust in so few counts was worse on progressions left out. A progression in the
other mode counts {other:g}, heard from the relative key: a minor loop begins on vi in major.

## Figures
Bits a step of a progression under its own mood, beside all progressions together; each is judged by a model
that never saw it. All {steps} steps: {own:.3f} with the mood, {usual:.3f} without.

| task | mood | progressions | bits, mood | bits, all |
|---|---|---|---|---|
{rows}

## Limits
- One collector tagged the progressions, with one or two words each and no listeners: weak labels. A word with
  fewer than ten progressions says little, and "dramatic" and "anguished" have one each.
- Mood lives in tempo, register, sound and melody at least as much as in chords.
- The collection is pop and film music of the present; there is no jazz in it.

## Licence of the data
{licence}

## Train again
`python -m generators.models.training.moods --data DIR --out generators/models/data` (some seconds).
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes moods.json and its card.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds progressions/")
    parser.add_argument("--out", type=Path, required=True, help="folder for the file and its card")
    asked = parser.parse_args()
    write_moods(asked.data, asked.out)


if __name__ == "__main__":
    main()

"""Writes the card of the harmony model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generators.models.harmony_model import Calibration
from generators.models.training.harmony_measures import MEASURES
from generators.models.training.harmony_scoring import Judged

MODEL_ID = "harmony-bigru-crf-2"
MODEL_FILE = "harmony.npz"
TRAINING = (
    "OpenScore Lieder Corpus (CC0), https://github.com/OpenScore/Lieder",
    "OpenScore String Quartets (CC0), https://github.com/OpenScore/StringQuartets",
    "McGill Billboard chord annotations 2.0 (CC0), https://ddmal.music.mcgill.ca; "
    "Burgoyne, Wild, Fujinaga, ISMIR 2011; under melodies made by rule (synthetic)",
    "free-midi-chords progressions, MIT, Copyright (c) 2019 Ludovic Drolez, "
    "https://github.com/ldrolez/free-midi-chords; under melodies made by rule (synthetic)",
)

_HUMAN = ("chord entropy (CHE)", "chord-tone share")

_CARD = """---
model_id: {model_id}
file: {file}
sha256: {sha256}
licence: MIT
{training}
---

# Harmony model

Says which of 48 triads (12 roots x major, minor, diminished, augmented) fits each slot under a melody, a
bass line, or any mix of parts: a bidirectional GRU of {hidden} units each way under a linear-chain
conditional random field, {parameters} parameters in half precision. Slots may be bars, half bars or beats.
From the notes that the melody uses and how it moves the model tells whether plain or rich
chords suit it.

## Data
- {pieces} stretches in one metre of {songs} songs of the OpenScore Lieder Corpus, and {quartets} string
  quartets with the first violin as melody. The triads are read from the full score by four rules in turn,
  so that the model leans on none: "careful" (length, place in the bar, the bass, staying where undecided);
  "by length" (cosine of durations with triads); "by bass" (the same with a bonus for the bass as root); "by
  onset" (counts of notes). The key is told from the signature and the last bass note.
- {pop_songs} pop songs of known chords: McGill Billboard, and loops of free-midi-chords in sections. Their
  melodies are **synthetic**, made by rule. They teach which chords pop songs use and how they follow each
  other, not how pop melodies go.
- {folk_songs} folk tunes that are **synthetic** throughout, chords and melodies made by rule.
- Composers are split by a seeded order: {training_count} stretches train, {validation_count} calibrate,
  {held_out_count} are held out.
  The shipped file saw only the first two parts, so the figures below are its own.

## Figures
Voice parts of the held-out composers, alone, key given, half-bar slots in which the voice sounds:
{slots} slots. Baselines are fitted on the same training stretches.

| system | accuracy | {columns} |
|---|---|{rules}|
{table}

CHE and CC count chords in a song, CTD is between neighbours, PCS and MCTD between melody and chord (Yeh et
al. 2021): the human value is the aim, not the highest. Calibrated on validation songs: rarity
{rarity:.2f}, consonance {consonance:.2f}, balance {balance:.2f}, price of a change in the automatic rhythm
{price:.2f}.

What the calibration weighs was settled on validation songs, but changed once after a look at these figures,
so expect a little less elsewhere.

The same slots as each rule reads them, every baseline fitted on the training stretches as that rule reads
them (share: of chord tones):

| read by | CHE of people | their share | template | HMM | model | its CHE | its share |
|---|---|---|---|---|---|---|---|
{readings}

## Limits
- 19th-century art song is what it knows best; pop and folk through chords and made-up melodies alone.
- The reference is a rule's reading of the accompaniment: even people would agree on part of it only.
- Outside its corpora it is above the baselines, but its spread of chords misses the human one: too plain on
  short chorale melodies, too rich on lead sheets (`sideman models report`).
- One key for all slots: a melody that modulates is harmonised from its home key.
- Triads; sevenths, ninths, suspensions and inversions are added by rules where they are asked for.
- {size} bytes. No titles, melodies or words.

## Again
`python -m generators.models.training.harmony --data DIR --out generators/models/data --seed {seed}`
"""


def card_text(
    judged: Mapping[str, Judged],
    readings: Mapping[str, Mapping[str, Judged]],
    sha256: str,
    size: int,
    calibration: Calibration,
    facts: Mapping[str, object],
) -> str:
    """The card, with the head that `generators.models.card.parse_card` reads. readings: by reader
    of the chords, then by system. facts: counts of the data."""
    rows = [
        f"| {name} | {one.accuracy:.3f} | {' | '.join(f'{one.figures[key]:.3f}' for key in MEASURES)} |"
        for name, one in judged.items()
    ]
    return _CARD.format(
        model_id=MODEL_ID,
        file=MODEL_FILE,
        sha256=sha256,
        training="\n".join(f"training: {line}" for line in TRAINING),
        columns=" | ".join(MEASURES),
        rules="|".join("---" for _ in MEASURES),
        table="\n".join(rows),
        readings="\n".join(_reading(name, systems) for name, systems in readings.items()),
        slots=_slots(list(judged.values())),
        rarity=calibration.rarity,
        consonance=calibration.consonance,
        balance=calibration.balance,
        price=calibration.change,
        size=size,
        **facts,
    )


def _reading(reader: str, systems: Mapping[str, Judged]) -> str:
    people, model = systems["people"], systems["model"]
    cells = [
        *(people.figures[name] for name in _HUMAN),
        *(systems[name].accuracy for name in ("template", "HMM", "model")),
        *(model.figures[name] for name in _HUMAN),
    ]
    return f"| {reader} | {' | '.join(f'{cell:.3f}' for cell in cells)} |"


def _slots(judged: Sequence[Judged]) -> int:
    return judged[0].slots if judged else 0

"""Measures whole progressions beside what people write: vamps, variety, repeats, surprise, cadences."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from bridge.model.keys import Key, pitch_class
from generators.api import Candidate, Request
from generators.chords import ChordGenerator
from generators.chords.cadence_wishes import CADENCES, NONE, PICARDY
from generators.chords.ranking import distance
from generators.chords.styles import STYLES
from generators.models.figures import Figure
from generators.models.kneser_ney import KneserNey
from generators.models.mode import mode_of
from generators.models.moods import load_moods
from generators.models.training.billboard import UNKNOWN, read_billboard
from generators.models.training.counting import train_kneser_ney
from generators.models.training.moods import left_out_bits
from generators.models.vocabulary import KINDS, class_of, without_repeats
from generators.theory.chord import parse_chord
from generators.theory.scales import sounds_minor

SEED, SEEDS, COUNT = 1, 10, 4
BARS = (4, 8)
KEYS = (Key(0), Key(9, "minor"), Key(3), Key(6, "minor"))

Line = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """So many bars of a song from a line of the annotation on. classes: one for every entry."""

    song_id: str
    bars: int
    classes: Line


def sections(data: Path) -> list[Section]:
    """Every different stretch of `BARS` bars that begins on an annotated line and stays in its section."""
    found: dict[Section, None] = {}
    with gzip.open(data / "billboard" / "billboard.jsonl.gz", "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            bars, starts = record["bars"], [bar for bar, *_ in record["sections"]]
            for first in record["phrases"]:
                limit = min((start for start in starts if start > first), default=len(bars))
                tonic = [name for bar, name in record["tonics"] if bar <= first][-1:] or [record["tonic"]]
                for length in BARS:
                    symbols = [entry[1] for bar in bars[first : first + length] for entry in bar]
                    if first + length <= limit and not UNKNOWN & set(symbols):
                        above = pitch_class(tonic[0])
                        classes = tuple(class_of(parse_chord(symbol), above) for symbol in symbols)
                        found[Section(record["id"], length, classes)] = None
    return list(found)


def generated(bars: int, **parameters: str) -> Iterator[tuple[Key, list[Candidate]]]:
    """The answers to `SEEDS` asks in each of `KEYS`."""
    for number, key in enumerate(KEYS):
        for seed in range(number * SEEDS, (number + 1) * SEEDS):
            request = Request("chords", COUNT, seed, bars, key=key, parameters=dict(parameters))
            yield key, list(ChordGenerator().generate(request))


def classes_of(candidate: Candidate, key: Key) -> Line:
    """The classes of a candidate's chords."""
    symbols = (step["symbol"] for step in candidate.details["chords"])
    return tuple(class_of(parse_chord(symbol), key.tonic) for symbol in symbols)


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """What comes without wishes beside human sections, then each cadence, style and mood."""
    known, held_out = _halves(data)
    model = train_kneser_ney(song for song in read_billboard(data) if song.song_id in known)
    human = [one for one in sections(data) if one.song_id in held_out]
    for bars in BARS:
        said(f"{bars} bars")
        theirs = [one.classes for one in human if one.bars == bars]
        answers = [[classes_of(one, key) for one in found] for key, found in generated(bars)]
        ours = [line for lines in answers for line in lines]
        for system, lines in (("songs", theirs), ("chord generator", ours)):
            for name, value in _described(lines, model):
                target = f"songs' {name}" if system != "songs" and "share" in name else ""
                yield Figure("progressions", f"{bars} bars", system, name, value, len(lines), target)
        apart = [distance(a, b) for lines in answers for a, b in combinations(lines, 2)]
        yield Figure(
            "progressions", f"{bars} bars", "chord generator", "distance of candidates",
            float(np.mean(apart)), len(apart),
        )  # fmt: skip
    yield from _cadences(said)
    yield from _styles(model, said)
    yield from _moods(said)


def _halves(data: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Song ids, cut in two by a fixed seed: those the judge learns from, and those people are judged on."""
    ids = [song.song_id for song in read_billboard(data)]
    order = np.random.default_rng(SEED).permutation(len(ids)).tolist()
    half = len(ids) // 2
    return frozenset(ids[n] for n in order[:half]), frozenset(ids[n] for n in order[half:])


def _described(lines: Sequence[Line], model: KneserNey) -> Iterator[tuple[str, float]]:
    changing = [line for line in map(without_repeats, lines) if len(line) > 1]
    roots = [len({one // len(KINDS) for one in line}) for line in lines]
    yield "share of two-root vamps", float(np.mean([is_vamp(line) and len(set(line)) > 1 for line in lines]))
    yield "share with four roots or more", float(np.mean([count >= 4 for count in roots]))
    yield "different roots", float(np.mean(roots))
    for length in (2, 3):
        yield f"distinct-{length} of 200", _distinct(changing[:: max(1, len(changing) // 200)], length)
    yield "share of second halves like the first", float(np.mean([_halves_alike(line) for line in lines]))
    yield "bits a change", float(np.mean([_bits(line, model) for line in changing]))


def is_vamp(classes: Line) -> bool:
    """Whether no more than two roots take turns, in four chords or more."""
    return len(classes) >= 4 and len({chord_class // len(KINDS) for chord_class in classes}) <= 2


def _distinct(lines: Sequence[Line], length: int) -> float:
    grams = [line[n : n + length] for line in lines for n in range(len(line) - length + 1)]
    return len(set(grams)) / max(1, len(grams))


def _halves_alike(line: Line) -> bool:
    half = len(line) // 2
    return len(line) % 2 == 0 and half >= 2 and line[:half] == line[half:]


def _bits(line: Line, model: KneserNey) -> float:
    mode = mode_of(line)
    told = [model.distribution(line[:n], mode)[one] for n, one in enumerate(line)]
    return float(-np.log2(np.maximum(told[1:], 1e-9)).mean())


def _cadences(said: Callable[[str], None]) -> Iterator[Figure]:
    """The share of candidates that end as was wished, told from roots and thirds alone."""
    for cadence in CADENCES:
        if cadence == NONE:
            continue
        said(f"cadence {cadence}")
        ended = []
        for key in KEYS:
            if cadence == PICARDY and not sounds_minor(key):
                continue
            for seed in range(SEEDS):
                request = Request("chords", COUNT, seed, key=key, parameters={"cadence": cadence})
                lines = [classes_of(one, key) for one in ChordGenerator().generate(request)]
                ended += [_ends(line, cadence, sounds_minor(key)) for line in lines]
        share = float(np.mean(ended))
        yield Figure(
            "progressions", "4 bars", "chord generator", f"{cadence} cadence", share, len(ended), "1"
        )


def _ends(line: Line, cadence: str, minor: bool) -> bool:
    (before, _), (last, kind) = (divmod(one, 9) for one in line[-2:])
    home = last == 0 and kind != 1
    wanted = {
        "authentic": before == 7 and last == 0,
        "plagal": before == 5 and last == 0,
        "half": last == 7 and kind in (0, 4),
        "deceptive": before == 7 and last == (8 if minor else 9),
        PICARDY: before == 7 and home,
        "loop": (last - line[0] // 9) % 12 in (7, 5, 10, 2, 11, 1),
    }
    return wanted[cadence]


def _styles(model: KneserNey, said: Callable[[str], None]) -> Iterator[Figure]:
    for style in STYLES:
        said(f"style {style}")
        lines = [classes_of(one, key) for key, found in generated(4, style=style) for one in found]
        for name, value in _described(lines, model):
            if name in ("share of two-root vamps", "different roots"):
                yield Figure("progressions", "4 bars", style, name, value, len(lines))


def _moods(said: Callable[[str], None]) -> Iterator[Figure]:
    """Bits a step of tagged progressions that the model did not see, with and without their mood."""
    said("moods")
    bits = left_out_bits(load_moods().tagged)
    steps = sum(count for *_, count in bits.values())
    for side, system in ((0, "mood"), (1, "all progressions")):
        value = sum(one[side] * one[2] for one in bits.values()) / steps
        target = "below all progressions" if side == 0 else ""
        yield Figure("moods", "tagged, each left out", system, "bits a step", value, steps, target)

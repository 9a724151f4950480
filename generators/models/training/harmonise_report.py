"""The figures of the harmony model: the shipped file on the composers that it never saw, and elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bridge.model.keys import Key
from generators.harmonise.asked import NEUTRAL, Ask
from generators.harmonise.bar_grid import bar_grid
from generators.harmonise.harmonising import harmonise
from generators.harmonise.parting import NO_NOTES, Parts
from generators.models.figures import Figure
from generators.models.harmony_model import load_harmony_model
from generators.models.training.harmony import judge_all, judge_readings, read_split
from generators.models.training.harmony_baselines import fit_baselines
from generators.models.training.harmony_calibration import change_f1, on_beats, tunes
from generators.models.training.harmony_examples import cut
from generators.models.training.harmony_pieces import Piece
from generators.models.training.harmony_scoring import Judged, case_of, observed

TASK = "harmonise"
_LIEDER = "Lieder, held-out composers"
_TUNES_LEARNED, _TUNES_JUDGED, _TUNES_SEED = 300, 100, 4242
_AIMS = {"chord-tone share": "people's +/- .04", "chord entropy (CHE)": "people's +/- .25"}


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """Accuracy on half-bar slots and the figures that have a human value; then the wait for eight bars.

    data: a folder with `lieder/`. Corpora inside music21 are judged where it is installed.
    """
    said("harmonise: reading the songs and their chords")
    split = read_split(data)
    baselines = fit_baselines(observed(case_of(piece)) for piece in split.training)
    model = load_harmony_model()
    said(f"harmonise: {len(split.held_out)} held-out stretches")
    cases = [case_of(piece) for piece in split.held_out]
    judged = judge_all(model, baselines, cases)
    yield from _figures(_LIEDER, judged)
    said("harmonise: the same slots against other readings of their chords")
    for reader, systems in judge_readings(model, split).items():
        if reader != "careful":
            yield from _figures(f"Lieder, held-out composers, read {reader}", systems)
    learned = fit_baselines(observed(case) for case in tunes(_TUNES_LEARNED, _TUNES_SEED + 1))
    judged = judge_all(model, learned, tunes(_TUNES_JUDGED, _TUNES_SEED))
    yield from _figures("folk tunes made by rule, baselines fitted on such tunes", judged)
    changes = change_f1([(on_beats(model, one), one) for one in cases], model.calibration)
    yield Figure(TASK, _LIEDER, "model", "automatic rhythm, F1 of changes", changes, len(cases))
    if find_spec("music21") is None:
        said("harmonise: music21 is not installed, so no other corpora")
    else:
        from generators.models.training.harmony_corpora import chorales, tunes_with_chords

        said("harmonise: other corpora (music21)")
        yield from _figures("tunes with chord symbols", judge_all(model, baselines, tunes_with_chords()))
        yield from _figures("Bach sopranos", judge_all(model, baselines, chorales()))
    waits = [_wait_ms(piece) for piece in split.held_out]
    p95 = float(np.percentile(waits, 95))
    yield Figure(TASK, _LIEDER, "model", "CPU ms for 8 bars (p95)", p95, len(waits), "< 30")


def _figures(corpus: str, judged: Mapping[str, Judged]) -> Iterator[Figure]:
    best = max(one.accuracy for name, one in judged.items() if name not in ("people", "model"))
    for name, one in judged.items():
        if name != "people":
            aim = f"> {best:.3f}" if name == "model" else ""
            yield Figure(TASK, corpus, name, "accuracy", one.accuracy, one.slots, aim)
        for measured, value in one.figures.items():
            aim = _AIMS.get(measured, "") if name == "model" else ""
            yield Figure(TASK, corpus, name, measured, value, one.slots, aim)


def _wait_ms(piece: Piece) -> float:
    """Milliseconds of one core for three candidates under the first eight bars, in an automatic rhythm.

    Processor time: what other programs take meanwhile is no property of the model.
    """
    metre = piece.grid.metre
    start = piece.grid.starts[0]
    melody = cut(piece.melody, start, start + 8 * metre.bar_beats)
    grid = bar_grid(metre, piece.grid.starts[:8])
    key = Key(piece.tonic, ("major", "minor")[piece.mode])
    ask = Ask(Parts(melody, NO_NOTES, NO_NOTES), grid, key, 1.0, None, NEUTRAL)
    before = time.process_time()
    harmonise(ask)
    return (time.process_time() - before) * 1000

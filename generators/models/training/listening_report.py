"""How well Sideman listens: chords on renderings of held-out songs, roles, metre, pickups and swing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from generators.analysis.chord_reading import read_chords
from generators.analysis.sounding import from_rows
from generators.models.chord_ear import ChordEar, load_chord_ear
from generators.models.figures import Figure
from generators.models.training import bar_template_reader
from generators.models.training.chord_recall import LEVELS, Tally, at, names
from generators.models.training.harmony_lines import HarmonyLine, Span, billboard_lines, parted, varied
from generators.models.training.listening_examples import drum_performances
from generators.models.training.listening_material import grid_material, role_material
from generators.models.training.listening_scores import grid_figures, groove_figures, role_figures
from generators.models.training.rendering import VALIDATION, Rendered, render

CORPUS = "Billboard, held-out songs, synthetic renderings with held-out patterns"
TARGETS = {"triad": ">= .85"}
_SEED = 7
_PIECES = 400
_ROLE_SEED = 1


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """Every figure of the listening room. data: a folder with the data sets."""
    _, held_out = parted(billboard_lines(data))
    _, judging = calibration_and_judging(held_out)
    yield from chord_figures(judging, load_chord_ear(), said)
    _, judged = role_material(data, _ROLE_SEED)
    said(f"roles: {len(judged)} pieces")
    yield from role_figures(judged)
    _, songs = grid_material(data)
    said(f"bars: {len(songs)} songs")
    yield from grid_figures(songs)
    said("groove: the Groove MIDI performances")
    yield from groove_figures(drum_performances(data))


def calibration_and_judging(
    held_out: Sequence[HarmonyLine],
) -> tuple[list[HarmonyLine], list[HarmonyLine]]:
    """The held-out songs in two halves: one that calibrates the confidence, one that is scored."""
    songs = sorted({line.song_id for line in held_out})
    first = set(songs[::2])
    return (
        [line for line in held_out if line.song_id in first],
        [line for line in held_out if line.song_id not in first],
    )


def chord_figures(
    lines: Sequence[HarmonyLine], ear: ChordEar, said: Callable[[str], None]
) -> Iterator[Figure]:
    """Recall by duration and precision and recall of changes: the ear beside the bar-template reader."""
    rng = np.random.default_rng(_SEED)
    pieces = [
        render(varied(lines[int(rng.integers(len(lines)))], rng), VALIDATION, rng) for _ in range(_PIECES)
    ]
    said(f"chords: {len(pieces)} renderings")
    ours, template = Tally(), Tally()
    surest: list[tuple[float, float, bool]] = []
    for piece in pieces:
        line, heard = piece.line, from_rows(piece.rows)
        read = read_chords(heard, line.metre, 0.0, line.end_beats, line.key, ear)
        spans = [Span(one.start_beats, one.length_beats, one.chord) for one in read]
        ours.add(piece.spans, spans)
        surest += [
            (one.confidence, one.length_beats, _right(piece, one_span))
            for one, one_span in zip(read, spans, strict=True)
        ]
        old = bar_template_reader.read_chords(heard, line.metre, 0.0, line.end_beats, line.key)
        template.add(piece.spans, [Span(one.start_beats, one.length_beats, one.chord) for one in old])
    for system, tally in (("chord ear", ours), ("bar template", template)):
        for level in LEVELS:
            target = TARGETS.get(level, "") if system == "chord ear" else ""
            yield Figure(
                "chord recognition",
                CORPUS,
                system,
                f"{level}, by duration",
                tally.share(level),
                len(pieces),
                target,
            )
        yield Figure(
            "chord recognition",
            CORPUS,
            system,
            "changes within a 16th, precision",
            tally.precision,
            tally.found,
        )
        yield Figure(
            "chord recognition", CORPUS, system, "changes within a 16th, recall", tally.recall, tally.meant
        )
    error = expected_calibration_error(surest)
    yield Figure("chord recognition", CORPUS, "chord ear", "expected calibration error", error, len(surest))


def _right(piece: Rendered, read: Span) -> bool:
    meant = at(piece.spans, read.start_beats + read.length_beats / 2)
    return meant is not None and names(meant)[1] == names(read.chord)[1]


def expected_calibration_error(said: Sequence[tuple[float, float, bool]], bins: int = 10) -> float:
    """Mean gap between confidence and share right, over equal bins. said: (confidence, beats, right)."""
    table = np.array(said, np.float64).reshape(len(said), 3)
    places = np.minimum((table[:, 0] * bins).astype(int), bins - 1)
    gaps = [
        abs(table[places == place, 0].mean() - table[places == place, 2].mean()) * (places == place).mean()
        for place in range(bins)
        if (places == place).any()
    ]
    return float(sum(gaps))

"""The figures of the chord model and of the references beside it."""

from __future__ import annotations

from collections.abc import Iterator

from generators.models.figures import Figure
from generators.models.training.evaluation import EARLY, Score, Tally
from generators.models.training.next_chord_scoring import BOTH_SIDES, FORWARD, MODEL, REFERENCE

CORPUS = "Billboard, {folds} folds by song"
TARGETS = {
    ("", "top-1"): ">= .79", ("", "top-3"): ">= .90", ("", "perplexity"): "<= 2.75",
    ("first", "top-1"): ">= .60", ("first", "bits"): "<= 2.55",
}  # fmt: skip
"""(part of the song, measure) -> what issue 4 aims at."""


def figures(following: Tally, missing: Tally, folds: int) -> Iterator[Figure]:
    """Next chords over whole songs and over their first `EARLY` changes; gaps. Of the reference only the
    best form is told."""
    corpus = CORPUS.format(folds=folds)
    for part, task, scores in (
        ("", "next chord", following.scores()),
        ("first", f"next chord, first {EARLY}", following.scores(range(EARLY))),
    ):
        best = min((s for s in scores if s.startswith(REFERENCE)), key=lambda system: scores[system].bits)
        for system, found in scores.items():
            if not system.startswith(REFERENCE) or system == best:
                yield from _of(task, corpus, system, found, part)
    gaps = missing.scores()
    for system, found in gaps.items():
        side, _, kind = system.partition(", ")
        alone = gaps.get(f"{FORWARD}, {kind}")
        target = f">= {alone.top1 + 0.05:.3f}" if alone and side == BOTH_SIDES and kind == "one chord" else ""
        for measure, value in (("top-1", found.top1), ("top-3", found.top3), ("bits", found.bits)):
            wanted = target if measure == "top-1" else ""
            yield Figure(f"gap fill, {kind}", corpus, side, measure, value, found.changes, wanted)


def _of(task: str, corpus: str, system: str, found: Score, part: str) -> Iterator[Figure]:
    measures = (
        ("top-1", found.top1), ("top-3", found.top3), ("perplexity", found.perplexity), ("bits", found.bits),
    )  # fmt: skip
    for measure, value in measures:
        target = TARGETS.get((part, measure), "") if system == MODEL else ""
        yield Figure(task, corpus, system, measure, value, found.changes, target)

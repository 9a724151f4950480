"""How original what the generators write is, beside the music of people, and what the guard finds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bridge.model.notes import Notes
from generators.api import Candidate, ContextClip, Generator, Request
from generators.models.figures import Figure
from generators.models.training.originality import longest_runs, piece_numbers
from generators.models.training.originality_items import Item, read_items
from generators.models.training.originality_planting import (
    DISGUISES,
    disguised_changes,
    excerpts,
    is_found,
    notes_of,
    progressions,
)
from generators.models.vocabulary import KINDS, without_repeats
from generators.originality.guarding import guarded
from generators.originality.shipped import Index, load_index
from generators.originality.tokens import LEAD_CHORDS, change_tokens
from generators.originality.verdict import Outcome, Verdict, judge, longest_line, progression_of
from generators.registry import discover

TASK = "originality"
GENERATORS = ("chords", "harmonise")
ADVENTURES = (0.0, 0.25, 0.5, 0.75, 1.0)
ITEMS, PLANTED = 500, 300
_COUNT, _BARS = 4, 16
_SEED = 11
_NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """Longest runs of what the generators write and of people's music, planted copies, false alarms, time."""
    items, index = read_items(data), load_index()
    melodies = [item for item in items if item.data == "lieder" and item.role == "melody"]
    said("planted copies")
    yield from planted_figures(items, index)
    said("people's music")
    yield from alarm_figures(items, index)
    registry = discover()
    for generator in map(registry.get, GENERATORS):
        said(f"{generator.name}: {ITEMS} clips")
        made, left_out = written(generator, melodies)
        yield from run_figures(generator.name, made, items, index)
        kept_back = left_out / max(1, left_out + len(made))
        yield Figure(TASK, _SWEEP, generator.name, "kept back by the guard", kept_back, len(made) + left_out)


_SWEEP = f"generated, {_BARS} bars, adventure 0 to 1"


def written(
    generator: Generator, melodies: Sequence[Item], count: int = ITEMS
) -> tuple[list[Candidate], int]:
    """(so many clips as a musician would get them, over a sweep of adventure; how many were kept back)."""
    rng = np.random.default_rng(_SEED)
    able = [item for item in melodies if len(item.tokens) > 40]
    made: list[Candidate] = []
    left_out = 0
    for turn in range(4 * count // _COUNT):
        context: tuple[ContextClip, ...] = ()
        if generator.name == "harmonise":
            context = (_tune(able[int(rng.integers(len(able)))]),)
        request = Request(
            generator.kinds[0],
            count=_COUNT,
            seed=turn + 1,
            bars=_BARS,
            adventure=ADVENTURES[turn % len(ADVENTURES)],
            density=float(rng.uniform(0.2, 0.8)),
            context=context,
        )
        found = guarded(generator, request)
        left_out += int(found[0].provenance.originality["left_out"]) if found else 0
        made += found
        if len(made) >= count:
            break
    return made[:count], left_out


def _tune(item: Item) -> ContextClip:
    assert item.notes is not None
    notes = notes_of(item.notes[item.notes[:, 0] < item.notes[0, 0] + 4.0 * _BARS])
    return ContextClip(item.piece, item.title, "Voice", 0.0, 4.0 * _BARS, notes)


def run_figures(
    name: str, made: Sequence[Candidate], items: Sequence[Item], index: Index
) -> Iterator[Figure]:
    """95th percentiles of the longest run: progressions beside songs cut to the same numbers of changes,
    lines beside people's lines."""
    rng = np.random.default_rng(_SEED)
    songs = [item for item in items if item.kind == "changes"]
    numbers = piece_numbers(items)
    ours, theirs = [], []
    for candidate in made:
        changes = progression_of(candidate.details)
        tokens = change_tokens(changes) if len(changes) > 1 else np.zeros(0, np.uint8)
        runs = index.changes.runs(tokens)
        ours.append(runs[0].counted + LEAD_CHORDS if runs else 0)
        able = [song for song in songs if len(song.tokens) >= len(tokens)]
        if able:
            song = able[int(rng.integers(len(able)))]
            start = int(rng.integers(len(song.tokens) - len(tokens) + 1))
            own = song.tokens[start : start + len(tokens)]
            human = index.changes.runs(own, numbers[song.data, song.piece])
            theirs.append(human[0].counted + LEAD_CHORDS if human else 0)
    yield _percentile(_SWEEP, name, "chords in common (p95)", ours, f"<= {np.percentile(theirs, 95):g}")
    yield _percentile("Billboard, other songs, as long", "people", "chords in common (p95)", theirs)
    lines = [longest_line(candidate.notes, index).longest_run for candidate in made]
    limit = index.limits["melody"].warn
    yield _percentile(_SWEEP, name, "notes in common, any line (p95)", lines, f"<= {limit}")


def _percentile(corpus: str, system: str, measured: str, values: Sequence[int], target: str = "") -> Figure:
    return Figure(TASK, corpus, system, measured, float(np.percentile(values, 95)), len(values), target)


def planted_figures(items: Sequence[Item], index: Index, count: int = PLANTED) -> Iterator[Figure]:
    """Share of disguised copies that are blocked, and the time that a check takes."""
    times: list[float] = []
    for name, disguise in DISGUISES.items():
        rng = np.random.default_rng((_SEED, len(name)))
        hits = []
        for item in excerpts(items, index, count, rng):
            assert item.notes is not None
            verdict, spent = _timed(notes_of(disguise(item.notes, rng)), index)
            hits.append(is_found(verdict, item))
            times.append(spent)
        target = "" if name == "played" else ">= .99"
        found = float(np.mean(hits))
        yield Figure(TASK, "training lines", "guard", f"found: {name}", found, len(hits), target)
    rng = np.random.default_rng(_SEED)
    hits = []
    for changes in progressions(items, index, count, rng):
        copy = disguised_changes(changes, rng)
        details = {"chords": [{"symbol": _symbol(one)} for one in without_repeats(copy)]}
        verdict = judge(Notes(), details, index)
        hits.append(verdict.outcome == Outcome.BLOCKED or verdict.shared_by > 2)
    yield Figure(
        TASK, "training songs", "guard", "found: progression", float(np.mean(hits)), len(hits), ">= .99"
    )
    yield Figure(TASK, "planted", "guard", "ms (p95)", float(np.percentile(times, 95)), len(times), "< 5")


def _timed(notes: Notes, index: Index) -> tuple[Verdict, float]:
    start = time.process_time()
    verdict = judge(notes, {}, index)
    return verdict, 1000 * (time.process_time() - start)


def _symbol(chord_class: int) -> str:
    degree, kind = divmod(chord_class, len(KINDS))
    return f"{_NAMES[degree]}:{KINDS[kind]}"


def alarm_figures(items: Sequence[Item], index: Index) -> Iterator[Figure]:
    """Share of excerpts by people that would be warned of or blocked, their own piece left out; other
    excerpts than those from which the limits come."""
    numbers = piece_numbers(items)
    for role, limit in index.limits.items():
        kind = "changes" if role == "chords" else "line"
        own = [item for item in items if item.kind == kind]
        corpus = index.changes if kind == "changes" else index.lines
        groups = [numbers[item.data, item.piece] for item in own]
        runs = longest_runs(own, groups, corpus, role, _SEED)
        for measured, share in (("warned", runs > limit.warn), ("blocked", runs >= limit.block)):
            yield Figure(
                TASK, f"{role}: people's excerpts", "guard", measured, float(share.mean()), len(runs)
            )

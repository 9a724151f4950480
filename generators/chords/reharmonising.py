"""Reharmonises a progression: substitutions from the table, as daring as asked, ranked by the chord model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bridge.model.errors import BadInput
from bridge.model.keys import Key
from generators.chords.ranking import Drawn, choose
from generators.chords.substitutions import RULES, Chords, Place, Rule
from generators.models.chord_model import ChordModel
from generators.models.vocabulary import class_of, without_repeats
from generators.theory.chord import Chord
from generators.theory.lead_sheet import lead_sheet
from generators.theory.scales import sounds_minor

Note = tuple[float, float, int]
"""(onset, length in beats, MIDI pitch)."""

MOST_CHORDS, MOST = 128, 32

_REACH = 0.1
"""How far above the asked adventure the daring of a rule may lie."""

_BOLDNESS, _BOUND = 0.4, 40.0
"""Daring a chord at full adventure, and how strictly a reharmonisation keeps to what was asked."""

_BEAM, _FINALISTS = 160, 48
_STANDING = -1.5
"""The natural log that a step counts for which only moves a voice inside a chord."""

_EXPLAINED = 0.02
"""No step counts as less likely than this: a rule explains what songs seldom do."""

_NEW_RULE, _SAME_RULE, _TASTE = 0.3, 0.5, 1.5
"""Gained for every different rule, lost where one comes again, gained for daring rules at full adventure."""

_SHORTEST_BEATS = 1.0
_HELD_BEATS, _HELD_SHARE = 1.0, 0.5
"""A melody note is held where it sounds this long in a chord's time, or through this part of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A chord and its place in time."""

    chord: Chord
    start_beats: float
    length_beats: float

    @property
    def end_beats(self) -> float:
        return self.start_beats + self.length_beats


@dataclass(frozen=True, slots=True)
class Change:
    """One substitution. place: index of the given chord. why: a sentence."""

    place: int
    rule: Rule
    old: Chord
    new: Chords
    why: str


@dataclass(frozen=True, slots=True)
class Reharmonisation:
    """daring: of the changes together, a chord. bits: what the chord model thinks, a change of chord."""

    spans: tuple[Span, ...]
    changes: tuple[Change, ...]
    daring: float
    bits: float


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to play a place. needs_before, needs_after: whether it only holds while the neighbour's root
    on that side stays."""

    chords: Chords
    rule: Rule | None
    needs_before: bool = False
    needs_after: bool = False

    @property
    def daring(self) -> float:
        return self.rule.daring if self.rule else 0.0


@dataclass(frozen=True, slots=True)
class _Line:
    options: tuple[_Option, ...]
    likely: float
    daring: float


def reharmonise(
    given: Sequence[Span],
    key: Key,
    adventure: float,
    model: ChordModel,
    count: int = 4,
    melody: Sequence[Note] = (),
    loops: bool = True,
) -> list[Reharmonisation]:
    """Up to ``count`` that differ, the best first; none where no rule applies. Raises BadInput.

    adventure: 0 sevenths and inversions .. 1 whatever the table has. melody: held notes that no new chord may
    rub against. loops: whether the first chord follows the last.
    """
    _check(given, adventure, count)
    places = [
        Place(one.chord, _neighbour(given, n, -1, loops), _neighbour(given, n, 1, loops), key)
        for n, one in enumerate(given)
    ]
    options = [_options(place, one, adventure, melody) for place, one in zip(places, given, strict=True)]
    lines = _search(options, places, adventure, model)
    found: dict[tuple[int, ...], Reharmonisation] = {}
    ranked: list[Drawn] = []
    for line in lines[:_FINALISTS]:
        made = _made(line, given, places, model, key)
        classes = tuple(class_of(span.chord, key.tonic) for span in made.spans if not span.chord.is_none)
        if made.changes and classes not in found:
            found[classes] = made
            ranked.append(Drawn(classes, _worth(made, adventure)))
    return [found[one.classes] for one in choose(ranked, count)]


def _check(given: Sequence[Span], adventure: float, count: int) -> None:
    if not 0 <= adventure <= 1:
        raise BadInput(
            f"Adventure {adventure:g} is out of range.", "0 is plain, 1 is daring.", "bad_adventure"
        )
    if not 1 <= count <= MOST:
        raise BadInput(f"{count} reharmonisations cannot be made.", f"Ask for 1 to {MOST}.", "bad_count")
    if not 1 <= len(given) <= MOST_CHORDS or all(one.chord.is_none for one in given):
        raise BadInput("There is nothing to reharmonise.", f"Name 1 to {MOST_CHORDS} chords.", "bad_chords")


def _neighbour(given: Sequence[Span], at: int, side: int, loops: bool) -> Chord | None:
    there = at + side
    if not 0 <= there < len(given) and not (loops and len(given) > 1):
        return None
    chord = given[there % len(given)].chord
    return None if chord.is_none else chord


def _options(place: Place, span: Span, adventure: float, melody: Sequence[Note]) -> list[_Option]:
    found = [_Option((place.chord,), None)]
    if place.chord.is_none:
        return found
    for rule in RULES:
        if rule.daring > adventure + _REACH:
            continue
        alone_before = set(rule.make(replace(place, before=None)))
        alone_after = set(rule.make(replace(place, after=None)))
        for chords in rule.make(place):
            short = len(chords) > 1 and span.length_beats / len(chords) < _SHORTEST_BEATS
            if chords != (place.chord,) and not short and _suits(chords, span, melody):
                found.append(_Option(chords, rule, chords not in alone_before, chords not in alone_after))
    return found


def _suits(chords: Chords, span: Span, melody: Sequence[Note]) -> bool:
    """Whether no new chord rubs against a held melody tone, a half step from one of its tones."""
    length = span.length_beats / len(chords)
    for n, chord in enumerate(chords):
        start = span.start_beats + n * length
        for tone in _held(melody, start, start + length):
            rubs = any((tone - one) % 12 in (1, 11) for one in chord.pitch_classes)
            if tone not in chord.pitch_classes and rubs:
                return False
    return True


def _held(melody: Sequence[Note], start: float, end: float) -> set[int]:
    found = set()
    for onset, length, pitch in melody:
        sounds = min(onset + length, end) - max(onset, start)
        if sounds > 0 and sounds >= min(_HELD_BEATS, _HELD_SHARE * (end - start)) - 1e-6:
            found.add(int(pitch) % 12)
    return found


def _search(
    options: list[list[_Option]], places: Sequence[Place], adventure: float, model: ChordModel
) -> list[_Line]:
    """Beam search: how usual each step is by pairs of chords, and how near to the asked daring."""
    usual = np.log(np.maximum(model.reaching(1), _EXPLAINED))
    tonic = places[0].key.tonic
    lines = [_Line((), 0.0, 0.0)]
    for n, here in enumerate(options):
        grown = []
        for line in lines:
            before = line.options[-1] if line.options else None
            for one in here:
                if before is not None and not _go_together(before, one, places[n - 1].chord, places[n].chord):
                    continue
                row = (before.chords[-1:] if before else ()) + one.chords
                steps = sum(_step(usual, a, b, tonic) for a, b in pairwise(row))
                grown.append(_Line((*line.options, one), line.likely + steps, line.daring + one.daring))
        lines = sorted(grown, key=lambda line: -_promise(line, n + 1, adventure))[:_BEAM]
    return lines


def _step(usual: np.ndarray[tuple[int, int], np.dtype[np.float64]], a: Chord, b: Chord, tonic: int) -> float:
    if a.is_none or b.is_none:
        return 0.0
    one, other = class_of(a, tonic), class_of(b, tonic)
    return _STANDING if one == other else float(usual[one, other])


def _promise(line: _Line, places: int, adventure: float) -> float:
    chords = sum(len(one.chords) for one in line.options)
    off = line.daring / places - _BOLDNESS * adventure
    return (1 - 0.6 * adventure) * line.likely / chords - _BOUND * off * off


def _go_together(one: _Option, other: _Option, was: Chord, now: Chord) -> bool:
    """Whether neighbours leave each other what they stand on, and do not repeat the same chord."""
    if one.needs_after and other.chords[0].root != now.root:
        return False
    if other.needs_before and one.chords[-1].root != was.root:
        return False
    return one.chords[-1] != other.chords[0] or (one.rule is None and other.rule is None)


def _made(
    line: _Line, given: Sequence[Span], places: Sequence[Place], model: ChordModel, key: Key
) -> Reharmonisation:
    spans: list[Span] = []
    changes = []
    for n, (option, old, place) in enumerate(zip(line.options, given, places, strict=True)):
        length = old.length_beats / len(option.chords)
        for part, chord in enumerate(option.chords):
            start = old.start_beats + part * length
            if part and spans[-1].chord == chord:
                spans[-1] = replace(spans[-1], length_beats=spans[-1].length_beats + length)
            else:
                spans.append(Span(chord, start, length))
        if option.rule is not None:
            why = _why(option.rule, place, option.chords)
            changes.append(Change(n, option.rule, old.chord, option.chords, why))
    bits = _bits(spans, model, key)
    return Reharmonisation(tuple(spans), tuple(changes), line.daring / len(given), bits)


def _why(rule: Rule, place: Place, new: Chords) -> str:
    names = [lead_sheet(chord) for chord in dict.fromkeys(new)]
    told = rule.why.format(
        old=lead_sheet(place.chord),
        new="–".join(names),
        first=names[0],
        last=names[-1],
        tail="–".join(names[-2:]),
        next=lead_sheet(place.after) if place.after else "",
    )
    return f"{told}."


def _bits(spans: Sequence[Span], model: ChordModel, key: Key) -> float:
    changes = without_repeats(class_of(one.chord, key.tonic) for one in spans if not one.chord.is_none)
    mode = "minor" if sounds_minor(key) else "major"
    told = [model.distribution(changes[:n], mode, 0.0)[one] for n, one in enumerate(changes)]
    return float(-np.log2(np.maximum(told, _EXPLAINED)).mean())


def _worth(made: Reharmonisation, adventure: float) -> float:
    """Surprise counts less the more adventure is asked for; different rules are better than one again and
    again, and much adventure wants a bold one."""
    rules = len({change.rule.name for change in made.changes})
    off = made.daring - _BOLDNESS * adventure
    liked = _NEW_RULE * rules - _SAME_RULE * (len(made.changes) - rules)
    boldest = max(change.rule.daring for change in made.changes)
    return -(1 - 0.6 * adventure) * made.bits - _BOUND * off * off + liked + _TASTE * adventure * boldest

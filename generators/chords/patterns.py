"""Rhythms in which chords are played: strokes for every chord, from the metre, the density and the groove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from generators.chords.feel import STEP_BEATS
from generators.chords.harmonic_rhythm import Slot
from generators.chords.strokes import ALL, LOWEST, REST, Scene, Stroke, first, grid, joined, run, sixteenths

Pattern = Callable[[Slot, Scene], list[Stroke]]

_SHORT = 0.45
_ON_BAR, _UPBEAT = 10.0, -6.0


def held(slot: Slot, scene: Scene) -> list[Stroke]:
    return [Stroke(slot.start_beats, slot.length_beats)]


def pulse(slot: Slot, scene: Scene) -> list[Stroke]:
    step = scene.pulse if scene.density < 0.6 else scene.division
    return joined(grid(slot, step), slot, 0.85)


def stabs(slot: Slot, scene: Scene) -> list[Stroke]:
    """Where the kick is, one to four a bar by density; without a kick the Charleston, on one and the off-beat
    of two."""
    most = 1 + round(3 * scene.density)
    wanted = _strongest(scene, scene.feel.kick, most)
    starts = [s for s in sixteenths(slot) if _near(scene.place(s), wanted)]
    return [Stroke(s, min(_SHORT, slot.end_beats - s)) for s in starts or [slot.start_beats]]


def comp(slot: Slot, scene: Scene) -> list[Stroke]:
    """Some eighths, with the kick and the bass and away from the snare; short ones off the beat."""
    line = _comping_line(scene)
    wanted = _strongest(scene, line, 2 + round(3 * scene.density))
    starts = [s for s in grid(slot, scene.division) if _near(scene.place(s), wanted)]
    return joined(sorted({slot.start_beats, *starts}), slot, 0.8, most=1.5 * scene.pulse)


def skank(slot: Slot, scene: Scene) -> list[Stroke]:
    """The lowest voice stays out where there are four or more: the off-beat is the upper register's."""
    earliest = first(slot.start_beats - scene.off, scene.pulse) + scene.off
    starts = run(earliest, slot.end_beats, scene.pulse) or [slot.start_beats]
    voices = REST if scene.voices >= 4 else ALL
    return [Stroke(s, min(_SHORT * scene.pulse, slot.end_beats - s), voices) for s in starts]


def arp(slot: Slot, scene: Scene) -> list[Stroke]:
    """The lowest voice, then up and down between the others; again from the lowest after eight notes, six
    where the bar divides so, or a bar."""
    half = scene.division if scene.density < 0.75 else scene.division / 2
    step = scene.pulse if scene.density < 0.35 else half
    in_a_bar = max(1, round(scene.metre.bar_beats / step))
    period = next((count for count in (8, 6) if in_a_bar % count == 0), in_a_bar)
    upper = list(range(1, scene.voices))
    bounce = (upper + upper[-2:0:-1]) * period
    return _one_by_one(slot, step, [0, *bounce][:period])


def broken(slot: Slot, scene: Scene) -> list[Stroke]:
    """Alberti: lowest, highest, a middle voice, highest."""
    step = scene.division if scene.density < 0.75 else scene.division / 2
    top = scene.voices - 1
    return _one_by_one(slot, step, [0, top, min(max(1, scene.voices // 2), top), top])


def boomchick(slot: Slot, scene: Scene) -> list[Stroke]:
    """The bass where a bar begins and on every other beat (in three: only there), the rest on the others."""
    every = 3 if round(scene.metre.bar_beats / scene.pulse) == 3 else 2
    strokes = []
    for start in grid(slot, scene.pulse):
        beat = round(scene.place(start) / scene.pulse)
        low = start == slot.start_beats or beat % every == 0
        length = min(scene.pulse * (0.9 if low else _SHORT), slot.end_beats - start)
        strokes.append(Stroke(start, length, LOWEST if low else REST, 0.0 if low else -4.0))
    return strokes


def strum(slot: Slot, scene: Scene) -> list[Stroke]:
    """Down on the beats and up between, where the lowest string is missed; a lone stroke when sparse."""
    if scene.density < 0.15:
        return [Stroke(slot.start_beats, slot.length_beats, strum=1)]
    strokes = []
    for start in grid(slot, scene.division):
        part = round(scene.place(start) / scene.division)
        upbeat = part % scene.parts == scene.parts - 1 and start != slot.start_beats
        if start == slot.start_beats or _strummed(part, scene):
            strokes.append(Stroke(start, 0.0, REST, _UPBEAT, -1) if upbeat else Stroke(start, 0.0, strum=1))
    ends = [*(stroke.start_beats for stroke in strokes[1:]), slot.end_beats]
    return [
        replace(stroke, length_beats=end - stroke.start_beats)
        for stroke, end in zip(strokes, ends, strict=True)
    ]


def _strummed(part: int, scene: Scene) -> bool:
    """Whether the hand meets the strings at the n-th part of a bar: beats, then ups before the next beat (of
    every second one when sparse), then all. Four in a bar at a middle density leave the third beat out."""
    beat, place = divmod(part, scene.parts)
    four = scene.parts == 2 and round(scene.metre.bar_beats / scene.pulse) == 4
    if place == 0:
        return not (four and beat == 2 and 0.45 <= scene.density < 0.75)
    if place < scene.parts - 1 or scene.density >= 0.75:
        return scene.density >= 0.75
    return scene.density >= 0.45 or (scene.density >= 0.25 and beat % 2 == 1)


PATTERNS: dict[str, Pattern] = {
    "held": held,
    "pad": held,
    "push": held,
    "pulse": pulse,
    "stabs": stabs,
    "comp": comp,
    "skank": skank,
    "arp": arp,
    "broken": broken,
    "boomchick": boomchick,
    "strum": strum,
}
"""Name -> strokes within one chord. What the words mean to a musician: `chord_parameters.PATTERNS`."""


def strokes(name: str, slots: list[Slot], scene: Scene) -> list[list[Stroke]]:
    """The strokes of every chord, stronger at bar lines and where the drums are loud."""
    placed = anticipated(slots, scene.off) if name == "push" else slots
    return [[_felt(stroke, scene) for stroke in PATTERNS[name](slot, scene)] for slot in placed]


def anticipated(slots: list[Slot], early_beats: float) -> list[Slot]:
    """Every chord but the first comes early, where the one before is long enough to give way."""
    starts = [slots[0].start_beats] + [
        slot.start_beats - (early_beats if before.length_beats >= 2 * early_beats else 0.0)
        for before, slot in pairwise(slots)
    ]
    ends = [*starts[1:], slots[-1].end_beats]
    return [Slot(start, end - start) for start, end in zip(starts, ends, strict=True)]


def _felt(stroke: Stroke, scene: Scene) -> Stroke:
    place = scene.place(stroke.start_beats)
    accent = _ON_BAR if place < 1e-6 else 0.0
    if scene.feel.has_drums:
        accent += 10.0 * (scene.feel.at(scene.feel.accents, place) - 0.5)
    return replace(stroke, accent=stroke.accent + accent)


def _one_by_one(slot: Slot, step: float, order: list[int]) -> list[Stroke]:
    return [
        Stroke(start, min(step, slot.end_beats - start), order[number % len(order)])
        for number, start in enumerate(run(slot.start_beats, slot.end_beats, step))
    ]


def _near(place: float, wanted: tuple[float, ...]) -> bool:
    return any(abs(place - one) < 1e-6 for one in wanted)


def _strongest(scene: Scene, line: tuple[float, ...], most: int) -> tuple[float, ...]:
    """The places of a bar, in beats, where a line is strongest; the Charleston where it is silent."""
    ranked = sorted((at for at in range(len(line)) if line[at] > 0), key=lambda at: (-line[at], at))
    if not ranked:
        return (0.0, scene.pulse + scene.off)
    return tuple(at * STEP_BEATS for at in sorted(ranked[:most]))


def _comping_line(scene: Scene) -> tuple[float, ...]:
    """How welcome a chord is at each sixteenth: with kick and bass, off the beat, not on the snare."""
    if not scene.feel.has_drums:
        return ()
    step = round(scene.division / STEP_BEATS)
    felt, line = scene.feel, []
    for at in range(len(felt.accents)):
        place = at * STEP_BEATS
        rhythm = (
            felt.at(felt.kick, place) + 0.6 * felt.at(felt.bass, place) - 0.5 * felt.at(felt.snare, place)
        )
        off = at // step % scene.parts == scene.parts - 1
        line.append(0.0 if at % step else max(0.0, 0.3 + rhythm + 0.25 * off))
    return tuple(line)

"""How accompanists spread a chord over a bar: two tables of patterns that share none.

One is for tuning the ear, the other for judging it, so that a figure says how it hears patterns that it
was not tuned on. All patterns are ours; they are labelled synthetic wherever they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from bridge.model.timebase import Metre

Played = list[tuple[float, float, int]]
"""(start_beats, length_beats, pitch) of each note."""

Pattern = Callable[[Sequence[int], float, float, Metre, np.random.Generator], Played]
"""(pitches from low to high, start, length of the piece within its bar, metre, rng) -> notes."""


def _steps(start: float, length: float, step: float) -> list[float]:
    return [start + index * step for index in range(max(1, round(length / step)))]


def _chop(hits: Played, end: float) -> Played:
    return [(on, min(long, end - on), pitch) for on, long, pitch in hits if on < end - 1e-6]


def held(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    return [(start, length, pitch) for pitch in pitches]


def on_pulses(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    short = float(rng.choice([0.5, 0.95]))
    return [
        (on, metre.pulse_beats * short, p) for on in _steps(start, length, metre.pulse_beats) for p in pitches
    ]


def arpeggio_up(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    step = float(rng.choice([0.25, 0.5]))
    return [(on, step, pitches[i % len(pitches)]) for i, on in enumerate(_steps(start, length, step))]


def arpeggio_wave(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    wave = [*pitches, *reversed(pitches[1:-1])]
    return [(on, 0.75, wave[i % len(wave)]) for i, on in enumerate(_steps(start, length, 0.5))]


def after_beats(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """The pah of oom-pah: every pulse but the first of the piece."""
    pulses = _steps(start, length, metre.pulse_beats)
    return [(on, metre.pulse_beats * 0.5, p) for on in (pulses[1:] or pulses) for p in pitches]


def strum(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Down, down-up, up-down-up with a spread of strings."""
    hits = [0.0, 1.0, 1.5, 2.5, 3.0, 3.5]
    return _chop(
        [
            (start + hit + 0.012 * i, 0.45, p)
            for hit in hits
            if hit < length
            for i, p in enumerate(pitches if hit % 1 == 0 else pitches[-3:])
        ],
        start + length,
    )


def two_against_bar(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Three and three and two eighths."""
    return _chop(
        [(start + hit, 1.0, p) for hit in (0.0, 1.5, 3.0) if hit < length for p in pitches], start + length
    )


def drawn_comping(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """The first beat and any eighths after it."""
    hits = [on for on in _steps(start, length, 0.5)[1:] if rng.random() < 0.35]
    edges = [start, *hits, start + length]
    short = bool(rng.random() < 0.5)
    return [
        (on, min(0.4, off - on) if short else off - on, p) for on, off in pairwise(edges) for p in pitches
    ]


def drawn_arpeggio(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Tones in any order, with rests."""
    step = float(rng.choice([0.25, 1 / 3, 0.5]))
    long = step * float(rng.choice([0.8, 1.0, 3.0]))
    order = [int(rng.integers(len(pitches))) for _ in _steps(start, length, step)]
    return [
        (on, min(long, start + length - on), pitches[order[i]])
        for i, on in enumerate(_steps(start, length, step))
        if i == 0 or rng.random() < 0.85
    ]


def alberti(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    order = [0, len(pitches) - 1, 1, len(pitches) - 1]
    step = float(rng.choice([0.25, 0.5]))
    return [(on, step, pitches[order[i % 4]]) for i, on in enumerate(_steps(start, length, step))]


def charleston(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    hits = ((0.0, 1.0), (1.5, 0.5)) if rng.random() < 0.6 else ((0.0, 0.5), (2.5, 1.0))
    return _chop(
        [(start + hit, long, p) for hit, long in hits if hit < length for p in pitches], start + length
    )


def off_beats(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Reggae: the second half of each pulse."""
    half = metre.pulse_beats / 2
    return [(on + half, half * 0.6, p) for on in _steps(start, length, metre.pulse_beats) for p in pitches]


def finger_picking(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    order = [0, -2, 1, -1, 0, -1, 1, -2]
    return [
        (on, min(1.5, start + length - on), pitches[order[i % 8]])
        for i, on in enumerate(_steps(start, length, 0.5))
    ]


def rolled(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """A harp's sweep over two octaves that rings to the end."""
    sweep = [*pitches, *(p + 12 for p in pitches)]
    step = min(0.25, length / len(sweep))
    return [(start + i * step, length - i * step, p) for i, p in enumerate(sweep)]


def triplets(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    return [(on, 1 / 3, pitches[-1 - i % len(pitches)]) for i, on in enumerate(_steps(start, length, 1 / 3))]


def staggered(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """A pad whose voices come in one after the other."""
    lag = min(0.5, length / 8)
    return [(start + i * lag, length - i * lag, p) for i, p in enumerate(pitches)]


def pushed(
    pitches: Sequence[int], start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Held, then struck again an eighth before the middle."""
    return (
        [(start, length, p) for p in pitches]
        if length < 2
        else [(on, long, p) for on, long in ((start, 1.5), (start + 1.5, length - 1.5)) for p in pitches]
    )


TUNING_HANDS: dict[str, Pattern] = {
    "held": held, "on pulses": on_pulses, "arpeggio up": arpeggio_up, "arpeggio wave": arpeggio_wave,
    "after beats": after_beats, "strum": strum, "three-three-two": two_against_bar,
    "drawn comping": drawn_comping, "drawn arpeggio": drawn_arpeggio,
}  # fmt: skip
VALIDATION_HANDS: dict[str, Pattern] = {
    "alberti": alberti, "charleston": charleston, "off beats": off_beats, "finger picking": finger_picking,
    "rolled": rolled, "triplets": triplets, "staggered": staggered, "pushed": pushed,
}  # fmt: skip


Bass = Callable[[int, int, int, float, float, Metre, np.random.Generator], Played]
"""(bass, fifth or another tone above the root, the next chord's bass, start, length, metre, rng) -> notes."""


def bass_held(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    return [(start, length, bass)]


def bass_eighths(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    return [(on, 0.45, bass) for on in _steps(start, length, 0.5)]


def bass_alternating(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    pulses = _steps(start, length, metre.pulse_beats)[::2]
    return [(on, metre.pulse_beats * 0.9, (bass, fifth)[i % 2]) for i, on in enumerate(pulses)]


def bass_walking_scale(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Quarter notes that step towards the next bass."""
    steps = _steps(start, length, metre.pulse_beats)
    way = np.round(np.linspace(bass, following, len(steps) + 1))[:-1]
    return [(on, metre.pulse_beats * 0.95, int(p)) for on, p in zip(steps, way, strict=True)]


def bass_drawn(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """The bass, then any of its octave, fifth and neighbours on any eighths."""
    hits = [on for on in _steps(start, length, 0.5)[1:] if rng.random() < 0.4]
    edges = [start, *hits, start + length]
    tones = [bass, *(int(rng.choice([bass, bass, fifth, bass + 12, bass + 2, bass - 1])) for _ in hits)]
    return [(on, (off - on) * 0.9, p) for (on, off), p in zip(pairwise(edges), tones, strict=True)]


def bass_syncopated(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    return _chop(
        [(start + hit, long, bass) for hit, long in ((0, 1.0), (1.5, 0.5), (2.5, 1.0))], start + length
    )


def bass_walking_chromatic(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Root, other chord tones, and a half-tone approach on the last pulse."""
    steps = _steps(start, length, metre.pulse_beats)
    middle = [int(rng.choice([fifth, bass, bass + 12])) for _ in steps[1:]]
    line = [bass, *middle]
    if len(line) > 2:
        line[-1] = following + int(rng.choice([-1, 1]))
    return [(on, metre.pulse_beats * 0.9, p) for on, p in zip(steps, line, strict=True)]


def bass_octaves(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    return [(on, 0.4, bass + 12 * (i % 2)) for i, on in enumerate(_steps(start, length, 0.5))]


def bass_fill_up(
    bass: int, fifth: int, following: int, start: float, length: float, metre: Metre, rng: np.random.Generator
) -> Played:
    """Long, with a fifth on the last half pulse."""
    last = metre.pulse_beats / 2
    if length <= 2 * last:
        return [(start, length, bass)]
    return [(start, length - last, bass), (start + length - last, last, fifth)]


TUNING_BASSES: dict[str, Bass] = {
    "held": bass_held, "eighths": bass_eighths, "alternating": bass_alternating,
    "scale walk": bass_walking_scale, "drawn": bass_drawn,
}  # fmt: skip
VALIDATION_BASSES: dict[str, Bass] = {
    "syncopated": bass_syncopated, "chromatic walk": bass_walking_chromatic, "octaves": bass_octaves,
    "fill": bass_fill_up,
}  # fmt: skip

"""Which chords are welcome: how far outside the key one may go, and what fits the notes that sound along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import Key
from generators.chords.harmonic_rhythm import Slot
from generators.chords.idioms import idioms
from generators.chords.listening import Hearing
from generators.chords.styles import NO_STYLE, Style
from generators.models.kneser_ney import Distribution
from generators.models.moods import Mood
from generators.models.vocabulary import CLASSES, KINDS, chord_of
from generators.theory.applied import applied_to
from generators.theory.scales import diatonic_pitch_classes, harmonic_scale, lender_of, sounds_minor

HOME_CHORDS: dict[str, tuple[tuple[int, str], ...]] = {
    "minor": ((7, "maj"), (7, "7"), (11, "dim")),
    "blues": ((0, "7"), (5, "7"), (7, "7")),
}
"""Scale -> chords that belong to it in practice though their tones do not, by semitones above the tonic."""

TASTE = {"blues": 30.0}
"""Scale -> how much likelier its home chords are than songs in general have them."""

_FIT_STRENGTH = 7.0
_ROOT_STRENGTH = 5.0
_STRANGE, _OTHER_MODE = 0.15, 0.1


@dataclass(frozen=True, slots=True)
class Palette:
    """colour: (108,) a factor for each class. fit: (slots, 108) a factor for each class in each slot.
    temperature: of the sampling. in_key, home: (108,) the key's own chords, and its tonic chords. taste:
    (108,) a factor for what a style likes. mood: bends the chances, or None. rich: sevenths
    are the rule, so that neighbours must not share a root. lines: the style's turns of phrase."""

    colour: Distribution
    fit: NDArray[np.float64]
    temperature: float
    in_key: NDArray[np.bool_]
    home: NDArray[np.bool_]
    taste: Distribution
    mood: Mood | None = None
    rich: bool = False
    lines: tuple[tuple[int, ...], ...] = ()


def mix_palette(
    hearing: Hearing,
    slots: Sequence[Slot],
    adventure: float,
    style: Style = NO_STYLE,
    mood: Mood | None = None,
) -> Palette:
    """adventure 0: chords of the key and the style only, the likely ones; 1: free, with a taste for borrowed
    chords."""
    outside = (2.0 * adventure) ** 2 * _strangeness(hearing.key, adventure)
    in_key = diatonic_classes(hearing.key).copy()
    minor = sounds_minor(hearing.key)
    lines = idioms(style.name, minor)
    at_home = [*style.own(minor), *(one for line in lines for one in line)]
    in_key[at_home] = True
    colour = np.where(in_key, 1.0, outside)
    colour[home_classes(hearing.key)] *= TASTE.get(hearing.key.scale, 1.0)
    home = (np.arange(CLASSES) < len(KINDS)) & ~other_mode(hearing.key)
    if style.blue and not minor:
        home[KINDS.index("7")] = True
    fit = _fit(hearing, slots, adventure)
    return Palette(
        colour,
        fit,
        _temperature(adventure, bool(hearing.history)),
        in_key,
        home,
        style.taste(minor),
        mood,
        style.sevenths > 0,
        lines,
    )


def _temperature(adventure: float, session: bool) -> float:
    """Of the sampling: what a session does is copied more closely than what songs in general do."""
    return 0.5 + 0.8 * adventure if session else 0.6 + 0.9 * adventure


def loosened(palette: Palette) -> Palette:
    """For another search: less bound to what is likely and to what sounds along, in the same colours."""
    return replace(palette, fit=palette.fit**0.5, temperature=palette.temperature * 1.4)


def _fit(hearing: Hearing, slots: Sequence[Slot], adventure: float) -> NDArray[np.float64]:
    """1 where nothing sounds along; else less for every sounding note that a chord does not hold, and for
    a root that is not in the bass."""
    tones, roots = class_tones(hearing.key), class_roots(hearing.key)
    rows = []
    for slot in slots:
        company, bass = hearing.company(slot), hearing.company_bass(slot)
        strange = _FIT_STRENGTH * (1 - tones @ company) if company.any() else np.zeros(CLASSES)
        off_root = _ROOT_STRENGTH * (1 - roots @ bass) if bass.any() else np.zeros(CLASSES)
        rows.append(np.exp((0.4 * adventure - 1) * (strange + off_root)))
    return np.array(rows)


@lru_cache(maxsize=64)
def class_tones(key: Key) -> NDArray[np.float64]:
    """(108, 12): 1 where a class of the chord model holds a pitch class, in that key."""
    tones = np.zeros((CLASSES, 12))
    for chord_class in range(CLASSES):
        tones[chord_class, sorted(chord_of(chord_class, key).pitch_classes)] = 1.0
    return tones


@lru_cache(maxsize=64)
def class_roots(key: Key) -> NDArray[np.float64]:
    """(108, 12): 1 at the root of each class, in that key."""
    degrees = np.arange(CLASSES) // len(KINDS)
    roots: NDArray[np.float64] = np.eye(12)[(degrees + key.tonic) % 12]
    return roots


@lru_cache(maxsize=64)
def diatonic_classes(key: Key) -> NDArray[np.bool_]:
    """(108,) which classes belong to the key, `HOME_CHORDS` included."""
    outside = [pc for pc in range(12) if pc not in diatonic_pitch_classes(key)]
    found: NDArray[np.bool_] = class_tones(key)[:, outside].sum(axis=1) == 0
    found[home_classes(key)] = True
    return found


def home_classes(key: Key) -> list[int]:
    """The classes of the key's `HOME_CHORDS`."""
    chords = HOME_CHORDS.get(key.scale) or HOME_CHORDS.get(harmonic_scale(key), ())
    return [degree * len(KINDS) + KINDS.index(kind) for degree, kind in chords]


def other_mode(key: Key) -> NDArray[np.bool_]:
    """(108,) the chords on the tonic whose third is that of the other mode."""
    degrees, kinds = np.divmod(np.arange(CLASSES), len(KINDS))
    low_third = np.isin(kinds, [KINDS.index(kind) for kind in ("min", "dim", "min7", "hdim7")])
    suspended = kinds == KINDS.index("sus4")
    found: NDArray[np.bool_] = (degrees == 0) & ~suspended & (low_third != sounds_minor(key))
    return found


def _strangeness(key: Key, adventure: float) -> Distribution:
    """(108,) less than 1 for chords that no parallel scale and no applied dominant explains, and for a
    tonic chord of the other mode, which unsettles the key."""
    factors = np.where(explained_classes(key), 1.0, _STRANGE)
    factors[other_mode(key)] *= _OTHER_MODE * adventure
    return factors


@lru_cache(maxsize=64)
def explained_classes(key: Key) -> NDArray[np.bool_]:
    """(108,) which classes a parallel scale lends, or lead to a degree of the key as its dominant."""
    chords = [chord_of(chord_class, key) for chord_class in range(CLASSES)]
    return np.array([bool(lender_of(key, c.pitch_classes) or applied_to(c, key)) for c in chords])

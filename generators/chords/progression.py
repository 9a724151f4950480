"""A progression: chords with their place in time and their meaning in the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bridge.model.keys import Key
from generators.chords.harmonic_rhythm import Slot
from generators.models.vocabulary import kind_of
from generators.theory.chord import Chord
from generators.theory.lead_sheet import lead_sheet
from generators.theory.roman import RomanNumeral, roman_numeral


@dataclass(frozen=True, slots=True)
class Step:
    """One chord of a progression."""

    slot: Slot
    chord: Chord
    roman: RomanNumeral

    def as_details(self) -> dict[str, Any]:
        """Plain values for faces: name as on a lead sheet, symbol in Harte syntax, numeral, place in
        beats, function."""
        return {
            "name": lead_sheet(self.chord),
            "symbol": str(self.chord),
            "roman": self.roman.text,
            "start_beats": self.slot.start_beats,
            "length_beats": self.slot.length_beats,
            "function": self.roman.function,
        }


@dataclass(frozen=True, slots=True)
class Progression:
    """steps: at least one; the last leads back to the first where the clip loops."""

    key: Key
    steps: tuple[Step, ...]

    @property
    def chords(self) -> tuple[Chord, ...]:
        return tuple(step.chord for step in self.steps)

    @property
    def shape(self) -> tuple[tuple[int, str], ...]:
        """(root above the tonic, kind) of each chord; equal for two colourings of one progression."""
        return tuple(
            ((chord.root_pitch_class - self.key.tonic) % 12, kind_of(chord)) for chord in self.chords
        )

    @property
    def title(self) -> str:
        """ "I–V–vi–IV in C major"; whole repeats are counted, and what is very long is cut after `_SHOWN`."""
        texts = [step.roman.text for step in self.steps]
        period = next(n for n in range(1, len(texts) + 1) if texts == texts[:n] * (len(texts) // n))
        times = len(texts) // period
        shown = "–".join(texts[: min(period, _SHOWN)]) + ("…" if period > _SHOWN else "")
        return f"{shown}{f' ×{times}' if times > 1 else ''} in {self.key}"


_SHOWN = 16


def progression(key: Key, chords: Sequence[Chord], slots: Sequence[Slot]) -> Progression:
    """Names every chord by what follows it; the last is followed by the first."""
    following: list[Chord | None] = [*chords[1:], chords[0]]
    if _is_blue(chords, key):
        home = [chord.root_pitch_class == key.tonic for chord in chords]
        following = [None if at_home else after for at_home, after in zip(home, following, strict=True)]
    return Progression(
        key,
        tuple(
            Step(slot, chord, roman_numeral(chord, key, after))
            for slot, chord, after in zip(slots, chords, following, strict=True)
        ),
    )


def _is_blue(chords: Sequence[Chord], key: Key) -> bool:
    """Whether I and IV both stand as dominant sevenths: then I7 is home, and no V7 of IV."""
    kinds = {((chord.root_pitch_class - key.tonic) % 12, kind_of(chord)) for chord in chords}
    return {(0, "7"), (5, "7")} <= kinds

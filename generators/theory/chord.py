"""A chord, and its text form in Harte syntax: `root:quality(degrees)/bass degree`, or `N` for none.

Source: Harte, Sandler, Abdallah, Gómez, "Symbolic representation of musical chords", ISMIR 2005.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bridge.model.errors import BadInput
from bridge.model.keys import pitch_class
from generators.theory.degrees import degree_semitones, split_degree
from generators.theory.qualities import EXPLICIT, QUALITIES
from generators.theory.spelling import spell_degree

_SYMBOL = re.compile(
    r"(?P<root>[A-G](?:b{0,2}|#{0,2}))"
    r"(?::(?P<quality>[a-z]*\d*)(?:\((?P<extra>[^()]*)\))?)?"
    r"(?:/(?P<bass>[b#]*\d+))?"
)
_HINT = "Write chords as root:quality, as in C:maj, A:min7, G:7(b9), F:maj/3, or N for no chord."


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord; `NO_CHORD` is the one without a root.

    root: spelled note name. quality: a name out of `QUALITIES`, or `EXPLICIT`. extra: degrees
    added ("9", "#11") or left out ("*5"). bass: the degree in the bass, "1" for root position.
    """

    root: str
    quality: str = "maj"
    extra: tuple[str, ...] = ()
    bass: str = "1"

    def __post_init__(self) -> None:
        if not self.root:
            return
        if self.quality != EXPLICIT and self.quality not in QUALITIES:
            raise BadInput(f"There is no chord quality {self.quality!r}.", _HINT)
        pitch_class(self.root)
        for degree in (*self.extra, self.bass):
            split_degree(degree.removeprefix("*"))

    @property
    def is_none(self) -> bool:
        return not self.root

    @property
    def root_pitch_class(self) -> int:
        """0..11. Raises BadInput for no chord."""
        return pitch_class(self.root)

    @property
    def bass_pitch_class(self) -> int:
        return (self.root_pitch_class + degree_semitones(self.bass)) % 12

    @property
    def bass_name(self) -> str:
        return spell_degree(self.root, self.bass)

    @property
    def degrees(self) -> tuple[str, ...]:
        """The degrees that sound above the bass, in the order of the symbol; () for no chord."""
        if self.is_none:
            return ()
        left_out = {degree[1:] for degree in self.extra if degree.startswith("*")}
        added = tuple(degree for degree in self.extra if not degree.startswith("*"))
        base = QUALITIES.get(self.quality, ())
        return tuple(dict.fromkeys(d for d in base + added if d not in left_out))

    @property
    def intervals(self) -> frozenset[int]:
        """Semitones above the root, within the octave, without the bass note."""
        return frozenset(degree_semitones(degree) % 12 for degree in self.degrees)

    @property
    def pitch_classes(self) -> frozenset[int]:
        """All pitch classes that sound, the bass included; empty for no chord."""
        if self.is_none:
            return frozenset()
        root = self.root_pitch_class
        return frozenset((root + step) % 12 for step in self.intervals) | {self.bass_pitch_class}

    def over(self, bass: str) -> Chord:
        """The same chord with another degree in the bass."""
        return replace(self, bass=bass)

    def __str__(self) -> str:
        if self.is_none:
            return "N"
        extra = f"({','.join(self.extra)})" if self.extra else ""
        bass = "" if self.bass == "1" else f"/{self.bass}"
        return f"{self.root}:{self.quality}{extra}{bass}"


NO_CHORD = Chord("")


@lru_cache(maxsize=4096)
def parse_chord(text: str) -> Chord:
    """The chord of a Harte symbol; the inverse of `str(chord)`. Raises BadInput."""
    if text.strip() == "N":
        return NO_CHORD
    match = _SYMBOL.fullmatch(text.strip())
    if not match:
        raise BadInput(f"{text!r} is no chord symbol.", _HINT)
    extra = tuple(part.strip() for part in match["extra"].split(",")) if match["extra"] else ()
    quality = match["quality"] or (EXPLICIT if extra else "maj")
    return Chord(match["root"], quality, extra, match["bass"] or "1")

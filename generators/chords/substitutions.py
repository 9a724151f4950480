"""The table of substitutions: what may stand for a chord, or come between it and the next, and why.

A rule sees one chord with its neighbours and gives what is played in its time instead. Names and conditions
are those of common harmony teaching (Aldwell & Schachter for the chromatic chords of the common practice,
Levine's "The Jazz Theory Book" for the others).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bridge.model.keys import Key
from generators.theory.chord import Chord
from generators.theory.scales import diatonic_pitch_classes, sounds_minor
from generators.theory.spelling import PLAIN_NAMES, spell_degree, spell_in_key

Chords = tuple[Chord, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A chord of a progression. before, after: its neighbours; after is the first chord for the last one, and
    None where the progression does not go round."""

    chord: Chord
    before: Chord | None
    after: Chord | None
    key: Key

    @property
    def degree(self) -> int:
        """Semitones of the root above the tonic."""
        return (self.chord.root_pitch_class - self.key.tonic) % 12

    @property
    def is_major(self) -> bool:
        return 4 in self.chord.intervals and 7 in self.chord.intervals

    @property
    def is_minor(self) -> bool:
        return 3 in self.chord.intervals and 7 in self.chord.intervals

    @property
    def is_dominant(self) -> bool:
        """A major chord without a major seventh that falls a fifth, or the key's own V."""
        falls = self.after is not None and _fifth_above(self.after) == self.chord.root_pitch_class
        if not self.is_major or 11 in self.chord.intervals:
            return False
        return self.degree == 7 or (falls and not (self.degree == 0 and 10 not in self.chord.intervals))

    @property
    def rich(self) -> bool:
        """Whether the chord has four notes or more, so that what stands for it should too."""
        return len(self.chord.degrees) >= 4


@dataclass(frozen=True, slots=True)
class Rule:
    """name: as musicians call it. why: a sentence with {old}, {new} and {next}. daring: 0 hardly noticed ..
    1 turns heads. make: each way to play the place, every chord of it as long as the others."""

    name: str
    why: str
    daring: float
    make: Callable[[Place], Iterator[Chords]]


def _fifth_above(chord: Chord) -> int:
    return (chord.root_pitch_class + 7) % 12


def _on(root: str, degree: str, quality: str) -> Chord:
    """A chord on a degree above a named note; names with two accidentals give way to plain ones."""
    name = spell_degree(root, degree)
    plain = PLAIN_NAMES[Chord(name).root_pitch_class]
    return Chord(name if len(name) <= 2 else plain, quality)


def _tonic(place: Place) -> str:
    return spell_in_key(place.key, place.key.tonic)


def _minor_key(place: Place) -> bool:
    return sounds_minor(place.key)


def _tritone(place: Place) -> Iterator[Chords]:
    if (
        place.is_dominant
        and place.after is not None
        and _fifth_above(place.after) == place.chord.root_pitch_class
    ):
        yield (_on(place.after.root, "b2", "7"),)


def _added_two(place: Place) -> Iterator[Chords]:
    if place.is_dominant and place.after is not None:
        low = _lowers_fifth(place)
        minor = Chord(_on(place.chord.root, "5", "maj").root, "hdim7" if low else "min7")
        if place.before is None or place.before.root_pitch_class != minor.root_pitch_class:
            yield (minor, replace(place.chord, quality="7") if not place.chord.extra else place.chord)


def _lowers_fifth(place: Place) -> bool:
    """Whether a dominant goes to a minor chord, so that its ii has a lowered fifth."""
    after = place.after
    return after is not None and 3 in after.intervals and _fifth_above(after) == place.chord.root_pitch_class


def _applied_dominant(place: Place) -> Iterator[Chords]:
    after = place.after
    if after is None or 6 in after.intervals or after.root_pitch_class == place.chord.root_pitch_class:
        return
    dominant = _on(after.root, "5", "7")
    if dominant.root_pitch_class != place.chord.root_pitch_class and not _is_home(after, place.key):
        yield place.chord, dominant


def _is_home(chord: Chord, key: Key) -> bool:
    return chord.root_pitch_class == key.tonic


def _applied_in_place(place: Place) -> Iterator[Chords]:
    if place.after is None or not place.is_minor or _fifth_above(place.after) != place.chord.root_pitch_class:
        return
    yield (replace(place.chord, quality="7", extra=()),)


def _applied_two_five(place: Place) -> Iterator[Chords]:
    after = place.after
    if after is None or 6 in after.intervals or after.root_pitch_class == place.chord.root_pitch_class:
        return
    minor = 3 in after.intervals
    two, five = _on(after.root, "2", "hdim7" if minor else "min7"), _on(after.root, "5", "7")
    if five.root_pitch_class != place.chord.root_pitch_class:
        yield place.chord, place.chord, two, five


def _relative(place: Place) -> Iterator[Chords]:
    if place.is_major and not place.is_dominant:
        yield (_on(place.chord.root, "6", "min7" if place.rich else "min"),)
    if place.is_minor:
        yield (_on(place.chord.root, "b3", "maj7" if place.rich else "maj"),)


def _mediant(place: Place) -> Iterator[Chords]:
    if place.is_major and not place.is_dominant:
        yield (_on(place.chord.root, "3", "min7" if place.rich else "min"),)
    if place.is_minor:
        yield (_on(place.chord.root, "b6", "maj7" if place.rich else "maj"),)


def _first_inversion(place: Place) -> Iterator[Chords]:
    third = next((degree for degree in place.chord.degrees if degree in ("3", "b3")), "")
    if not third or place.before is None or place.chord.bass != "1" or place.degree == 0:
        return
    turned = place.chord.over(third)
    if place.after is not None and _steps(place.before, turned) and _steps(turned, place.after):
        yield (turned,)


def _steps(one: Chord, other: Chord) -> bool:
    return (other.bass_pitch_class - one.bass_pitch_class) % 12 in (1, 2, 10, 11)


def _interchange(place: Place) -> Iterator[Chords]:
    """The chord of the same degree in the parallel mode, where the two differ."""
    borrowed = (_FROM_MAJOR if _minor_key(place) else _FROM_MINOR).get((place.degree, place.is_minor), ())
    for degree, quality in borrowed:
        yield (_on(_tonic(place), degree, quality),)


_FROM_MINOR: dict[tuple[int, bool], tuple[tuple[str, str], ...]] = {
    (5, False): (("4", "min"), ("b7", "maj")),
    (2, True): (("2", "hdim7"), ("b6", "maj")),
    (9, True): (("b6", "maj"),),
    (4, True): (("b3", "maj"),),
}
_FROM_MAJOR: dict[tuple[int, bool], tuple[tuple[str, str], ...]] = {
    (5, True): (("4", "maj"),),
    (7, True): (("5", "maj"),),
    (8, False): (("4", "maj"),),
}
"""(semitones above the tonic, whether minor) -> (degree, quality) of what the parallel mode has there."""


def _passing_diminished(place: Place) -> Iterator[Chords]:
    after = place.after
    if after is None:
        return
    motion = (after.root_pitch_class - place.chord.root_pitch_class) % 12
    if motion == 2:
        yield place.chord, _on(after.root, "7", "dim7")
    if motion == 10 and place.is_minor:
        yield place.chord, _on(after.root, "b2", "dim7")


def _common_tone(place: Place) -> Iterator[Chords]:
    if place.is_major and place.degree in (0, 5) and not place.is_dominant:
        yield replace(place.chord, quality="dim7", extra=(), bass="1"), place.chord


def _backdoor(place: Place) -> Iterator[Chords]:
    goes_home = place.after is not None and _is_home(place.after, place.key)
    if goes_home and place.degree in (5, 7) and not _minor_key(place):
        yield (_on(_tonic(place), "b7", "7"),)
        yield _on(_tonic(place), "4", "min7"), _on(_tonic(place), "b7", "7")


def _neapolitan(place: Place) -> Iterator[Chords]:
    if place.after is not None and place.degree in (2, 5) and _goes_to_five(place):
        yield (_on(_tonic(place), "b2", "maj").over("3"),)


def _goes_to_five(place: Place) -> bool:
    after = place.after
    return after is not None and (after.root_pitch_class - place.key.tonic) % 12 == 7 and 4 in after.intervals


def _augmented_sixth(place: Place) -> Iterator[Chords]:
    if place.degree in (2, 5, 8) and _goes_to_five(place):
        yield (_on(_tonic(place), "b6", "7"),)


def _suspension(place: Place) -> Iterator[Chords]:
    if place.is_dominant:
        yield Chord(place.chord.root, "sus4", ("b7",)), place.chord
    elif place.is_major and place.chord.quality == "maj" and place.chord.bass == "1":
        yield Chord(place.chord.root, "sus4"), place.chord


def _line_cliche(place: Place) -> Iterator[Chords]:
    root = place.chord.root
    if place.chord.quality == "min":
        yield place.chord, Chord(root, "minmaj7"), Chord(root, "min7"), Chord(root, "min6")
    if place.chord.quality == "maj" and place.degree == 0:
        yield place.chord, Chord(root, "maj7"), Chord(root, "maj6"), Chord(root, "maj7")
    if (
        place.chord.quality == "maj"
        and place.after is not None
        and _fifth_above(place.after) == place.chord.root_pitch_class
    ):
        yield place.chord, Chord(root, "aug")


def _colour(place: Place) -> Iterator[Chords]:
    scale = diatonic_pitch_classes(place.key)
    richer = {
        "maj": ("7",) if place.is_dominant else ("maj7", "7"),
        "min": ("min7",),
        "dim": ("hdim7", "dim7"),
    }
    for quality in richer.get(place.chord.quality, ()):
        fuller = replace(place.chord, quality=quality)
        if place.is_dominant or fuller.pitch_classes <= scale:
            yield (fuller,)
            return


def _dominant_colour(place: Place) -> Iterator[Chords]:
    if place.is_dominant and place.after is not None and place.chord.bass == "1":
        minor = 3 in place.after.intervals
        yield (Chord(place.chord.root, "7", ("b9",)) if minor else Chord(place.chord.root, "13"),)


RULES = (
    Rule("seventh", "{new} adds a seventh to {old}", 0.05, _colour),
    Rule("first inversion", "{new} lets the bass walk by step", 0.1, _first_inversion),
    Rule("suspension", "{first} delays the third of {old}", 0.15, _suspension),
    Rule("relative", "{new} shares two notes with {old}", 0.2, _relative),
    Rule("mediant", "{new} shares two notes with {old}, a third away", 0.3, _mediant),
    Rule("added ii", "{first} prepares {last} as its ii", 0.3, _added_two),
    Rule("line cliché", "one voice moves by half steps through {new}", 0.3, _line_cliche),
    Rule("secondary dominant", "{last} is the dominant of {next}", 0.35, _applied_dominant),
    Rule("secondary dominant", "{new} turns {old} into the dominant of {next}", 0.35, _applied_in_place),
    Rule("passing diminished", "{last} fills the whole step to {next}", 0.45, _passing_diminished),
    Rule("altered dominant", "{new} colours the dominant before {next}", 0.45, _dominant_colour),
    Rule("modal interchange", "{new} is borrowed from the parallel key in place of {old}", 0.5, _interchange),
    Rule("common-tone diminished", "{first} keeps the root of {old} and leans into it", 0.55, _common_tone),
    Rule("inserted ii–V", "{tail} is the ii–V of {next}", 0.6, _applied_two_five),
    Rule("backdoor", "{last} comes home from a whole step below", 0.65, _backdoor),
    Rule("Neapolitan", "{new}, the major chord on the flat second, prepares {next}", 0.75, _neapolitan),
    Rule("German sixth", "the outer notes of {new} spread to the root of {next}", 0.8, _augmented_sixth),
    Rule("tritone substitution", "{new} has the tritone of {old} and slides to {next}", 0.7, _tritone),
)  # fmt: skip
"""Every rule, the plainest first."""

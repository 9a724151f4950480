"""Strict style: the rules are checked by hand here, voice by voice, not by the code that searches."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from generators.theory.chord import Chord, parse_chord
from generators.theory.voice_leading import lead, rule_breaks
from generators.theory.voicing import Layout, Voicing
from generators.theory.voicing_instruments import INSTRUMENTS, sections

CHOIR = INSTRUMENTS["choir"]


def choir(voices: int = 4, bass_plays: bool = False, strict: bool = True) -> Layout:
    ranges = sections(CHOIR.parts, voices, CHOIR.low, CHOIR.high)
    return Layout(CHOIR.low, CHOIR.high, "parts", voices, bass_plays, ranges, strict=strict)


def sung(symbols: str, layout: Layout) -> list[Voicing]:
    return lead([parse_chord(symbol) for symbol in symbols.split()], 36, 84, layout=layout)


def consecutives(found: list[Voicing]) -> list[tuple[Voicing, Voicing]]:
    return [
        (before, after)
        for before, after in pairwise(found)
        for low, high in combinations(range(len(before)), 2)
        if (before[high] - before[low]) % 12 == (after[high] - after[low]) % 12 in (0, 7)
        and before[low] != after[low]
        and before[high] != after[high]
    ]


scale_steps = {
    "1": "maj", "2": "min", "3": "min", "4": "maj", "5": "7", "6": "min", "7": "dim", "5'": "maj",
    "2'": "min7",
}  # fmt: skip
NAMES = ("C", "D", "E", "F", "G", "A", "B")
diatonic = st.sampled_from(sorted(scale_steps)).map(
    lambda step: Chord(NAMES[int(step[0]) - 1], scale_steps[step])
)
roots = st.sampled_from(["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"])
chromatic = st.builds(Chord, roots, st.sampled_from(["maj", "min", "7", "min7", "maj7"]))


@given(st.lists(st.one_of(diatonic, chromatic), min_size=2, max_size=8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_rule_breaks_in_any_progression(chords: list[Chord], bass_plays: bool) -> None:
    layout = choir(bass_plays=bass_plays)
    found = lead(chords, 36, 84, layout=layout)
    assert not consecutives(found)
    assert rule_breaks(chords, found, layout) == 0
    for before, after in pairwise(found):
        assert all(after[v] <= before[v + 1] and after[v + 1] >= before[v] for v in range(3))
        alike = (after[0] - before[0]) * (after[3] - before[3]) > 0
        assert not (alike and abs(after[3] - before[3]) > 2 and (after[3] - after[0]) % 12 in (0, 7))
    for voicing, chord in zip(found, chords, strict=True):
        assert len(set(voicing)) == 4
        assert all(low <= p <= high for p, (low, high) in zip(voicing, layout.parts, strict=True))
        assert bass_plays or voicing[0] % 12 == chord.bass_pitch_class


def test_the_rules_bind() -> None:
    """The smoothest way through steps runs in parallels; strict style goes another."""
    symbols = "C:maj D:min E:min F:maj G:maj A:min"
    chords = [parse_chord(symbol) for symbol in symbols.split()]
    keys = lead(chords, 36, 84)
    assert rule_breaks(chords, keys, Layout(36, 84)) > 0
    assert rule_breaks(chords, sung(symbols, choir()), choir()) == 0


def test_a_dominant_seventh_resolves() -> None:
    before, after = sung("G:7 C:maj", choir())
    voices = list(zip(before, after, strict=True))[1:]
    assert [b - a for a, b in voices if a % 12 == 5] == [-1]
    (leading,) = [b - a for a, b in voices if a % 12 == 11]
    assert leading in (1, -4)
    if before[-1] % 12 == 11:
        assert leading == 1


def test_faults_are_counted() -> None:
    chords = [parse_chord("C:maj"), parse_chord("D:maj")]
    sliding = [(48, 55, 64, 72), (50, 57, 66, 74)]
    assert rule_breaks(chords, sliding, Layout(36, 84)) == 2  # a fifth and an octave
    assert rule_breaks(chords, [sliding[0], sliding[0]], Layout(36, 84)) == 0
    crossing = [(48, 55, 64, 72), (50, 66, 69, 74)]
    assert rule_breaks(chords, crossing, Layout(36, 84)) >= 1


def test_strict_style_still_moves_little() -> None:
    found = sung("C:maj A:min F:maj G:7 C:maj", choir())
    moves = [abs(b - a) for one, two in pairwise(found) for a, b in zip(one[1:], two[1:], strict=True)]
    assert max(moves) <= 5 and sum(moves) / len(moves) <= 2.5

"""Voicings a hand can play, and voices that move little."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from generators.theory.chord import Chord, parse_chord
from generators.theory.qualities import QUALITIES
from generators.theory.voice_leading import lead
from generators.theory.voicing import HAND_SPAN, Layout, Voicing, essential
from generators.theory.voicing_styles import voicings

chords = st.builds(
    Chord,
    st.sampled_from(["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]),
    st.sampled_from(sorted(QUALITIES)),
)


def parsed(symbols: str) -> list[Chord]:
    return [parse_chord(symbol) for symbol in symbols.split()]


@given(chords, st.integers(0, 100), st.integers(11, 48))
@settings(max_examples=60)
def test_every_chord_is_voiced_in_any_range_of_an_octave_or_more(chord: Chord, low: int, width: int) -> None:
    high = min(127, low + width)
    voicing, _ = voicings(chord, Layout(low, high))[0]
    assert low <= voicing[0] and voicing[-1] <= high
    assert list(voicing) == sorted(voicing)
    sounding = {pitch % 12 for pitch in voicing}
    assert sounding <= chord.pitch_classes
    if len(essential(chord)) <= 3:
        assert essential(chord) <= sounding


def test_less_than_an_octave_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        lead(parsed("C:maj"), 60, 70)
    assert refused.value.code == "range_too_narrow"
    assert "71" in refused.value.hint


def test_a_pop_loop_moves_like_a_pianist() -> None:
    """C–G–Am–F: common tones stay, no upper voice leaps, the bass has the roots."""
    found = lead(parsed("C:maj G:maj A:min F:maj"), 36, 84)
    assert [voicing[0] % 12 for voicing in found] == [0, 7, 9, 5]
    for before, after in pairwise([*found, found[0]]):
        moves = [abs(b - a) for a, b in zip(before[1:], after[1:], strict=True)]
        assert max(moves) <= 5
        assert sum(moves) <= 12
    for voicing in found:
        assert voicing[3] - voicing[1] <= HAND_SPAN


def test_voice_leading_beats_the_best_single_voicings() -> None:
    progression = parsed("D:min7 G:7 C:maj7 A:7")
    led = lead(progression, 36, 84)
    alone = [voicings(chord, Layout(36, 84))[0][0] for chord in progression]
    assert motion(led) <= motion(alone)
    assert motion(led) <= 8  # two of the three upper voices fall by a step or less at each change


def motion(found: list[Voicing]) -> int:
    return sum(abs(y - x) for a, b in pairwise(found) for x, y in zip(a[1:], b[1:], strict=True))


def test_inversions_are_heard_in_the_bass() -> None:
    assert [voicing[0] % 12 for voicing in lead(parsed("C:maj G:maj/3 A:min/5"), 36, 84)] == [0, 11, 4]


def test_outer_voices_do_not_run_in_parallel_octaves_or_fifths() -> None:
    found = lead(parsed("C:maj D:min E:min F:maj G:maj"), 36, 84)
    for (bass, *_, top), (next_bass, *_, next_top) in pairwise(found):
        both_move = (next_bass - bass) * (next_top - top) > 0
        assert not (
            both_move and (top - bass) % 12 == (next_top - next_bass) % 12 and (top - bass) % 12 in (0, 7)
        )


def test_the_same_chords_give_the_same_voicings() -> None:
    progression = parsed("A:min F:maj C:maj G:maj")
    assert lead(progression, 40, 80) == lead(progression, 40, 80)
    assert lead([], 40, 80) == []

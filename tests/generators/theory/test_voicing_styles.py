"""Each style of voicing is what musicians mean by its name, for any chord in any range that has room."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from generators.theory.chord import Chord, parse_chord
from generators.theory.chord_parameters import INSTRUMENTS as INSTRUMENT_WORDS
from generators.theory.chord_parameters import VOICINGS
from generators.theory.qualities import QUALITIES
from generators.theory.voice_leading import lead
from generators.theory.voicing import HAND_SPAN, Layout, Voicing, needed_tones
from generators.theory.voicing_fretboard import GUITAR
from generators.theory.voicing_instruments import INSTRUMENTS, instrument_named, is_arpeggio, sections
from generators.theory.voicing_shapes import FLOOR, SPREAD_SPAN
from generators.theory.voicing_styles import STYLES, has_bass, voicings, width
from generators.theory.voicing_tensions import form, tensions

ROOTS = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
roots = st.sampled_from(ROOTS)
full = st.builds(Chord, roots, st.sampled_from(sorted(set(QUALITIES) - {"1", "5"})))
any_chord = st.builds(
    Chord, roots, st.sampled_from(sorted(QUALITIES)), st.just(()), st.sampled_from(["1", "3", "5", "b7", "2"])
)
styles = st.sampled_from(sorted(STYLES))
WIDE = (30, 96)
C_MAJOR = frozenset({0, 2, 4, 5, 7, 9, 11})


def upper(style: str, voices: int = 4, **fields: object) -> Layout:
    """With a bass that plays elsewhere, so that only the style's structure is left."""
    return Layout(*WIDE, style, voices, bass_plays=True, **fields)  # type: ignore[arg-type]


def best(symbol: str, layout: Layout, count: int = 100) -> list[Voicing]:
    return [voicing for voicing, _ in voicings(parse_chord(symbol), layout, count)]


def test_every_word_has_its_row() -> None:
    assert set(VOICINGS) == set(STYLES)
    assert set(INSTRUMENT_WORDS) == set(INSTRUMENTS)
    assert all(style.otherwise in STYLES for style in STYLES.values())
    for instrument in INSTRUMENTS.values():
        assert {instrument.voicing, instrument.with_bass} <= set(STYLES)
        assert instrument.patterns[-1][0] == 1.0


@given(any_chord, styles, st.integers(3, 6), st.booleans(), st.integers(0, 90), st.integers(11, 60))
@settings(max_examples=150, deadline=None)
def test_any_chord_in_any_style_and_range(
    chord: Chord, style: str, voices: int, bass_plays: bool, low: int, span: int
) -> None:
    layout = Layout(low, min(127, low + span), style, voices, bass_plays, tuning=GUITAR)
    added = tensions(chord, layout.scale) | set(form(chord, layout.scale))
    for voicing, cost in voicings(chord, layout):
        assert len(voicing) == width(layout)
        assert layout.low <= voicing[0] and voicing[-1] <= layout.high
        assert list(voicing) == sorted(voicing)
        assert {p % 12 for p in voicing} <= chord.pitch_classes | added
        assert cost >= 0 or style == "guitar"


@given(full, styles.filter(lambda s: s not in ("quartal", "rootless")), st.integers(4, 6), st.booleans())
@settings(max_examples=120, deadline=None)
def test_with_room_what_the_ear_needs_is_there(
    chord: Chord, style: str, voices: int, bass_plays: bool
) -> None:
    voices = min(voices, 5) if style == "guitar" else voices
    layout = Layout(*WIDE, style, voices, bass_plays, tuning=GUITAR)
    needed = needed_tones(chord, 2 if style == "guitar" else voices - 1)
    for voicing, _ in voicings(chord, layout):
        assert needed <= {p % 12 for p in voicing}
        assert {p % 12 for p in voicing} <= chord.pitch_classes
        if has_bass(layout):
            assert voicing[0] % 12 == chord.bass_pitch_class


def is_close(stack: list[int], tones: set[int]) -> bool:
    """No chosen tone fits between two neighbours."""
    return all(a < b and not any(p % 12 in tones for p in range(a + 1, b)) for a, b in pairwise(stack))


@given(full, st.integers(3, 5))
@settings(max_examples=60, deadline=None)
def test_close_leaves_no_chosen_tone_out(chord: Chord, voices: int) -> None:
    for voicing, _ in voicings(chord, upper("close", voices)):
        assert is_close(list(voicing), {p % 12 for p in voicing})


@given(full, st.sampled_from([("drop2", (2,)), ("drop3", (3,)), ("drop24", (2, 4))]))
@settings(max_examples=60, deadline=None)
def test_a_drop_voicing_is_a_close_one_with_voices_an_octave_lower(
    chord: Chord, drop: tuple[str, tuple[int, ...]]
) -> None:
    style, places = drop
    for voicing, _ in voicings(chord, upper(style)):
        raised = sorted(p + 12 if at < len(places) else p for at, p in enumerate(voicing))
        assert is_close(raised, {p % 12 for p in voicing})
        assert [raised[-place] - 12 for place in reversed(places)] == list(voicing[: len(places)])


def test_drop_2_of_c_major_7_is_the_guitarists_grip() -> None:
    """C–E–G–B in close position with G an octave lower: G–C–E–B."""
    assert (55, 60, 64, 71) in best("C:maj7", upper("drop2"))


@given(full, st.sampled_from([(), tuple(C_MAJOR)]))
@settings(max_examples=60, deadline=None)
def test_quartal_is_fourths_with_a_third_at_most_on_top(chord: Chord, scale: tuple[int, ...]) -> None:
    layout = upper("quartal", scale=frozenset(scale))
    found = [voicing for voicing, _ in voicings(chord, layout)]
    fourths = [all(b - a in (5, 6) for a, b in pairwise(v[:-1])) and 3 <= v[-1] - v[-2] <= 6 for v in found]
    assume(any(fourths))
    assert all(fourths)
    strange = {p % 12 for v in found for p in v} - chord.pitch_classes
    assert strange <= tensions(chord, layout.scale)
    assert not scale or strange <= C_MAJOR


def test_so_what() -> None:
    """E–A–D–G–B over D minor 7 (Bill Evans, 1959), and fourths for the chords of a ii–V–I."""
    assert (52, 57, 62, 67, 71) in best("E:min7", upper("quartal", 5))
    for symbol in ("D:min7", "G:7", "C:maj7"):
        voicing = best(symbol, upper("quartal", scale=C_MAJOR))[0]
        assert all(b - a in (5, 6) for a, b in pairwise(voicing[:-1]))


@pytest.mark.parametrize(
    ("symbol", "a_form", "b_form"),
    [
        ("D:min7", "F A C E", "C E F A"),
        ("G:7", "B E F A", "F A B E"),
        ("C:maj7", "E G B D", "B D E G"),
    ],
)
def test_rootless_forms_of_a_two_five_one(symbol: str, a_form: str, b_form: str) -> None:
    names = {0: "C", 2: "D", 4: "E", 5: "F", 7: "G", 9: "A", 11: "B"}
    spelt = {" ".join(names[p % 12] for p in v) for v in best(symbol, upper("rootless", scale=C_MAJOR))}
    assert spelt == {a_form, b_form}


def test_rootless_chords_of_a_two_five_one_hardly_move() -> None:
    chords = [parse_chord(symbol) for symbol in ("D:min7", "G:7", "C:maj7")]
    found = lead(chords, *WIDE, layout=upper("rootless", scale=C_MAJOR))
    for before, after in pairwise(found):
        assert sum(abs(b - a) for a, b in zip(before, after, strict=True)) <= 6


def test_rootless_stays_in_the_key() -> None:
    """E minor in C major: no F sharp, which the form would add."""
    for voicing in best("E:min7", upper("rootless", scale=C_MAJOR)):
        assert {p % 12 for p in voicing} <= C_MAJOR


@given(full)
@settings(max_examples=40, deadline=None)
def test_open_leaves_room_and_spread_is_wide(chord: Chord) -> None:
    for voicing, _ in voicings(chord, upper("open")):
        tones = {p % 12 for p in voicing}
        assert all(any(p % 12 in tones for p in range(a + 1, b)) for a, b in pairwise(voicing))
    for voicing, _ in voicings(chord, Layout(*WIDE, "spread", 4)):
        assert SPREAD_SPAN[0] <= voicing[-1] - voicing[0] <= SPREAD_SPAN[1]
        assert voicing[1] - voicing[0] >= 7


@given(full, st.integers(4, 6))
@settings(max_examples=40, deadline=None)
def test_two_hands_reach_their_notes(chord: Chord, voices: int) -> None:
    for voicing, _ in voicings(chord, Layout(*WIDE, "hands", voices)):
        left, right = voicing[:2], voicing[2:]
        assert left[1] - left[0] <= 16
        assert right[-1] - right[0] <= HAND_SPAN


@given(full, st.sampled_from(["choir", "strings", "brass"]), st.integers(3, 6))
@settings(max_examples=40, deadline=None)
def test_every_section_stays_in_its_range(chord: Chord, instrument: str, voices: int) -> None:
    player = INSTRUMENTS[instrument]
    ranges = sections(player.parts, voices, player.low, player.high)
    assert len(ranges) == voices
    layout = Layout(player.low, player.high, "parts", voices, parts=ranges)
    for voicing in lead([chord, chord.over("5")], *WIDE, layout=layout):
        assert all(low <= p <= high for p, (low, high) in zip(voicing, ranges, strict=True))
        assert all(0 < b - a <= 12 for a, b in pairwise(voicing[1:]))


def test_where_a_bass_plays_nothing_is_doubled_low() -> None:
    chords = [parse_chord(symbol) for symbol in ("C:maj", "A:min", "F:maj", "G:7")]
    for style in STYLES:
        found = lead(chords, 36, 84, layout=Layout(36, 84, style, 4, bass_plays=True, tuning=GUITAR))
        assert style == "guitar" or all(voicing[0] >= FLOOR for voicing in found)


def test_a_foreign_bass_is_left_to_the_bass() -> None:
    """C over D: with a bass on D the chord is a plain C; alone the D is there."""
    with_bass = best("C:maj/2", Layout(48, 84, "close", 3, bass_plays=True))[0]
    assert {p % 12 for p in with_bass} == {0, 4, 7}
    assert best("C:maj/2", Layout(36, 84, "close", 3))[0][0] % 12 == 2


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        best("C:maj", Layout(36, 84, "sideways"))
    assert refused.value.code == "bad_voicing" and "drop2" in refused.value.hint


@pytest.mark.parametrize(
    ("name", "instrument"),
    [
        ("Rhodes", "epiano"), ("Gtr 2", "guitar"), ("Strings (Ensemble)", "strings"), ("Warm Pad", "pad"),
        ("Uke", "ukulele"), ("Bass", "bass"), ("Keys", "piano"), ("Track 4", ""), ("Hammond B3", "organ"),
    ],
)  # fmt: skip
def test_instruments_are_known_by_name(name: str, instrument: str) -> None:
    assert instrument_named(name) == instrument
    assert is_arpeggio("Arp Synth") and not is_arpeggio(name)

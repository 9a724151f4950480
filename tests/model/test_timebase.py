"""Metres, and tempo maps that turn beats into seconds and back."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from bridge.model.timebase import Metre, TempoMap, parse_metre


@st.composite
def tempo_maps(draw: st.DrawFn) -> TempoMap:
    first = draw(st.sampled_from([0.0, 0.0, -4.0, -32.5]))
    gaps = draw(st.lists(st.floats(0.25, 64), max_size=5))
    beats = [first]
    for gap in gaps:
        beats.append(beats[-1] + gap)
    return TempoMap(tuple((beat, draw(st.floats(20, 400))) for beat in beats))


BEATS = st.floats(-100, 400)


@given(tempo_maps(), BEATS)
def test_beats_to_seconds_and_back(tempo_map: TempoMap, beats: float) -> None:
    assert tempo_map.beats_at(tempo_map.seconds_at(beats)) == pytest.approx(beats, abs=1e-9)


@given(tempo_maps(), st.floats(-60, 240))
def test_seconds_to_beats_and_back(tempo_map: TempoMap, seconds: float) -> None:
    assert tempo_map.seconds_at(tempo_map.beats_at(seconds)) == pytest.approx(seconds, abs=1e-9)


@given(tempo_maps(), BEATS, st.floats(1e-3, 50))
def test_time_only_moves_forward(tempo_map: TempoMap, beats: float, further: float) -> None:
    """And no faster than the quickest tempo, no slower than the slowest."""
    passed = tempo_map.seconds_at(beats + further) - tempo_map.seconds_at(beats)
    tempos = [bpm for _, bpm in tempo_map.steps]
    assert further * 60 / max(tempos) - 1e-9 <= passed <= further * 60 / min(tempos) + 1e-9


@given(tempo_maps())
def test_beat_zero_is_second_zero(tempo_map: TempoMap) -> None:
    assert tempo_map.seconds_at(0.0) == 0.0
    assert tempo_map.beats_at(0.0) == pytest.approx(0.0, abs=1e-12)


@given(tempo_maps())
def test_between_two_steps_the_tempo_of_the_first_holds(tempo_map: TempoMap) -> None:
    for (beat, bpm), (until, next_bpm) in pairwise(tempo_map.steps):
        assert tempo_map.tempo_at(beat) == tempo_map.tempo_at(math.nextafter(until, -math.inf)) == bpm
        assert tempo_map.tempo_at(until) == next_bpm
    assert tempo_map.tempo_at(tempo_map.steps[0][0] - 10) == tempo_map.steps[0][1]


SLOWING = TempoMap(((0.0, 120.0), (8.0, 60.0), (12.0, 240.0)))


@pytest.mark.parametrize(
    ("beats", "seconds"), [(-4, -2), (0, 0), (1, 0.5), (8, 4), (9, 5), (12, 8), (16, 9), (20, 10)]
)
def test_a_song_that_slows_down_and_runs(beats: float, seconds: float) -> None:
    assert SLOWING.seconds_at(beats) == seconds
    assert SLOWING.beats_at(seconds) == beats


def test_a_pickup_with_its_own_tempo() -> None:
    pickup = TempoMap(((-4.0, 60.0), (-2.0, 120.0), (0.0, 240.0)))
    assert [pickup.seconds_at(beat) for beat in (-6.0, -4.0, -2.0, 0.0, 4.0)] == [-5.0, -3.0, -1.0, 0.0, 1.0]
    assert pickup.beats_at(-3.0) == -4.0


@pytest.mark.parametrize(
    "steps",
    [
        (), ((1.0, 120.0),), ((0.0, 120.0), (0.0, 90.0)), ((0.0, 120.0), (4.0, 90.0), (2.0, 80.0)),
        ((0.0, 0.0),),
        ((0.0, -120.0),), ((0.0, math.nan),), ((0.0, math.inf),), ((0.0, 1000.5),),
        ((0.0, 120.0), (math.nan, 90.0)),
        ((0.0, 120.0), (math.inf, 90.0)), ((-math.inf, 120.0),), ((math.nan, 120.0),),
    ],
)  # fmt: skip
def test_a_tempo_map_that_makes_no_time_is_refused(steps: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(BadInput):
        TempoMap(steps)


@pytest.mark.parametrize(
    ("text", "bar", "pulse"),
    [
        ("4/4", 4.0, 1.0), ("3/4", 3.0, 1.0), ("6/8", 3.0, 1.5), ("9/8", 4.5, 1.5), ("12/8", 6.0, 1.5),
        ("3/8", 1.5, 0.5),
        ("7/8", 3.5, 0.5), ("2/2", 4.0, 2.0), ("6/4", 6.0, 1.0), ("12/16", 3.0, 0.75), ("1/1", 4.0, 4.0),
    ],
)  # fmt: skip
def test_how_long_a_bar_and_a_felt_beat_are(text: str, bar: float, pulse: float) -> None:
    metre = parse_metre(text)
    assert (metre.bar_beats, metre.pulse_beats, str(metre)) == (bar, pulse, text)


@given(st.integers(1, 99), st.sampled_from([1, 2, 4, 8, 16, 32, 64]))
def test_a_metre_that_is_written_out_reads_as_itself(numerator: int, denominator: int) -> None:
    metre = Metre(numerator, denominator)
    assert parse_metre(str(metre)) == metre
    pulses = metre.bar_beats / metre.pulse_beats
    assert pulses == round(pulses) >= 1


@pytest.mark.parametrize(
    "text", ["", "4", "4/4/4", "four/four", "0/4", "100/4", "4/3", "4/0", "-3/4", "4/128", "/4"]
)
def test_text_that_is_no_metre_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_metre(text)

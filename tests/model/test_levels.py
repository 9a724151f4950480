"""Fader laws and meter scales: golden points, the way back, and what silence reads as."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from bridge.model.levels import (
    ARDOUR_DEFLECTION,
    ARDOUR_POSITION,
    FADERS,
    METERS,
    REAPER_PEAK_HOLD,
    FaderLaw,
    MeterScale,
    db_to_gain,
    gain_to_db,
)
from bridge.model.session import SILENCE_DB

HOSTS = ("ableton", "reaper", "bitwig", "ardour")
SCALES: dict[str, FaderLaw | MeterScale] = {
    **{f"{host} fader": FADERS[host] for host in FADERS},
    **{f"{host} meter": METERS[host] for host in METERS},
    "ardour position": ARDOUR_POSITION,
    "ardour deflection": ARDOUR_DEFLECTION,
    "reaper peak hold": REAPER_PEAK_HOLD,
}
# How far a level may come back from where it went: Live's fader has two joints that do not meet.
JOINT_DB = {"ableton fader": 0.027}
ANY = pytest.mark.parametrize("name", SCALES)

# What the DAWs themselves show for a fader; positions to three places, as they were noted down.
FADER_POINTS = {
    "ableton": [(6, 1.0), (0, 0.85), (-6, 0.7), (-12, 0.55), (-18, 0.4), (-24, 0.302), (-36, 0.187),
    (-60, 0.036)],
    "bitwig": [(6, 0.999), (0, 0.794), (-6, 0.630), (-12, 0.501), (-18, 0.398), (-24, 0.316),
    (-60, 0.079)],
    "reaper": [(0, 1.0), (-20, 0.1), (-60, 0.001), (20, 10.0), (-6.0206, 0.5), (6.0206, 2.0)],
    # As ARDOUR.DSP.accurate_coefficient_to_dB of Ardour 7.3 gives them.
    "ardour": [(-60.0, 0.001), (-40.0, 0.01), (-20.0, 0.1), (-6.0206003, 0.5), (0.0, 1.0),
    (6.0206003, 2.0)],
}  # fmt: skip


def test_every_host_has_both_scales() -> None:
    assert tuple(FADERS) == tuple(METERS) == HOSTS


@pytest.mark.parametrize(("host", "db", "value"), [(h, *point) for h in HOSTS for point in FADER_POINTS[h]])
def test_a_fader_stands_where_the_daw_shows_it(host: str, db: float, value: float) -> None:
    assert FADERS[host].to_value(db) == pytest.approx(value, abs=6e-4)
    assert FADERS[host].to_db(value) == pytest.approx(db, abs=max(0.3 if db < -48 else 0.06, 0))


@pytest.mark.parametrize(
    ("gain", "position"),
    [(2.0, 1.0), (1.0, 0.7817867535), (0.5, (186 / 198) ** 8), (2.0**-32, 0.0), (0.0, 0.0)],
)
def test_ardours_fader_on_the_screen(gain: float, position: float) -> None:
    db = gain_to_db(gain) if gain else SILENCE_DB
    assert ARDOUR_POSITION.to_value(db) == pytest.approx(position, abs=1e-9)


@pytest.mark.parametrize(
    ("db", "percent"),
    [(-70, 0.0), (-65, 1.25), (-60, 2.5), (-50, 7.5), (-45, 11.25), (-40, 15.0), (-30, 30.0), (-20, 50.0),
     (-10, 75.0), (0, 100.0), (6, 115.0)],
)  # fmt: skip
def test_deflection_of_iec_60268_18(db: float, percent: float) -> None:
    assert ARDOUR_DEFLECTION.to_value(db) * 115 == pytest.approx(percent)
    assert ARDOUR_DEFLECTION.to_value(db + 20) == ARDOUR_DEFLECTION.to_value(min(db + 20, 6))


@pytest.mark.parametrize(
    ("scale", "value", "db"),
    [
        (METERS["ableton"], 1.0, 6.0),
        (METERS["ableton"], 0.921, 0.0),
        (METERS["ableton"], 0.5, -32.0),
        (METERS["reaper"], 1.0, 0.0),
        (METERS["reaper"], 0.1, -20.0),
        (METERS["reaper"], 2.0, 6.0206),
        (REAPER_PEAK_HOLD, -0.06, -6.0),
        (METERS["ardour"], -23.5, -23.5),
    ],
)
def test_what_a_meter_reading_means(scale: MeterScale, value: float, db: float) -> None:
    assert scale.to_db(value) == pytest.approx(db, abs=0.05)


@ANY
@given(st.floats(0, 1))
def test_a_level_comes_back_from_the_hosts_number(name: str, share: float) -> None:
    scale = SCALES[name]
    db = max(scale.floor_db, -150) * (1 - share) + min(scale.ceiling_db, 24) * share
    assert scale.to_db(scale.to_value(db)) == pytest.approx(
        SILENCE_DB if db <= scale.floor_db else db, abs=JOINT_DB.get(name, 1e-6)
    )


@ANY
@given(st.floats(1e-6, 1))
def test_a_number_of_the_host_comes_back_from_its_level(name: str, share: float) -> None:
    scale = SCALES[name]
    low, high = scale.to_value(max(scale.floor_db, -150) + 1e-6), scale.to_value(min(scale.ceiling_db, 24))
    value = low + (high - low) * share
    assert scale.to_value(scale.to_db(value)) == pytest.approx(value, abs=1e-9 + 1e-9 * abs(value))


@ANY
@given(st.floats(SILENCE_DB, 30), st.floats(SILENCE_DB, 30))
def test_louder_is_never_a_smaller_number(name: str, a: float, b: float) -> None:
    quiet, loud = sorted((a, b))
    scale = SCALES[name]
    assert scale.to_value(quiet) <= scale.to_value(loud)
    inside = scale.floor_db < quiet and loud < scale.ceiling_db
    if inside and loud - quiet > 0.05:
        assert scale.to_value(quiet) < scale.to_value(loud)


@pytest.mark.parametrize("edge", [0.15, 0.4])
def test_lives_law_rises_across_its_joints(edge: float) -> None:
    around = [FADERS["ableton"].to_db(edge + step * 1e-6) for step in range(-3, 4)]
    assert around == sorted(around) and len(set(around)) == len(around)


@ANY
def test_silence_both_ways(name: str) -> None:
    scale = SCALES[name]
    assert (
        scale.to_value(SILENCE_DB) == scale.to_value(-1e9) == scale.to_value(-math.inf) == scale.silent_value
    )
    assert scale.to_db(scale.silent_value) == scale.to_db(-math.inf) == SILENCE_DB
    assert scale.to_value(scale.floor_db) == scale.silent_value < scale.to_value(scale.floor_db + 0.5)


@ANY
def test_a_level_above_the_top_is_the_top(name: str) -> None:
    scale = SCALES[name]
    assert scale.to_value(scale.ceiling_db + 50) == scale.to_value(scale.ceiling_db)
    assert scale.to_db(math.inf) == scale.ceiling_db


@pytest.mark.parametrize("host", HOSTS)
def test_a_faders_top_fits_the_model(host: str) -> None:
    assert 6.0 <= FADERS[host].ceiling_db <= 24.0
    assert FADERS[host].to_db(FADERS[host].to_value(0.0)) == pytest.approx(0.0, abs=1e-9)


@ANY
def test_no_number_is_no_level(name: str) -> None:
    with pytest.raises(BadInput):
        SCALES[name].to_db(math.nan)
    with pytest.raises(BadInput):
        SCALES[name].to_value(math.nan)


def test_only_bitwigs_meter_is_uncalibrated_and_says_so() -> None:
    assert [host for host, scale in METERS.items() if not scale.calibrated] == ["bitwig"]
    assert METERS["bitwig"].tolerance_db == math.inf
    assert "undocumented" in METERS["bitwig"].source


@ANY
def test_every_scale_says_what_it_reads_how_exact_and_where_from(name: str) -> None:
    scale = SCALES[name]
    assert len(scale.reads) > 10 and len(scale.source) > 20 and scale.tolerance_db > 0


@given(st.floats(-150, 40))
def test_gain_and_decibels(db: float) -> None:
    assert gain_to_db(db_to_gain(db)) == pytest.approx(db, abs=1e-9)

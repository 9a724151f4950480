"""Levels: what a DAW's fader or meter number means in decibels, and back.

Two tables, keyed by the host's name as the session carries it:

- `FADERS`: what that host's control script reads and writes for a track's volume <-> dB of gain.
- `METERS`: what that host's control script reads off a level meter <-> dBFS.

Silence is `SILENCE_DB`, never an infinity. Every law says how far it may be off (`tolerance_db`)
and where it is from (`source`); a scale that nobody has documented or measured says so by
``calibrated=False``, and its readings may only be compared with one another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from bridge.model.errors import BadInput
from bridge.model.session import SILENCE_DB

Curve = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class _Scale:
    """A rising curve between a host's number and decibels, with its two ends.

    reads: what the number is. floor_db: the lowest level above silence; anything at or below it
    is written as ``silent_value``, and ``silent_value`` or less reads as `SILENCE_DB`.
    ceiling_db: the highest level that the number can hold.
    """

    reads: str
    source: str
    rise: Curve
    fall: Curve
    floor_db: float
    ceiling_db: float
    tolerance_db: float
    silent_value: float = 0.0

    def to_db(self, value: float) -> float:
        """dB of the host's number: `SILENCE_DB` for silence, at most ``ceiling_db``.
        Raises BadInput for not-a-number."""
        if math.isnan(value):
            raise BadInput(f"The host gave no number as its {self.reads}.")
        if value <= self.silent_value:
            return SILENCE_DB
        return min(max(self.rise(value), SILENCE_DB), self.ceiling_db)

    def to_value(self, db: float) -> float:
        """The host's number for a level in dB; levels beyond an end become that end.
        Raises BadInput for not-a-number."""
        if math.isnan(db):
            raise BadInput("A level in dB must be a number.")
        return self.silent_value if db <= self.floor_db else self.fall(min(db, self.ceiling_db))


@dataclass(frozen=True, slots=True)
class FaderLaw(_Scale):
    """Volume as a host keeps it <-> dB of gain (0 dB leaves the level as it is)."""


@dataclass(frozen=True, slots=True)
class MeterScale(_Scale):
    """A meter reading <-> dBFS.

    calibrated: whether the dB are dBFS. Where it is False the curve is a stand-in that only
    rises with the level: say "louder than before", never "-6 dBFS".
    """

    calibrated: bool = True


def gain_to_db(gain: float) -> float:
    """dB of a linear amplitude factor (1.0 = 0 dB); ``gain`` must be above 0."""
    return 20 * math.log10(gain)


def db_to_gain(db: float) -> float:
    """The linear amplitude factor of a level in dB; the inverse of `gain_to_db`."""
    return float(10 ** (db / 20))


# Live's fader: three pieces. The two upper bounds of the lower pieces are where the next begins.
_LIVE_LINE_FROM, _LIVE_BEND_FROM = 0.4, 0.15
_LIVE_A, _LIVE_B, _LIVE_C, _LIVE_D = 399.751894, 201.871345, 12630.61132, 799.503788
_LIVE_SCALE, _LIVE_POWER, _LIVE_FLOOR_DB = 118.426374, 5567 / 7504, -70.0


def _live_bend(value: float) -> float:
    return -((_LIVE_A * value - _LIVE_B) ** 2 + _LIVE_C) / _LIVE_D


def _live_foot(value: float) -> float:
    return _LIVE_SCALE * float(value**_LIVE_POWER) + _LIVE_FLOOR_DB


def _live_fader_db(value: float) -> float:
    if value >= _LIVE_LINE_FROM:
        return 40 * value - 34
    return _live_bend(value) if value >= _LIVE_BEND_FROM else _live_foot(value)


def _live_fader_value(db: float) -> float:
    """The pieces miss each other by 0.0013 dB at 0.4 and by 0.026 dB at 0.15; a level in such a
    gap gives the joint itself, so the way back is off by no more than that."""
    if db >= 40 * _LIVE_LINE_FROM - 34:
        return (db + 34) / 40
    if db >= _live_bend(_LIVE_BEND_FROM):
        bent = (_LIVE_B - math.sqrt(-_LIVE_D * db - _LIVE_C)) / _LIVE_A
        return min(max(bent, _LIVE_BEND_FROM), _LIVE_LINE_FROM)
    foot = ((db - _LIVE_FLOOR_DB) / _LIVE_SCALE) ** (1 / _LIVE_POWER)
    return min(float(foot), _LIVE_BEND_FROM)


_ARDOUR_OCTAVE_DB = gain_to_db(2)


def _ardour_position_db(position: float) -> float:
    return float(position**0.125 * 198 - 192) / 6 * _ARDOUR_OCTAVE_DB


def _ardour_position(db: float) -> float:
    return max(0.0, (6 * db / _ARDOUR_OCTAVE_DB + 192) / 198) ** 8


_DEFLECTION = (
    (-70.0, 0.0), (-60.0, 2.5), (-50.0, 7.5), (-40.0, 15.0), (-30.0, 30.0), (-20.0, 50.0), (6.0, 115.0)
)  # fmt: skip
"""Meter deflection, dBFS -> percent, straight lines between: IEC 60268-18, carried on to +6 dB."""


def _along(points: tuple[tuple[float, float], ...], x: float) -> float:
    """y at x on straight lines through rising points; the outer lines go on."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1 or x1 == points[-1][0]:
            return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    raise AssertionError("the last line takes every x")


def _deflection(db: float) -> float:
    return _along(_DEFLECTION, db) / _DEFLECTION[-1][1]


def _deflection_db(value: float) -> float:
    return _along(tuple((y, x) for x, y in _DEFLECTION), value * _DEFLECTION[-1][1])


FADERS: Mapping[str, FaderLaw] = MappingProxyType(
    {
        "ableton": FaderLaw(
            reads="mixer_device.volume.value, fader position 0..1",
            source="fitted to 25 points read off Live's fader: within 0.04 dB above -48, 0.23 dB at -60",
            rise=_live_fader_db,
            fall=_live_fader_value,
            floor_db=_LIVE_FLOOR_DB,
            ceiling_db=6.0,
            tolerance_db=0.25,
        ),
        "reaper": FaderLaw(
            reads="D_VOL, linear gain, 1.0 = 0 dB",
            source="ReaScript documentation, GetMediaTrackInfo_Value; +24 dB is the model's own ceiling",
            rise=gain_to_db,
            fall=db_to_gain,
            floor_db=SILENCE_DB,
            ceiling_db=24.0,
            tolerance_db=0.001,
        ),
        "bitwig": FaderLaw(
            reads="volume(), fader position 0..1",
            source="60 log10(v) + 6.02, checked against 128 displayed values: within 0.05 dB",
            rise=lambda value: 60 * math.log10(value) + 6.02,
            fall=lambda db: float(10 ** ((db - 6.02) / 60)),
            floor_db=SILENCE_DB,
            ceiling_db=6.02,
            tolerance_db=0.05,
        ),
        "ardour": FaderLaw(
            reads="gain_control():get_value(), linear gain, 1.0 = 0 dB, at most 2.0",
            source="Ardour 7.3 itself: accurate_coefficient_to_dB, and the lower and upper of a gain control",
            rise=gain_to_db,
            fall=db_to_gain,
            floor_db=SILENCE_DB,
            ceiling_db=gain_to_db(2),
            tolerance_db=0.001,
        ),
    }
)
"""Host -> the law of the number that its control script reads and writes."""

ARDOUR_POSITION = FaderLaw(
    reads="fader position 0..1 on the screen and in OSC gain modes 1 to 3",
    source="Ardour's gain_to_slider_position: ((6 log2(gain) + 192) / 198)^8, for its maximum gain of 2.0",
    rise=_ardour_position_db,
    fall=_ardour_position,
    floor_db=SILENCE_DB,
    ceiling_db=gain_to_db(2),
    tolerance_db=0.001,
)
"""Ardour's other volume number, for controllers that speak its own OSC."""

METERS: Mapping[str, MeterScale] = MappingProxyType(
    {
        "ableton": MeterScale(
            reads="output_meter_left and _right, 0..1, after the fader",
            source="76 m - 70, fitted to 8 checked readings: within 0.05 dB; 0.921 is 0 dBFS",
            rise=lambda value: 76 * value - 70,
            fall=lambda db: (db + 70) / 76,
            floor_db=-70.0,
            ceiling_db=6.0,
            tolerance_db=0.05,
        ),
        "reaper": MeterScale(
            reads="Track_GetPeakInfo, linear peak, 1.0 = 0 dBFS; its point in the strip differs by setting",
            source="ReaScript documentation; check the meter point with a test tone before mix advice",
            rise=gain_to_db,
            fall=db_to_gain,
            floor_db=SILENCE_DB,
            ceiling_db=-SILENCE_DB,
            tolerance_db=0.001,
        ),
        "bitwig": MeterScale(
            reads="addVuMeterObserver's step divided by its highest step, 0..1",
            source="undocumented: a straight line over 60 dB stands in until a test tone has been measured",
            rise=lambda value: 60 * value - 60,
            fall=lambda db: db / 60 + 1,
            floor_db=-60.0,
            ceiling_db=0.0,
            tolerance_db=math.inf,
            calibrated=False,
        ),
        "ardour": MeterScale(
            reads="peak_meter():meter_level with MeterPeak, dBFS, minus infinity for silence",
            source="Ardour 7.3, read off a silent session; Ardour's own OSC calls -193 and below silence",
            rise=lambda value: value,
            fall=lambda db: db,
            floor_db=SILENCE_DB,
            ceiling_db=-SILENCE_DB,
            tolerance_db=0.001,
            silent_value=-math.inf,
        ),
    }
)
"""Host -> the scale of the number that its control script reads off a meter."""

REAPER_PEAK_HOLD = MeterScale(
    reads="Track_GetPeakHoldDB, dBFS * 0.01: -0.06 is -6 dBFS",
    source="ReaScript documentation: the value is dB * 0.01",
    rise=lambda value: value * 100,
    fall=lambda db: db / 100,
    floor_db=SILENCE_DB,
    ceiling_db=-SILENCE_DB,
    tolerance_db=0.001,
    silent_value=SILENCE_DB / 100,
)
"""REAPER's held peak, beside its momentary one in `METERS`."""

ARDOUR_DEFLECTION = MeterScale(
    reads="meter deflection 0..1 as Ardour's mixer strip draws it, 1.0 = +6 dBFS",
    source="IEC 60268-18 deflection, with Ardour's end of 115 % at +6 dB",
    rise=_deflection_db,
    fall=_deflection,
    floor_db=-70.0,
    ceiling_db=6.0,
    tolerance_db=0.001,
)
"""What a meter bar looks like; for controllers and faces that draw one."""

"""Live's fader and meters in decibels.

The fader's three pieces were fitted to what Live displays: within 0.04 dB above -48 dB, 0.23 dB at
-60. Where Live tells the displayed value itself (12.2 and later), that is read and written instead.
"""

from .live import has
from .protocol import SILENCE_DB

CEILING_DB = 6.0
FLOOR_DB = -70.0
LINE_FROM, BEND_FROM = 0.4, 0.15
A, B, C, D = 399.751894, 201.871345, 12630.61132, 799.503788
SCALE, POWER = 118.426374, 5567.0 / 7504.0
METER_DB_PER_UNIT, METER_FLOOR_DB = 76.0, -70.0


def fader_db(value):
    if value <= 0:
        return SILENCE_DB
    if value >= LINE_FROM:
        return 40 * value - 34
    if value >= BEND_FROM:
        return -((A * value - B) ** 2 + C) / D
    return SCALE * value**POWER + FLOOR_DB


def fader_value(db):
    """The inverse; the pieces miss each other by less than 0.03 dB, a level in a gap gives the joint."""
    if db <= FLOOR_DB:
        return 0.0
    if db >= fader_db(LINE_FROM):
        return min((db + 34) / 40, 1.0)
    if db >= fader_db(BEND_FROM):
        return min(max((B - (-D * db - C) ** 0.5) / A, BEND_FROM), LINE_FROM)
    return min(((db - FLOOR_DB) / SCALE) ** (1 / POWER), BEND_FROM)


def meter_db(reading):
    """dBFS of a reading of output_meter_*; 0.921 is 0 dBFS."""
    return max(SILENCE_DB, METER_DB_PER_UNIT * reading + METER_FLOOR_DB) if reading > 0 else SILENCE_DB


def read_volume(parameter):
    db = parameter.display_value if has(parameter, "display_value") else fader_db(parameter.value)
    return min(max(db, SILENCE_DB), 24.0)


def displayed_db(parameter, value):
    """What Live would show for a value, as in "-6.0 dB"; None for "-inf dB", and what is no number."""
    try:
        db = float(parameter.str_for_value(value).split()[0])
    except (ValueError, IndexError):
        return None
    return db if db > SILENCE_DB else None


def read_send(parameter):
    """A send has a law of its own, which Live's display tells in every version."""
    if has(parameter, "display_value"):
        return min(max(parameter.display_value, SILENCE_DB), 24.0)
    shown = displayed_db(parameter, parameter.value)
    return SILENCE_DB if shown is None else shown


def write_volume(parameter, db):
    if db <= FLOOR_DB:
        parameter.value = parameter.min
    elif has(parameter, "display_value"):
        parameter.display_value = min(db, CEILING_DB)
    else:
        parameter.value = fader_value(db)

"""The rows of the self-test's report: what was measured, and whether it is as the script counts on.

Names, units and bounds are those of daw_scripts/README.md.
"""

from . import levels
from .budget import TICK_MS

SLOWEST_TICK_MS = 3 * TICK_MS
FADER_TOLERANCE_DB = 0.5
FADER_FLOOR_DB = -60.0
FADER_POINTS = tuple(position / 24.0 for position in range(25))
TOLD_WITHIN_TICKS = 10


class Loudest:
    """The main track's meter, while the ticks are measured. Nothing in Live says a level in words, so
    the law can only be shown wrong here; the musician compares the figure with Live's own meter."""

    def __init__(self, song):
        self._main = song.master_track
        self._reading, self._strange = 0.0, False

    def look(self):
        reading = max(self._main.output_meter_left, self._main.output_meter_right)
        self._reading = max(self._reading, reading)
        self._strange = self._strange or not 0.0 <= reading <= 1.0

    def probe(self):
        if self._strange:
            return row("meter_law", "off", "a meter left the range of 0 to 1", self._reading, None, "")
        if not self._reading:
            return row("meter_law", "not_probed", "nothing sounded; start it again while the set plays")
        text = "the main track's peak by our law; Live's own meter must have shown the same"
        return row("meter_law", "not_probed", text, levels.meter_db(self._reading), None, "dB")


def row(name, verdict, text, value=None, worst=None, unit=""):
    return {"name": name, "verdict": verdict, "value": value, "worst": worst, "unit": unit, "text": text}


def gaps(moments_s):
    """Milliseconds between moments, shortest first."""
    return sorted((after - before) * 1000 for before, after in zip(moments_s, moments_s[1:]))


def timer(ticks_s):
    gaps_ms = gaps(ticks_s)
    median = gaps_ms[len(gaps_ms) // 2]
    verdict = "ok" if median <= SLOWEST_TICK_MS else "off"
    text = "%d ticks of a timer that was set to %d ms" % (len(gaps_ms), TICK_MS)
    return row("timer_jitter", verdict, text, median, gaps_ms[-1], "ms")


def fader(volume, scratch):
    """Our law beside what Live displays, over the whole fader; and what was written beside what was
    displayed then."""
    looked = [_display_error(volume, position) for position in FADER_POINTS]
    errors = [error for error in looked if error is not None]
    errors += [abs(shown - wanted) for wanted, shown in scratch.faders]
    if not errors:
        return row("fader_law", "not_probed", "Live's display could not be read")
    written = len(scratch.faders)
    how = "%d levels written and read back" % written if written else "by the display alone"
    verdict = "ok" if max(errors) <= FADER_TOLERANCE_DB else "off"
    text = "%d places from the top to %g dB, %s" % (len(errors), FADER_FLOOR_DB, how)
    return row("fader_law", verdict, text, sum(errors) / len(errors), max(errors), "dB")


def _display_error(volume, position):
    """Between law and display, at a place of the fader, in dB; None below the floor."""
    shown = levels.displayed_db(volume, position)
    return None if shown is None or shown < FADER_FLOOR_DB else abs(levels.fader_db(position) - shown)


def read_back(scratch, ticks):
    if not scratch.made:
        return row("read_back_delay", "not_probed", scratch.why)
    if scratch.late:
        return row("read_back_delay", "off", "not read as written: %s" % ", ".join(scratch.late))
    if ticks is None:
        text = "the list of tracks was not told within %d ticks" % TOLD_WITHIN_TICKS
        return row("read_back_delay", "off", text, 0, TOLD_WITHIN_TICKS, "ticks")
    at_once = ", ".join(scratch.told) or "nothing"
    text = "read at once; told at once: %s; the list of tracks after %d ticks" % (at_once, ticks)
    return row("read_back_delay", "ok", text, 0, ticks, "ticks")


def undo(scratch):
    if scratch.steps is None:
        return row("undo_grouping", scratch.undo_verdict, scratch.why)
    return row("undo_grouping", scratch.undo_verdict, scratch.why, scratch.steps, None, "steps")

"""What only a real Live can tell, measured on the musician's machine and written down for the doctor.

Asked for in sideman.json: {"selftest": PATH OF THE REPORT}. It changes nothing in the set: the fader's law
is read off `str_for_value`, undo is only looked at.
"""

import json

from . import levels, live
from .protocol import SILENCE_DB

MEASURED_TICKS = 200
FADER_POINTS = tuple(position / 20.0 for position in range(21))


class SelfTest:
    @classmethod
    def wanted(cls, settings, song, clock):
        path = settings.get("selftest", "")
        return cls(path, song, clock) if path else None

    def __init__(self, path, song, clock):
        self._path, self._song, self._clock = path, song, clock
        self._ticks_s, self._done = [], False

    def tick(self, now_s):
        if self._done:
            return
        self._ticks_s.append(now_s)
        if len(self._ticks_s) > MEASURED_TICKS:
            self._done = True
            with open(self._path, "w", encoding="utf-8") as file:
                json.dump(self.report(), file, indent=1, sort_keys=True)

    def report(self):
        gaps_ms = sorted(
            (after - before) * 1000 for before, after in zip(self._ticks_s, self._ticks_s[1:])
        )
        return {
            "live": live.version(),
            "tick_ms": {"median": gaps_ms[len(gaps_ms) // 2], "longest": gaps_ms[-1]},
            "fader_worst_db": max(self._fader_errors()),
            "has": {
                "display_value": live.has(self._volume(), "display_value"),
                "create_midi_clip": live.has(self._song.master_track, "create_midi_clip"),
                "scale_mode": live.has(self._song, "scale_mode"),
                "set_name": live.has(self._song, "name"),
                "undo_steps": live.has(self._song, "begin_undo_step"),
            },
        }

    def _volume(self):
        return self._song.master_track.mixer_device.volume

    def _fader_errors(self):
        """How far the law is from what Live displays, in dB, above -60 dB."""
        errors = [0.0]
        for position in FADER_POINTS:
            shown = _decibels(self._volume().str_for_value(position))
            if shown > -60.0:
                errors.append(abs(levels.fader_db(position) - shown))
        return errors


def _decibels(text):
    """The number in "-6.0 dB"."""
    try:
        return float(text.split()[0])
    except (ValueError, IndexError):
        return SILENCE_DB

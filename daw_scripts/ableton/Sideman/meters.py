"""Levels of the tracks that are watched, read at 15 Hz at most, for 16 tracks at most.

Live keeps a meter's last reading when the transport stops: a reading that stands still for a
while with a stopped transport is silence.
"""

from .levels import meter_db
from .live import gone

MOST_TRACKS, MOST_HZ = 16, 15.0
STILL_S = 0.3


class Meters:
    def __init__(self):
        self._tracks, self._every_s, self._due_s = [], 0.0, 0.0
        self._moved = {}  # track id -> (reading, since when)

    def watch(self, tracks, rate_hz, now_s):
        self._tracks = tracks[:MOST_TRACKS] if rate_hz > 0 else []
        self._every_s = 1 / min(rate_hz, MOST_HZ) if rate_hz > 0 else 0.0
        self._due_s, self._moved = now_s, {}

    def tick(self, now_s, playing, send):
        if not self._tracks or now_s < self._due_s:
            return
        self._due_s = max(self._due_s + self._every_s, now_s)
        for track in self._tracks:
            if not gone(track.thing):
                left, right = self._level(track, now_s, playing)
                send("/meter", track.id, left, right, now_s)

    def _level(self, track, now_s, playing):
        reading = _reading(track.thing)
        before, since_s = self._moved.get(track.id, (None, now_s))
        if reading != before:
            since_s = now_s
        self._moved[track.id] = (reading, since_s)
        still = not playing and now_s - since_s > STILL_S
        return meter_db(0.0 if still else reading[0]), meter_db(0.0 if still else reading[1])


def _reading(track):
    """Left and right; a track without audio output has one MIDI level and no more."""
    if track.has_audio_output:
        return track.output_meter_left, track.output_meter_right
    return track.output_meter_level, track.output_meter_level

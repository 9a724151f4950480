"""What only a real Live can tell, probed on the musician's machine and written down for the doctor.

The musician starts it: a clip named "? selftest", or a key or control that triggers.json gives that word. It
takes about a second, looks at one thing a tick, and leaves the set as it was. The form of the report is the
same for all DAWs: see daw_scripts/README.md.
"""

import json
import os
import time

from . import live, probes
from .listeners import Listeners
from .protocol import MAJOR, MINOR
from .scratch import Scratch

FORM = 1
SELFTEST = "selftest"
"""The word that starts it."""
MEASURED_TICKS = 100
TRACKS_LISTENER = "tracks"


class SelfTest:
    """find_path: the report's, "" where no installer has said. say: a line for the musician."""

    def __init__(self, find_path, song, script_version, say):
        self._find_path, self._song, self._say = find_path, song, say
        self._path, self._script_version = "", script_version
        self._running = None
        self._displayed_s = []

    def start(self):
        if self._running is not None:
            return
        self._path = self._find_path()
        if not self._path:
            self._say("The self-test has nowhere to write: run sideman install live.")
            return
        self._say("Self-test: leave Live alone for two seconds.")
        self._displayed_s = []
        self._running = self._run()
        next(self._running)

    def tick(self, now_s):
        if self._running is None:
            return
        try:
            self._running.send(now_s)
        except StopIteration:
            self._running = None
        except Exception:
            self._running = None
            raise

    def close(self):
        if self._running is not None:
            self._running.close()
            self._running = None

    def displayed(self, now_s):
        """Live has called update_display."""
        if self._running is not None:
            self._displayed_s.append(now_s)

    def _run(self):
        """Takes the time of each tick."""
        ticks_s, loudest = [], probes.Loudest(self._song)
        while len(ticks_s) <= MEASURED_TICKS:
            ticks_s.append((yield))
            loudest.look()
        listeners, told = Listeners(), []
        listeners.listen("selftest", self._song, (TRACKS_LISTENER,), lambda: told.append(True))
        try:
            scratch = Scratch(self._song).probe()
            ticks = 0
            while scratch.made and not told and ticks < probes.TOLD_WITHIN_TICKS:
                yield
                ticks += 1
        finally:
            listeners.close()
        rows = [
            probes.timer(ticks_s),
            probes.fader(self._song.master_track.mixer_device.volume, scratch),
            loudest.probe(),
            probes.read_back(scratch, ticks if told else None),
            probes.undo(scratch),
        ]
        self._write(rows)

    def _write(self, rows):
        report = {
            "form": FORM,
            "daw": "live",
            "daw_version": live.version(),
            "script_version": self._script_version,
            "protocol": "%d.%d" % (MAJOR, MINOR),
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "probes": rows,
            "facts": self._facts(),
        }
        good = sum(row["verdict"] == "ok" for row in rows)
        off = [row["name"] for row in rows if row["verdict"] == "off"]
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            with open(self._path + ".new", "w", encoding="utf-8") as file:
                json.dump(report, file, indent=1)
            os.replace(self._path + ".new", self._path)
        except OSError as problem:
            self._say("The self-test cannot write its report: %s." % problem)
            return
        self._say("Self-test: %d of %d as they should be%s. Now run sideman doctor."
                  % (good, len(rows), "; off: " + ", ".join(off) if off else ""))  # fmt: skip

    def _facts(self):
        song = self._song
        gaps_ms = probes.gaps(self._displayed_s)
        return {
            "display_tick_ms": gaps_ms[len(gaps_ms) // 2] if gaps_ms else None,
            "has_display_value": live.has(song.master_track.mixer_device.volume, "display_value"),
            "has_create_midi_clip": live.has(song.master_track, "create_midi_clip"),
            "has_scale_mode": live.has(song, "scale_mode"),
            "has_set_name": live.has(song, "name"),
        }

"""Live's side of the script: the calls that Live makes on a control surface, and the timer.

Everything happens on Live's main thread, in `tick`. Live's own timer calls it every 10 ms; where
it does not come, `update_display` (some 100 ms) does the same work more slowly.
"""

import os

import Live

from .budget import TICK_MS
from .envoy import Envoy
from .triggers import MidiMap


class Surface:
    def __init__(self, c_instance):
        self._c_instance = c_instance
        folder = os.path.dirname(os.path.abspath(__file__))
        self._midi_map = MidiMap.read(os.path.join(folder, "triggers.json"))
        self._envoy = Envoy(c_instance, folder)
        self._timer = Live.Base.Timer(self._envoy.tick, TICK_MS, True)
        self._timer.start()

    def disconnect(self):
        """The set closes, or the musician takes the script out."""
        self._timer.stop()
        self._envoy.close()

    def update_display(self):
        self._envoy.tick_if_late()

    def build_midi_map(self, midi_map_handle):
        self._midi_map.build(self._c_instance.handle(), midi_map_handle)

    def receive_midi(self, midi_bytes):
        said = self._midi_map.trigger(midi_bytes)
        if said is not None:
            self._envoy.trigger(*said)

    def application(self):
        return Live.Application.get_application()

    def song(self):
        return self._c_instance.song()

    def request_rebuild_midi_map(self):
        self._c_instance.request_rebuild_midi_map()

    def connect_script_instances(self, instanciated_scripts):
        """Sideman shares nothing with other scripts."""

    def refresh_state(self):
        """Sideman has no lamps to light again."""

    def send_midi(self, midi_event_bytes):
        """Sideman sends no MIDI through Live."""

    def can_lock_to_devices(self):
        return False

    def suggest_input_port(self):
        return ""

    def suggest_output_port(self):
        return ""

    def suggest_map_mode(self, cc_no, channel):
        return -1

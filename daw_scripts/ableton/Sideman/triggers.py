"""Ways to call Sideman without leaving Live: MIDI from a controller, and clips named "? ...".

triggers.json beside this file, if there:
    {"channel": 1, "notes": {"36": "suggest chords"}, "controls": {"20": "accept", "21": "knob density"}}
A clip that is named "? chords" asks for chords, one named "? accept" accepts; launching it asks again.
"knob" and "selftest" are for the script itself: see knobs.py and selftest.py.
"""

import Live

from .knobs import KNOB, at_control
from .protocol import TRIGGER_VERBS
from .selftest import SELFTEST
from .whereabouts import read_json

PREFIX = "?"
OWN_VERBS = (KNOB, SELFTEST)
"""What the script does itself, and tells no daemon."""
NOTE_ON, CONTROL_CHANGE = 0x90, 0xB0
PRESSED = 64
"""A control at or above this counts as pressed."""


def command(words):
    """(verb, argument) of "accept 3" or "chords"; None for nothing."""
    words = words.split()
    if not words:
        return None
    if words[0] in TRIGGER_VERBS or words[0] in OWN_VERBS:
        return words[0], " ".join(words[1:])
    return "suggest", " ".join(words)


def named_command(name):
    """What a clip's name asks for; None for an ordinary name."""
    return command(name[len(PREFIX) :]) if name.startswith(PREFIX) else None


class MidiMap:
    """Which notes and controls of one channel the script takes from Live's MIDI input."""

    def __init__(self, channel, notes, controls):
        self._channel, self._notes, self._controls = channel, notes, controls

    @classmethod
    def read(cls, path):
        found = read_json(path) or {}
        channel = found.get("channel")
        channel = channel if isinstance(channel, int) else 1
        return cls((channel - 1) & 0x0F, _commands(found.get("notes")), _commands(found.get("controls")))

    def build(self, script_handle, midi_map_handle):
        for note in self._notes:
            Live.MidiMap.forward_midi_note(script_handle, midi_map_handle, self._channel, note)
        for control in self._controls:
            Live.MidiMap.forward_midi_cc(script_handle, midi_map_handle, self._channel, control)

    def trigger(self, midi_bytes):
        """(verb, argument) of a message; None for what is none, as a key that is let go."""
        if len(midi_bytes) != 3:
            return None
        status, number, value = midi_bytes
        if status == NOTE_ON | self._channel and value > 0:
            return self._notes.get(number)
        if status == CONTROL_CHANGE | self._channel and number in self._controls:
            verb, argument = self._controls[number]
            if verb == KNOB:
                turned = at_control(argument, value)
                return (verb, turned) if turned else None
            return (verb, argument) if value >= PRESSED else None
        return None


def _commands(found):
    """Numbers -> commands; what is no number of 0..127 or no text is passed over."""
    if not isinstance(found, dict):
        return {}
    pairs = [(int(number), command(str(words))) for number, words in found.items() if number.isdecimal()]
    return {number: words for number, words in pairs if number < 128 and words is not None}


class NamedClips:
    """Clips whose names are commands. Each name asks once when it is given, and at each launch."""

    def __init__(self, listeners, ask):
        self._listeners, self._ask = listeners, ask
        self._asked = {}  # clip id -> its name
        self._launched = []

    def named(self, clip, fresh):
        """A clip is new or renamed. fresh: Sideman has only now begun to look, nobody has asked yet."""
        name = clip.row[0]
        said = named_command(name)
        if said is None:
            self._asked.pop(clip.id, None)
            self._listeners.forget(("named", clip.id))
            return
        if clip.id not in self._asked and clip.slot is not None:
            self._listeners.listen(
                ("named", clip.id), clip.slot.thing, ("is_triggered",), self._launch_marker(clip)
            )
        if self._asked.get(clip.id) != name and not fresh:
            self._ask(*said)
        self._asked[clip.id] = name

    def _launch_marker(self, clip):
        """Reads at once: without quantisation a launch is over before the next tick."""

        def marker():
            if clip.slot.thing.is_triggered:
                self._launched.append(clip)

        return marker

    def tick(self):
        launched, self._launched = self._launched, []
        for clip in launched:
            if clip.id in self._asked:
                self._ask(*named_command(self._asked[clip.id]))

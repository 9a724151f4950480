"""What the musician asks for: kind, density, adventure, bars. They belong to the set and are saved with it.

A control turns one (triggers.json: "21": "knob density"), a note moves one on by a step, a clip that is
named "? knob density=0.8 bars=8" sets them. `suggest` carries what was turned; what was said with it
comes first.
"""

import json

SET_KEY = "sideman.knobs"
KNOB = "knob"
"""The word for it in triggers.json and in clip names."""
TENTHS = tuple("%.1f" % (tenth / 10.0) for tenth in range(11))
VALUES = {
    "kind": ("chords", "melody", "bass", "drums", "variation"),
    "density": TENTHS,
    "adventure": TENTHS,
    "bars": ("1", "2", "4", "8", "16"),
}
ORDER = ("kind", "density", "adventure", "bars")
CONTROL_VALUES = 128


class Knobs:
    def __init__(self, song, say):
        self._song, self._say = song, say

    def turn(self, words):
        """Of "density" the next value, of "density=0.8" that one; of several, each."""
        turned = self._turned()
        for word in words.split():
            name, _, value = word.partition("=")
            if name not in VALUES or (value and not _fits(name, value)):
                self._say("There is no knob for %s." % word)
                return
            values = VALUES[name]
            before = values.index(turned[name]) if turned.get(name) in values else -1
            turned[name] = value or values[(before + 1) % len(values)]
        self._song.set_data(SET_KEY, json.dumps(turned))
        shown = ", ".join("%s %s" % (name, turned[name]) for name in ORDER if name in turned)
        self._say(shown or "Knobs: %s." % ", ".join(ORDER))

    def wish(self, words):
        """What `suggest` carries: what was said, and the knobs that were turned and not said."""
        words = words.split()
        said = {word.partition("=")[0] if "=" in word else "kind" for word in words}
        turned = self._turned()
        kind = [turned["kind"]] if "kind" in turned and "kind" not in said else []
        more = ["%s=%s" % (name, turned[name]) for name in ORDER[1:] if name in turned and name not in said]
        return " ".join(kind + words + more)

    def _turned(self):
        try:
            found = json.loads(self._song.get_data(SET_KEY, "{}"))
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: value for name, value in found.items() if name in VALUES and _fits(name, value)}


def at_control(name, value):
    """The words for a control that stands at 0..127; "" for a knob that is none."""
    values = VALUES.get(name)
    return "%s=%s" % (name, values[value * len(values) // CONTROL_VALUES]) if values else ""


def _fits(name, value):
    if name == "kind":
        return isinstance(value, str) and value.isalpha()
    try:
        number = float(value)
    except (TypeError, ValueError):
        return False
    return 0 <= number <= 1 if VALUES[name] is TENTHS else number >= 1 and number == int(number)

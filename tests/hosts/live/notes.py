"""Notes as Live keeps them: with ids, no channel, and no two of one pitch that overlap."""

from __future__ import annotations

from typing import Any

from tests.hosts.live.facts import check_type

FIELDS = {
    "pitch": ("int", None),
    "start_time": ("float", None),
    "duration": ("float", None),
    "velocity": ("float", 100.0),
    "mute": ("bool", False),
    "probability": ("float", 1.0),
    "velocity_deviation": ("float", 0.0),
    "release_velocity": ("float", 64.0),
}
RANGES = {"pitch": (0, 127), "velocity": (0, 127), "probability": (0, 1), "release_velocity": (0, 127)}


class MidiNoteSpecification:
    """Live.Clip.MidiNoteSpecification."""

    touch: Any = staticmethod(lambda name: None)

    def __init__(self, **given: Any) -> None:
        self.touch("Live.Clip.MidiNoteSpecification")
        unknown = [name for name in given if name not in FIELDS]
        if unknown:
            raise TypeError(f"MidiNoteSpecification has no parameter {unknown[0]!r}")
        self.values = {}
        for name, (kind, default) in FIELDS.items():
            if name not in given and default is None:
                raise TypeError(f"MidiNoteSpecification needs {name}")
            value = given.get(name, default)
            check_type("MidiNoteSpecification." + name, kind, value)
            low, high = RANGES.get(name, (-1e9, 1e9))
            if not low <= value <= high or (name == "duration" and value <= 0):
                raise ValueError(f"MidiNoteSpecification: {name} cannot be {value!r}")
            self.values[name] = value


class MidiNote:
    """Live.Clip.MidiNote, as the vector of a read gives it: a copy that writes nothing back."""

    def __init__(self, number: int, values: dict[str, Any], touch: Any) -> None:
        self._values = dict(values, note_id=number)
        self._touch = touch

    def __getattr__(self, name: str) -> Any:
        self._touch("Live.Clip.MidiNote." + name)
        if name not in self._values:
            raise AttributeError(f"'MidiNote' object has no attribute '{name}'")
        return self._values[name]


class NoteBook:
    """A clip's notes, by pitch."""

    def __init__(self) -> None:
        self.by_pitch: dict[int, dict[int, dict[str, Any]]] = {}
        self._next = 1

    def add(self, values: dict[str, Any]) -> None:
        """Writes a note; of what it overlaps at its pitch, the earlier is cut and the later is lost."""
        start, end = values["start_time"], values["start_time"] + values["duration"]
        there = self.by_pitch.setdefault(values["pitch"], {})
        for number, old in list(there.items()):
            old_end = old["start_time"] + old["duration"]
            if start <= old["start_time"] < end:
                del there[number]
            elif old["start_time"] < start < old_end:
                there[number] = dict(old, duration=start - old["start_time"])
        there[self._next] = dict(values)
        self._next += 1

    def select(self, pitch: int, pitches: int, start: float, span: float) -> list[tuple[int, dict[str, Any]]]:
        found = [
            (number, note)
            for key in self.by_pitch
            if pitch <= key < pitch + pitches
            for number, note in self.by_pitch[key].items()
            if start <= note["start_time"] < start + span
        ]
        return sorted(found, key=lambda one: (one[1]["start_time"], one[1]["pitch"]))

    def remove(self, pitch: int, number: int) -> None:
        del self.by_pitch[pitch][number]

    def save(self) -> dict[int, dict[int, dict[str, Any]]]:
        return {pitch: dict(notes) for pitch, notes in self.by_pitch.items()}

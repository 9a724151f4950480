"""A set as Live holds it: tracks, slots, clips, scenes, faders. No script sees these objects
themselves; they see `surface.Handle`s of them.

`read_x`, `write_x` and `call_x` are the property and method x of Live where plain state is not enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.hosts.live.notes import MidiNote, MidiNoteSpecification, NoteBook
from tests.hosts.live.surface import Vector

if TYPE_CHECKING:
    from tests.hosts.live.world import World

PALETTE = (0xFF94A6, 0xFFA529, 0xCC9927, 0xF7F47C, 0xBFFB00, 0x1AFF2F, 0x25FFA8, 0x5CFFE8, 0x8BC5FF,
           0x5480E4, 0x92A7FF, 0xD86CE4, 0xE553A0, 0xFFFFFF, 0x3C3C3C, 0x8F8F8F)  # fmt: skip


def nearest(color: int) -> int:
    def distance(one: int) -> int:
        return sum(((one >> shift & 255) - (color >> shift & 255)) ** 2 for shift in (0, 8, 16))

    return min(PALETTE, key=distance)


class Model:
    lom = ""
    apart: tuple[str, ...] = ()
    """Properties whose changes are undo steps of their own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alive = True
        self._live_ptr = world.new_pointer()
        self.listeners: dict[str, list[Callable[[], None]]] = {}

    def notify(self, *names: str) -> None:
        if self.world.tells_late:
            self.world.waiting.append(lambda: self._tell(*names))
        else:
            self._tell(*names)

    def _tell(self, *names: str) -> None:
        self.world.notifying += 1
        try:
            for name in names:
                for callback in list(self.listeners.get(name, ())):
                    callback()
        finally:
            self.world.notifying -= 1

    def change(self, name: str, value: Any) -> None:
        """Sets a property, notes how to undo it, and notifies."""
        before = getattr(self, name)
        if before == value:
            return

        def back() -> None:
            setattr(self, name, before)
            self.notify(name)

        def again() -> None:
            setattr(self, name, value)
            self.notify(name)

        self.world.history.record(f"{self.lom}.{name}", back, name in self.apart, again)
        again()

    def write_color(self, value: int) -> None:
        self.change("color", nearest(value))


class Parameter(Model):
    lom = "Live.DeviceParameter.DeviceParameter"
    apart = ("value",)

    def __init__(self, world: World, value: float, low: float, high: float, law: tuple[Any, Any]) -> None:
        super().__init__(world)
        self.value, self.min, self.max = value, low, high
        self._to_display, self._from_display = law

    def write_value(self, value: float) -> None:
        if not self.min <= value <= self.max:
            raise RuntimeError("Invalid value. Check the parameters range with min/max")
        self.change("value", value)

    def read_display_value(self) -> float:
        return float(self._to_display(self.value))

    def write_display_value(self, value: float) -> None:
        self.write_value(self._from_display(value))

    def call_str_for_value(self, value: float) -> str:
        shown = self._to_display(value) + self.world.bend_db
        return "-inf dB" if shown < -1000 else f"{shown:.1f} dB"


SEND_TOP_DB = -6.0
"""A send that is all the way up is at 0 dB, 6 dB below a fader."""


class Mixer(Model):
    lom = "Live.MixerDevice.MixerDevice"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.volume = Parameter(world, 0.85, 0.0, 1.0, world.fader_law)
        self.panning = Parameter(world, 0.0, -1.0, 1.0, (lambda v: v * 50, lambda v: v / 50))
        self._send_to: dict[int, Parameter] = {}

    def send_to(self, returned: Track) -> Parameter:
        to_db, to_value = self.world.fader_law
        law = (lambda v: to_db(v) + SEND_TOP_DB, lambda db: to_value(db - SEND_TOP_DB))
        return self._send_to.setdefault(id(returned), Parameter(self.world, 0.0, 0.0, 1.0, law))

    @property
    def sends(self) -> list[Parameter]:
        """One for each return, in their order."""
        return [self.send_to(returned) for returned in self.world.song.return_tracks]


class Clip(Model):
    lom = "Live.Clip.Clip"

    def __init__(self, track: Track, length: float, start_time: float | None, midi: bool = True) -> None:
        super().__init__(track.world)
        self.track, self.start = track, start_time
        self.name, self.color, self.muted = "", nearest(0x8BC5FF), False
        self.looping = start_time is None
        self.loop_start, self.loop_end = 0.0, float(length)
        self.start_marker, self.end_marker = 0.0, float(length)
        self.is_midi_clip, self.is_audio_clip = midi, not midi
        self.launch_quantization = 0
        self.notes = NoteBook()
        self.slot: Slot | None = None

    @property
    def is_arrangement_clip(self) -> bool:
        return self.start is not None

    @property
    def length(self) -> float:
        return self.loop_end - self.loop_start

    @property
    def start_time(self) -> float:
        return self.start or 0.0

    @property
    def end_time(self) -> float:
        return self.start_time + self.length

    @property
    def canonical_parent(self) -> Model | None:
        return self.slot or self.track

    def write_loop_end(self, value: float) -> None:
        if value <= self.loop_start:
            raise RuntimeError("LoopEnd must be behind LoopStart")
        self.change("loop_end", float(value))
        self.end_marker = max(self.end_marker, float(value))

    def _need_midi(self) -> None:
        if not self.is_midi_clip:
            raise RuntimeError("This operation is only available for MIDI clips")

    def _notes_change(self, name: str, act: Callable[[], None]) -> None:
        before = self.notes.save()
        act()
        after = self.notes.save()

        def put(kept: Any) -> None:
            self.notes.by_pitch = {pitch: dict(notes) for pitch, notes in kept.items()}
            self.notify("notes")

        self.world.history.record(f"{self.lom}.{name}", lambda: put(before), False, lambda: put(after))
        self.notify("notes")

    def call_get_notes_extended(self, pitch: int, pitches: int, start: float, span: float) -> Vector:
        self._need_midi()
        found = self.notes.select(pitch, pitches, start, span)
        return Vector([MidiNote(number, note, self.world.touch) for number, note in found])

    def call_add_new_notes(self, notes: Any) -> Any:
        self._need_midi()
        specifications = list(notes)
        if not all(isinstance(one, MidiNoteSpecification) for one in specifications):
            raise TypeError("add_new_notes wants MidiNoteSpecifications")
        self.world.fail_if_due("add_new_notes")
        self._notes_change("notes", lambda: [self.notes.add(one.values) for one in specifications] and None)
        return Vector([]) if self.world.facts.version.startswith("12") else None

    def call_remove_notes_extended(self, pitch: int, pitches: int, start: float, span: float) -> None:
        self._need_midi()
        gone = self.notes.select(pitch, pitches, start, span)
        self._notes_change("notes", lambda: [self.notes.remove(n["pitch"], i) for i, n in gone] and None)


class Slot(Model):
    lom = "Live.ClipSlot.ClipSlot"

    def __init__(self, track: Track) -> None:
        super().__init__(track.world)
        self.track = track
        self.clip: Clip | None = None
        self.is_triggered = False
        self.canonical_parent = track

    @property
    def has_clip(self) -> bool:
        return self.clip is not None

    @property
    def is_group_slot(self) -> bool:
        return self.track.is_foldable

    def put(self, clip: Clip | None) -> None:
        """Puts a clip in, or takes it out (None)."""
        before = self.clip

        def place(one: Clip | None) -> None:
            if self.clip:
                self.clip.alive = False
            if one:
                one.alive, one.slot = True, self
            self.clip = one
            self.notify("has_clip")

        self.world.history.record("clip", lambda: place(before), False, lambda: place(clip))
        place(clip)

    def call_create_clip(self, length: float) -> Clip:
        if self.clip or not self.track.has_midi_input or length <= 0:
            raise RuntimeError("The slot is full, or takes no MIDI, or the length is not positive")
        self.put(Clip(self.track, length, None))
        assert self.clip is not None
        return self.clip

    def call_delete_clip(self) -> None:
        if self.clip is None:
            raise RuntimeError("The slot holds no clip")
        self.put(None)

    def call_fire(self) -> None:
        quantization = self.clip.launch_quantization if self.clip else 0
        self.world.fired.append((self.track.name, self.track.clip_slots.index(self), quantization))
        self.is_triggered = True
        self.notify("is_triggered")
        self.world.waiting.append(self._launched)

    def _launched(self) -> None:
        """Without quantisation a launch is over before the next tick of a script."""
        self.is_triggered = False
        self.notify("is_triggered")


class Scene(Model):
    lom = "Live.Scene.Scene"

    def __init__(self, world: World, name: str = "") -> None:
        super().__init__(world)
        self.name = name


class Track(Model):
    lom = "Live.Track.Track"
    apart = ("name", "mute", "solo", "arm")

    def __init__(self, world: World, name: str, kind: str) -> None:
        super().__init__(world)
        self.kind, self.name, self.color = kind, name, nearest(0x5480E4)
        self.mute = self.solo = self.arm = False
        self.mixer_device = Mixer(world)
        self.clip_slots: list[Slot] = []
        self.arrangement_clips: list[Clip] = []
        self.group_track: Track | None = None
        self.is_foldable = kind == "group"
        self.has_midi_input, self.has_audio_input = kind == "midi", kind == "audio"
        self.has_audio_output = True
        self.can_be_armed = kind in ("midi", "audio")
        self.meters = [0.0, 0.0]
        self.data: dict[str, Any] = {}

    @property
    def is_grouped(self) -> bool:
        return self.group_track is not None

    def _need(self, what: str) -> None:
        """Reading what a main track has not got is a RuntimeError, so hasattr raises it too."""
        if self.kind == "master" or (what == "arm" and not self.can_be_armed):
            raise RuntimeError(f"Main and return tracks have no '{what}' state!")

    def _meter(self, side: int) -> float:
        if not self.has_audio_output:
            raise RuntimeError("Track has no audio output")
        return self.meters[side]

    def read_output_meter_left(self) -> float:
        return self._meter(0)

    def read_output_meter_right(self) -> float:
        return self._meter(1)

    def read_output_meter_level(self) -> float:
        return max(self.meters)

    def call_get_data(self, key: str, default: Any) -> Any:
        return self.data.get(key, default)

    def call_set_data(self, key: str, value: Any) -> None:
        self.data[key] = value

    def lay(self, clip: Clip) -> Clip:
        """Lays a clip on the timeline."""
        self._lie([*self.arrangement_clips, clip])
        return clip

    def _lie(self, clips: list[Clip]) -> None:
        before = list(self.arrangement_clips)

        def place(these: list[Clip]) -> None:
            for one in self.arrangement_clips:
                one.alive = False
            for one in these:
                one.alive = True
            self.arrangement_clips = these
            self.notify("arrangement_clips")

        after = sorted(clips, key=lambda one: one.start_time)
        self.world.history.record("clip", lambda: place(before), False, lambda: place(after))
        place(after)

    def call_create_midi_clip(self, start: float, length: float) -> Clip:
        if self.kind != "midi" or start < 0 or length <= 0:
            raise RuntimeError("A MIDI clip cannot be created there")
        return self.lay(Clip(self, length, float(start)))

    def call_duplicate_clip_to_arrangement(self, clip: Clip, start: float) -> Clip:
        copy = Clip(self, clip.length, float(start), clip.is_midi_clip)
        for name in ("name", "color", "muted"):
            setattr(copy, name, getattr(clip, name))
        copy.notes.by_pitch = clip.notes.save()
        return self.lay(copy)

    def call_delete_clip(self, clip: Clip) -> None:
        if clip.slot is not None and clip.alive:
            clip.slot.put(None)
        elif clip in self.arrangement_clips:
            self._lie([one for one in self.arrangement_clips if one is not clip])
        else:
            raise RuntimeError("The clip does not lie on this track")


def _guarded(name: str) -> None:
    """mute, solo and arm are not on every track."""

    def read(self: Track) -> bool:
        self._need(name)
        return bool(getattr(self, name))

    def write(self: Track, value: bool) -> None:
        self._need(name)
        self.change(name, bool(value))

    setattr(Track, "read_" + name, read)
    setattr(Track, "write_" + name, write)


for _name in ("mute", "solo", "arm"):
    _guarded(_name)

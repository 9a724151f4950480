"""What the musician does in Live, by track and scene numbers. Each call is an undo step of its own."""

from __future__ import annotations

from typing import Any

from tests.hosts.live.model import Clip, Parameter, Slot, Track
from tests.hosts.live.notes import FIELDS
from tests.hosts.live.world import World


def _values(note: list[Any]) -> dict[str, Any]:
    """[start, pitch, duration, velocity, ...] with the other fields as Live has them by default."""
    start, pitch, duration, *rest = note
    values = {name: default for name, (_, default) in FIELDS.items()}
    values.update(start_time=start, pitch=pitch, duration=duration)
    if rest:
        values["velocity"] = rest[0]
    return values


class Musician:
    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def _song(self) -> Any:
        return self._world.song

    def _begin(self) -> None:
        self._world.history.musician()

    def _track(self, number: int) -> Track:
        song = self._song
        return [*song.tracks, *song.return_tracks, song.master_track][number]

    def _slot(self, track: int, scene: int) -> Slot:
        return self._track(track).clip_slots[scene]

    def _clip(self, track: int, scene: int) -> Clip:
        clip = self._slot(track, scene).clip
        assert clip is not None
        return clip

    def small_set(self) -> None:
        """A loop in C major: drums in both scenes, an empty chord track, a vocal, a return."""
        song = self._song
        for name in ("Verse", "Chorus"):
            song.insert_scene(-1, name)
        for name, kind in (("Drums", "midi"), ("Keys", "midi"), ("Voice", "audio")):
            song.insert_track(kind, -1, name)
        song.call_create_return_track()
        song.view.selected_track, song.view.selected_scene = song.tracks[1], song.scenes[0]
        loop = [[float(beat), 36 if beat % 2 == 0 else 38, 0.25] for beat in range(16)]
        for scene, name in enumerate(("Beat A", "Beat B")):
            self.record(0, scene, 16.0, name, loop)
        self._world.history.steps.clear()

    def big_set(self, tracks: int, scenes: int, notes_per_clip: int) -> None:
        for number in range(scenes):
            self._song.insert_scene(-1, f"Scene {number}")
        for number in range(tracks):
            self._song.insert_track("midi", -1, f"Track {number}")
            for scene in range(scenes):
                notes = [[step * 0.5, 48 + step, 0.25] for step in range(notes_per_clip)]
                self.record(number, scene, 4.0, f"Clip {number}.{scene}", notes)
        self._world.history.steps.clear()

    def record(self, track: int, scene: int, length: float, name: str, notes: list[list[Any]]) -> None:
        """A clip into a slot."""
        self._begin()
        clip = Clip(self._track(track), length, None)
        clip.name = name
        for note in notes:
            clip.notes.add(_values(note))
        self._slot(track, scene).put(clip)

    def record_audio(self, track: int, scene: int, length: float, name: str) -> None:
        self._begin()
        clip = Clip(self._track(track), length, None, midi=False)
        clip.name = name
        self._slot(track, scene).put(clip)

    def lay(self, track: int, start: float, length: float, name: str, notes: list[list[Any]]) -> None:
        """A clip onto the timeline."""
        self._begin()
        clip = Clip(self._track(track), length, start)
        clip.name = name
        for note in notes:
            clip.notes.add(_values(note))
        self._track(track).lay(clip)

    def draw(self, track: int, scene: int, note: list[Any]) -> None:
        """One more note into a clip."""
        self._begin()
        clip = self._clip(track, scene)
        clip._notes_change("notes", lambda: clip.notes.add(_values(note)))

    def rename_clip(self, track: int, scene: int, name: str) -> None:
        self._begin()
        self._clip(track, scene).change("name", name)

    def change_clip(self, track: int, scene: int, field: str, value: Any) -> None:
        self._begin()
        self._clip(track, scene).change(field, value)

    def change_clip_start(self, track: int, index: int, start: float) -> None:
        """Drags a clip along the timeline."""
        self._begin()
        clip = self._track(track).arrangement_clips[index]
        clip.change("start", start)
        clip.notify("start_time")

    def delete_clip(self, track: int, scene: int) -> None:
        self._begin()
        self._slot(track, scene).put(None)

    def delete_from_timeline(self, track: int, index: int) -> None:
        self._begin()
        strip = self._track(track)
        strip.call_delete_clip(strip.arrangement_clips[index])

    def launch(self, track: int, scene: int) -> None:
        self._slot(track, scene).call_fire()

    def insert_track(self, kind: str, index: int, name: str) -> None:
        self._begin()
        self._song.insert_track(kind, index, name)

    def delete_track(self, index: int) -> None:
        self._begin()
        self._song.call_delete_track(index)

    def duplicate_track(self, index: int) -> None:
        """Live copies what a script has saved with a track, too."""
        self._begin()
        copy = self._song.insert_track("midi", index + 1, self._track(index).name)
        copy.data.update(self._track(index).data)

    def group_tracks(self, name: str, members: list[int]) -> None:
        self._begin()
        tracks = [self._track(number) for number in members]
        group = self._song.insert_track("group", min(members), name)
        for track in tracks:
            track.group_track = group

    def insert_scene(self, index: int, name: str) -> None:
        self._begin()
        self._song.insert_scene(index, name)

    def rename_scene(self, index: int, name: str) -> None:
        self._begin()
        self._song.scenes[index].change("name", name)

    def change_track(self, track: int, field: str, value: Any) -> None:
        self._begin()
        self._track(track).change(field, value)

    def fader(self, track: int, value: float) -> None:
        self._begin()
        volume: Parameter = self._track(track).mixer_device.volume
        volume.write_value(value)

    def send(self, track: int, to: int, value: float) -> None:
        """Turns a send; to: which of the returns."""
        self._begin()
        self._track(track).mixer_device.sends[to].write_value(value)

    def song(self, field: str, value: Any) -> None:
        """Tempo, metre, scale: any property of the song."""
        self._begin()
        self._song.change(field, value)

    def play(self) -> None:
        self._song.call_start_playing()

    def stop(self) -> None:
        self._song.call_stop_playing()

    def select(self, track: int, scene: int) -> None:
        view = self._song.view
        view.selected_track, view.selected_scene = self._track(track), self._song.scenes[scene]
        view.detail_clip = self._slot(track, scene).clip
        view.notify("selected_track", "selected_scene", "detail_clip")

    def meter(self, track: int, left: float, right: float) -> None:
        self._track(track).meters = [left, right]

    def mute_output(self, track: int) -> None:
        """The track's output goes to MIDI: it has no audio meters."""
        self._track(track).has_audio_output = False

    def midi(self, *message: int) -> bool:
        """From a controller; whether the script gets it."""
        kind = {0x90: "note", 0xB0: "cc"}[message[0] & 0xF0]
        forwarded = (kind, message[0] & 0x0F, message[1]) in self._world.forwarded
        if forwarded:
            self._world.guard(lambda: self._world.script.receive_midi(message))
        return forwarded

    def undo(self) -> None:
        self._world.history.undo()

    def redo(self) -> None:
        self._world.history.redo()

    def save(self, key: str, text: str) -> None:
        """What some script has saved with the set."""
        self._song.data[key] = text

    def oddity(self, name: str) -> None:
        """How this Live keeps a script's steps: see History."""
        self._world.history.oddity = name

    def history(self) -> list[list[str]]:
        return [step.names for step in self._world.history.steps]

    def look(self) -> dict[str, Any]:
        """Everything in the set, in plain values."""
        song = self._song
        tracks = [*song.tracks, *song.return_tracks, song.master_track]
        return {
            "tracks": [self._strip(track) for track in tracks],
            "scenes": [scene.name for scene in song.scenes],
            "selected": [self._name(song.view.selected_track), self._name(song.view.selected_scene)],
            "detail": self._name(song.view.detail_clip),
            "playing": song.is_playing or song.late.get("is_playing", False),
            "position": song.late.get("current_song_time", song.current_song_time),
        }

    @staticmethod
    def _name(thing: Any) -> str:
        return thing.name if thing is not None else ""

    def _strip(self, track: Track) -> dict[str, Any]:
        mixer = track.mixer_device
        return {
            "name": track.name,
            "kind": track.kind,
            "volume": mixer.volume.value,
            "pan": mixer.panning.value,
            "sends": [send.value for send in mixer.sends],
            "switches": [track.mute, track.solo, track.arm],
            "slots": [slot.clip and self._look_at(slot.clip) for slot in track.clip_slots],
            "timeline": [self._look_at(clip) for clip in track.arrangement_clips],
        }

    @staticmethod
    def _look_at(clip: Clip) -> dict[str, Any]:
        notes = [note for _, note in clip.notes.select(0, 128, -1e6, 2e6)]
        fields = ("start_time", "pitch", "duration", "velocity", "mute", "probability")
        return {
            "name": clip.name,
            "color": clip.color,
            "muted": clip.muted,
            "start": clip.start,
            "length": clip.length,
            "launch_quantization": clip.launch_quantization,
            "notes": [[note[name] for name in fields] for note in notes],
        }

"""The song: the set as a whole, its transport, its undo history and what is saved with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.hosts.live.model import Clip, Model, Scene, Slot, Track

if TYPE_CHECKING:
    from tests.hosts.live.world import World


class View(Model):
    lom = "Live.Song.Song.View"

    def __init__(self, song: Song) -> None:
        super().__init__(song.world)
        self.selected_track: Track = song.master_track
        self.selected_scene: Scene | None = None
        self.detail_clip: Clip | None = None

    def _choose(self, name: str, value: Any) -> None:
        """Where the musician looks is no part of the undo history."""
        setattr(self, name, value)
        self.notify(name)

    def write_selected_track(self, value: Track) -> None:
        self._choose("selected_track", value)

    def write_selected_scene(self, value: Scene) -> None:
        self._choose("selected_scene", value)

    def write_detail_clip(self, value: Clip | None) -> None:
        self._choose("detail_clip", value)


class Song(Model):
    lom = "Live.Song.Song"
    LATE = ("is_playing", "current_song_time", "record_mode")
    """Properties that read as before until the next tick."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tracks: list[Track] = []
        self.return_tracks: list[Track] = []
        self.scenes: list[Scene] = []
        self.master_track = Track(world, "Main", "master")
        self.name, self.file_path = "Night Bus", "/Sets/Night Bus.als"
        self.tempo, self.signature_numerator, self.signature_denominator = 120.0, 4, 4
        self.root_note, self.scale_name, self.scale_mode = 0, "Major", True
        self.is_playing = self.record_mode = False
        self.current_song_time = 0.0
        self.data: dict[str, Any] = {}
        self.late: dict[str, Any] = {}
        self.view = View(self)

    @property
    def can_undo(self) -> bool:
        return bool(self.world.history.steps)

    @property
    def can_redo(self) -> bool:
        return bool(self.world.history.undone)

    def settle(self, passed_s: float) -> None:
        """A tick begins: what was set before shows now, and time goes on."""
        late, self.late = self.late, {}
        if self.is_playing and "current_song_time" not in late:
            self.current_song_time += passed_s * self.tempo / 60
        for name, value in late.items():
            setattr(self, name, value)
            self.notify(name)

    def write_is_playing(self, value: bool) -> None:
        self.late["is_playing"] = bool(value)

    def write_current_song_time(self, value: float) -> None:
        self.late["current_song_time"] = float(value)

    def call_start_playing(self) -> None:
        self.late["is_playing"] = True

    def call_continue_playing(self) -> None:
        self.late["is_playing"] = True

    def call_stop_playing(self) -> None:
        self.late["is_playing"] = False

    def call_get_data(self, key: str, default: Any) -> Any:
        return self.data.get(key, default)

    def call_set_data(self, key: str, value: Any) -> None:
        self.data[key] = value

    def call_begin_undo_step(self) -> None:
        self.world.history.begin()

    def call_end_undo_step(self) -> None:
        self.world.history.end()

    def call_undo(self) -> str:
        self.world.history.undo()
        return ""

    def call_redo(self) -> str:
        self.world.history.redo()
        return ""

    def _list(self, name: str, items: list[Any]) -> None:
        """Takes over a list of tracks or scenes, so that it can be undone."""
        before = list(getattr(self, name))

        def place(these: list[Any]) -> None:
            for one in getattr(self, name):
                self._set_alive(one, False)
            for one in these:
                self._set_alive(one, True)
            setattr(self, name, these)
            self._look_elsewhere()
            self.notify(name)

        self.world.history.record(name, lambda: place(before), False, lambda: place(items))
        place(items)

    @staticmethod
    def _set_alive(one: Any, alive: bool) -> None:
        """A track with its slots and their clips."""
        one.alive = alive
        for slot in getattr(one, "clip_slots", ()):
            slot.alive = alive
            if slot.clip:
                slot.clip.alive = alive

    def _look_elsewhere(self) -> None:
        """A selected track that is gone makes way for its neighbour."""
        tracks = [*self.tracks, *self.return_tracks, self.master_track]
        if self.view.selected_track not in tracks:
            self.view.selected_track = (self.tracks or tracks)[-1]
            self.view.notify("selected_track")

    def insert_track(self, kind: str, index: int, name: str) -> Track:
        if not -1 <= index <= len(self.tracks):
            raise IndexError("Invalid index")
        track = Track(self.world, name, kind)
        track.clip_slots = [Slot(track) for _ in self.scenes]
        at = len(self.tracks) if index < 0 else index
        self._list("tracks", [*self.tracks[:at], track, *self.tracks[at:]])
        return track

    def call_create_midi_track(self, index: int = -1) -> Track:
        """A new track is selected, and its empty slot with it."""
        if len(self.tracks) >= self.world.most_tracks:
            raise RuntimeError("Maximum number of tracks reached")
        track = self.insert_track("midi", index, f"{len(self.tracks) + 1}-MIDI")
        self.view.selected_track, self.view.detail_clip = track, None
        self.view.notify("selected_track", "detail_clip")
        return track

    def call_create_audio_track(self, index: int = -1) -> Track:
        return self.insert_track("audio", index, f"{len(self.tracks) + 1}-Audio")

    def call_create_return_track(self) -> Track:
        track = Track(self.world, "Return", "return")
        self._list("return_tracks", [*self.return_tracks, track])
        return track

    def call_delete_track(self, index: int) -> None:
        self._list("tracks", [one for at, one in enumerate(self.tracks) if at != index])

    def call_delete_return_track(self, index: int) -> None:
        self._list("return_tracks", [one for at, one in enumerate(self.return_tracks) if at != index])

    def insert_scene(self, index: int, name: str) -> Scene:
        scene = Scene(self.world, name)
        at = len(self.scenes) if index < 0 else index
        for track in self.tracks:
            track.clip_slots.insert(at, Slot(track))
        self._list("scenes", [*self.scenes[:at], scene, *self.scenes[at:]])
        for track in self.tracks:
            track.notify("clip_slots")
        return scene

"""Finding what is in the set: tracks, scenes, slots and clips, new and gone, each with its listeners."""

from collections import OrderedDict

from . import identity, rows
from .live import gone, has
from .osc import clean_text

SONG_LISTENERS = {
    "tracks": ("tracks", "return_tracks"),
    "scenes": ("scenes",),
    "transport": ("is_playing", "record_mode", "tempo", "signature_numerator", "signature_denominator"),
    "key": ("root_note", "scale_name"),
}
SCALE_MODE_LISTENER = "scale_mode"
VIEW_LISTENERS = ("selected_track", "selected_scene", "detail_clip")
HOLDING_CLIPS = ("midi", "audio")
TRACK_LISTENERS = ("name", "color")
SWITCH_LISTENERS = ("mute", "solo")
ARM_LISTENER = "arm"
SEND_LISTENER = "value"
SLOTS_LISTENER = "clip_slots"
TIMELINE_LISTENER = "arrangement_clips"
SLOT_LISTENER = "has_clip"
CLIP_LISTENERS = ("name", "color", "muted", "looping", "loop_start", "loop_end", "start_marker")
NOTES_LISTENER = "notes"
START_TIME_LISTENER = "start_time"
"""On the timeline, where Live has it (12.2); before, a moved clip is found by its track's listener."""


class Scanning:
    """The half of the registry that reads lists."""

    def _watch_song(self):
        song, listen = self.song, self.listeners.listen
        for kind, names in SONG_LISTENERS.items():
            listen("song", song, names, self.marker(kind))
        if has(song, "scale_mode"):
            listen("song", song, (SCALE_MODE_LISTENER,), self.marker("key"))
        listen("song", song.view, VIEW_LISTENERS, self.marker("selection"))
        for kind in ("tracks", "scenes", "transport", "key", "selection"):
            self.mark(kind)

    def _all_tracks(self):
        song = self.song
        found = [(thing, rows.kind_of(thing)) for thing in song.tracks]
        return found + [(thing, "return") for thing in song.return_tracks] + [(song.master_track, "master")]

    def _refresh_tracks(self, _):
        from .registry import Track

        before, self.tracks = self.tracks, OrderedDict()
        for thing, kind in self._all_tracks():
            track_id = identity.track_id(thing, self.tracks)
            track = before.pop(track_id, None)
            if track is None or track.thing != thing:
                if track is not None:
                    self._forget_track(track)
                track = Track(track_id, thing, kind)
                self.mark("arrival", track_id)
            self.tracks[track_id] = track
            self.mark("track", track_id)
        for track in before.values():
            self._forget_track(track)
            self.touch("track", track.id)
        returns = [track_id for track_id, track in self.tracks.items() if track.kind == "return"]
        if returns != self.returns:
            self.returns = returns
            for track_id, track in self.tracks.items():
                if track.kind != "master":
                    self.mark("sends", track_id)

    def _refresh_arrival(self, track_id):
        """A track is new: listens to it, and has it read."""
        track = self.tracks.get(track_id)
        if track is None or gone(track.thing):
            return
        key, listen, thing = ("track", track.id), self.listeners.listen, track.thing
        device = thing.mixer_device
        listen(key, thing, TRACK_LISTENERS, self.marker("track", track.id))
        listen(key, device.volume, ("value",), self.marker("mixer", track.id))
        listen(key, device.panning, ("value",), self.marker("mixer", track.id))
        if track.kind != "master":
            listen(key, thing, SWITCH_LISTENERS, self.marker("mixer", track.id))
            self.mark("sends", track.id)
            if thing.can_be_armed:
                listen(key, thing, (ARM_LISTENER,), self.marker("mixer", track.id))
        self.mark("mixer", track.id)
        if track.kind in HOLDING_CLIPS:
            listen(key, thing, (SLOTS_LISTENER,), self.marker("slots", track.id))
            listen(key, thing, (TIMELINE_LISTENER,), self.marker("timeline", track.id))
            self.mark("slots", track.id)
            self.mark("timeline", track.id)

    def _forget_track(self, track):
        self.listeners.forget(("track", track.id))
        for return_id in track.sends:
            self.listeners.forget(("send", track.id, return_id))
        for pointer in track.slots:
            self.listeners.forget(("slot", pointer))
        for clip in [one for one in self.clips.values() if one.track_id == track.id]:
            self._forget_clip(clip)

    def _place_of(self, track):
        """Its index, and the id of the group that it is in."""
        index = list(self.tracks).index(track.id)
        grouped = track.kind not in ("return", "master") and track.thing.is_grouped
        return index, self._id_of(self.tracks, track.thing.group_track) if grouped else ""

    def _refresh_scenes(self, _):
        from .registry import Scene

        things = list(self.song.scenes)
        names = [clean_text(thing.name) for thing in things]
        known = [next((one for one in self.scenes.values() if one.thing == thing), None) for thing in things]
        saved = identity.remembered_scenes(self.song, names) if not self.scenes else [""] * len(things)
        before, self.scenes = self.scenes, OrderedDict()
        order = list(before)
        for index, (thing, name, scene, saved_id) in enumerate(zip(things, names, known, saved)):
            if scene is None:
                taken = saved_id in self.scenes or saved_id in before
                scene = Scene(saved_id if saved_id and not taken else identity.fresh("scene"), thing)
                self.listeners.listen(("scene", scene.id), thing, ("name",), self.marker("scenes"))
            if scene.row != (name, index):
                scene.row = (name, index)
                self.touch("scene", scene.id)
            self.scenes[scene.id] = scene
            before.pop(scene.id, None)
        for scene in before.values():
            self.listeners.forget(("scene", scene.id))
            self.touch("scene", scene.id)
        if list(self.scenes) != order:
            for track_id, track in self.tracks.items():
                if track.kind in HOLDING_CLIPS:
                    self.mark("slots", track_id)
        self.save_scenes()

    def _refresh_slots(self, track_id):
        """The slots of a track, in the order of the scenes."""
        from .registry import Slot

        track = self.tracks.get(track_id)
        if track is None or gone(track.thing):
            return
        before, track.slots = track.slots, OrderedDict()
        for thing, scene_id in zip(track.thing.clip_slots, list(self.scenes)):
            pointer = thing._live_ptr
            slot = before.pop(pointer, None)
            if slot is None or slot.thing != thing:
                slot = Slot(thing, scene_id)
                self.listeners.listen(
                    ("slot", pointer), thing, (SLOT_LISTENER,), self.marker("slot", (track_id, pointer))
                )
                self.mark("slot", (track_id, pointer))
            slot.scene_id = scene_id
            track.slots[pointer] = slot
        for pointer, slot in before.items():
            self.listeners.forget(("slot", pointer))
            if slot.clip_id in self.clips:
                self._forget_clip(self.clips[slot.clip_id])

    def _refresh_slot(self, key):
        track_id, pointer = key
        track = self.tracks.get(track_id)
        slot = track.slots.get(pointer) if track is not None else None
        if slot is None or gone(slot.thing):
            return
        thing = slot.thing.clip if slot.thing.has_clip else None
        known = self.clips.get(slot.clip_id)
        if known is not None and (thing is None or known.thing != thing):
            self._forget_clip(known)
            known = None
        if thing is not None and known is None:
            slot.clip_id = self._found_clip(thing, track_id, slot.scene_id, slot).id

    def _refresh_timeline(self, track_id):
        track = self.tracks.get(track_id)
        if track is None or gone(track.thing):
            return
        before, track.timeline = track.timeline, OrderedDict()
        for thing in track.thing.arrangement_clips:
            pointer = thing._live_ptr
            clip = self.clips.get(before.pop(pointer, ""))
            if clip is None or clip.thing != thing:
                clip = self._found_clip(thing, track_id, "", None)
            else:
                self.mark("clip", clip.id)
            track.timeline[pointer] = clip.id
        for clip_id in before.values():
            if clip_id in self.clips:
                self._forget_clip(self.clips[clip_id])

    def _found_clip(self, thing, track_id, scene_id, slot):
        from .registry import Clip

        clip = Clip(self.new_clip_id(), thing, track_id, scene_id, slot)
        self.clips[clip.id] = clip
        key, listen = ("clip", clip.id), self.listeners.listen
        listen(key, thing, CLIP_LISTENERS, self.marker("clip", clip.id))
        if thing.is_midi_clip:
            listen(key, thing, (NOTES_LISTENER,), self._notes_marker(clip))
        if not scene_id and has(thing, "add_start_time_listener"):
            listen(key, thing, (START_TIME_LISTENER,), self.marker("clip", clip.id))
        self.mark("clip", clip.id)
        return clip

    def _notes_marker(self, clip):
        def marker():
            clip.notes_marked = True
            self.mark("clip", clip.id)

        return marker

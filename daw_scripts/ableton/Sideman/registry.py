"""What the script knows of the set: a record for each track, scene and clip, under a stable id.

Live's listeners only mark what may have changed. `refresh` reads what is marked, a bit each tick,
raises revisions where something is other than before, and notes in `touched` what is to be told.
"""

from collections import OrderedDict

from . import identity, levels, notes, rows
from .listeners import Listeners
from .live import gone
from .scanning import SEND_LISTENER, Scanning

ORDER = (
    "tracks",
    "arrival",
    "scenes",
    "slots",
    "slot",
    "timeline",
    "track",
    "mixer",
    "sends",
    "clip",
    "transport",
    "key",
    "selection",
)


class Track:
    def __init__(self, track_id, thing, kind):
        self.id, self.thing, self.kind = track_id, thing, kind
        self.row, self.mixer, self.revision = None, None, 0
        self.sends = OrderedDict()  # return's id -> (what Live calls it, level in dB)
        self.slots = OrderedDict()  # pointer -> Slot
        self.timeline = OrderedDict()  # pointer -> clip id


class Slot:
    def __init__(self, thing, scene_id):
        self.thing, self.scene_id, self.clip_id = thing, scene_id, ""


class Scene:
    def __init__(self, scene_id, thing):
        self.id, self.thing, self.row = scene_id, thing, None


class Clip:
    def __init__(self, clip_id, thing, track_id, scene_id, slot):
        self.id, self.thing, self.track_id, self.scene_id, self.slot = clip_id, thing, track_id, scene_id, slot
        self.pointer = thing._live_ptr
        self.row, self.revision, self.note_count = None, 0, 0
        self.known = None
        """Fingerprint of its notes, while they are known to be as the script wrote or read them."""
        self.notes_marked = True


class Registry(Scanning):
    def __init__(self, song, epoch):
        self.song, self.epoch = song, epoch
        self.tracks, self.scenes, self.clips = OrderedDict(), OrderedDict(), OrderedDict()
        self.touched = OrderedDict()  # (kind, id) -> None
        self.returns = []  # their ids, in order: as many sends has a track
        self.listeners = Listeners()
        self.transport = self.key = self.selection = None
        self.on_name = lambda clip: None
        """Told of each clip that is new, or has another name."""
        self._marks = OrderedDict((kind, OrderedDict()) for kind in ORDER)
        self._numbers = 0
        self._watching = False

    def mark(self, kind, key=""):
        self._marks[kind][key] = None

    def marker(self, kind, key=""):
        """A listener."""
        return lambda: self.mark(kind, key)

    def marked(self, kind, key=""):
        return key in self._marks[kind]

    @property
    def settled(self):
        """Whether everything that was marked has been read."""
        return self._watching and not any(self._marks.values())

    def watch(self):
        """Begins to look at the set."""
        if not self._watching:
            self._watching = True
            self._watch_song()

    def refresh(self, budget):
        for kind in ORDER:
            waiting = self._marks[kind]
            while waiting and not budget.spent():
                key, _ = waiting.popitem(last=False)
                getattr(self, "_refresh_" + kind)(key)

    def settle(self, kind, key):
        """Reads one thing now, marked or not."""
        self._marks[kind].pop(key, None)
        getattr(self, "_refresh_" + kind)(key)

    def new_clip_id(self):
        self._numbers += 1
        return "clip-%s-%d" % (self.epoch, self._numbers)

    def clip(self, clip_id):
        """A clip that is there, as it is now; None when it is gone."""
        clip = self.clips.get(clip_id)
        if clip is None:
            return None
        if gone(clip.thing):
            self._forget_clip(clip)
            return None
        self.settle("clip", clip_id)
        return clip

    def track(self, track_id):
        """A track that is there, as it is now; None when it is gone."""
        track = self.tracks.get(track_id)
        if track is None or gone(track.thing):
            return None
        self.settle("track", track_id)
        self.settle("mixer", track_id)
        return track

    def touch(self, kind, key=""):
        self.touched[kind, key] = None

    def _refresh_track(self, track_id):
        track = self.tracks.get(track_id)
        if track is None or gone(track.thing):
            return
        index, group_id = self._place_of(track)
        row = rows.track(track.thing, track.kind, index, group_id)
        if row == track.row:
            return
        if track.row is None or row[:2] + row[3:] != track.row[:2] + track.row[3:]:
            track.revision += 1  # where a track lies is no change of the track itself
        track.row = row
        self.touch("track", track_id)

    def _refresh_mixer(self, track_id):
        track = self.tracks.get(track_id)
        if track is None or gone(track.thing):
            return
        mixer = rows.mixer(track.thing, track.kind)
        if mixer != track.mixer:
            track.mixer = mixer
            track.revision += 1
            self.touch("mixer", track_id)

    def _refresh_sends(self, track_id):
        """The sends of a track are in the order of the returns, and new ones when those are."""
        track = self.tracks.get(track_id)
        if track is None or gone(track.thing):
            return
        before, track.sends = track.sends, OrderedDict()
        returns = [one.id for one in self.tracks.values() if one.kind == "return"]
        for return_id, thing in zip(returns, track.thing.mixer_device.sends):
            known, level = before.pop(return_id, (None, None))
            if known is None or known != thing:
                self.listeners.forget(("send", track_id, return_id))
                self.listeners.listen(
                    ("send", track_id, return_id), thing, (SEND_LISTENER,), self.marker("sends", track_id)
                )
                level = None
            now = levels.read_send(thing)
            track.sends[return_id] = (thing, now)
            if now != level:
                self.touch("send", (track_id, return_id))
        for return_id in before:
            self.listeners.forget(("send", track_id, return_id))

    def _refresh_clip(self, clip_id):
        clip = self.clips.get(clip_id)
        if clip is None or gone(clip.thing):
            return
        row = rows.clip(clip.thing, clip.scene_id)
        renamed = clip.row is None or row[0] != clip.row[0]
        changed = row != clip.row
        clip.row = row
        if clip.notes_marked:
            clip.notes_marked = False
            changed = self._notes_changed(clip) or changed
        if changed:
            clip.revision += 1
            self.touch("clip", clip_id)
        if renamed:
            self.on_name(clip)

    def _notes_changed(self, clip):
        """Live may tell late of what the script itself wrote: that is no change."""
        clip.note_count = notes.count(clip.thing)
        if clip.known is not None and clip.known == notes.fingerprint(notes.read_now(clip.thing)):
            return False
        clip.known = None
        return True

    def _forget_clip(self, clip):
        if self.clips.pop(clip.id, None) is not None:
            self.listeners.forget(("clip", clip.id))
            self.touch("clip", clip.id)

    def _refresh_transport(self, _):
        self._tell_if_other("transport", rows.transport(self.song))

    def _refresh_key(self, _):
        self._tell_if_other("key", rows.key(self.song))

    def _refresh_selection(self, _):
        view = self.song.view
        found = (
            self._id_of(self.tracks, view.selected_track),
            self._id_of(self.scenes, view.selected_scene),
            self._id_of(self.clips, view.detail_clip),
        )
        self._tell_if_other("selection", found)

    @staticmethod
    def _id_of(records, thing):
        """"" for None, which every deleted object equals."""
        return "" if thing is None else next((one.id for one in records.values() if one.thing == thing), "")

    def _tell_if_other(self, name, row):
        if row != getattr(self, name):
            setattr(self, name, row)
            self.touch(name)

    def remember(self, clip, found):
        """The clip's notes are known to be these."""
        clip.known = notes.fingerprint(found)

    def save_scenes(self):
        identity.remember_scenes(self.song, [(scene.id, scene.row[0]) for scene in self.scenes.values()])

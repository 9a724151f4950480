"""What is told to the daemon: the whole set when it asks, and from then on what changed.

Changes are kept as ids; the messages are made from the records as they are when they are sent. A
fader that moved a hundred times in a stall is one message.
"""

from .budget import REST

ORDER = ("set", "transport", "key", "scene", "track", "mixer", "send", "clip", "selection")


class Telling:
    """identity() gives set_id and name; clock is for the transport's stamp."""

    def __init__(self, registry, identity, connection, clock):
        self._registry, self._identity = registry, identity
        self._connection, self._clock = connection, clock
        self.announced = False

    def flush(self):
        """First what is gone, so that a slot is never seen with two clips; then what is there."""
        registry = self._registry
        if not self.announced:
            registry.touched.clear()
            return
        if not registry.touched or not self._connection.has_room:
            return
        touched = sorted(registry.touched, key=lambda key: ORDER.index(key[0]))
        registry.touched.clear()
        there = [key for key in touched if not self._tell_gone(*key)]
        for kind, key in there:
            self._tell(kind, key)

    def snapshot(self, request_id):
        """A job: describes the set, once all of it has been read."""
        registry, send = self._registry, self._connection.send
        while not registry.settled:
            yield REST
        self.announced = True
        tracks, scenes, clips = list(registry.tracks), list(registry.scenes), list(registry.clips)
        send("/snapshot/begin", request_id, len(tracks), len(scenes), len(clips))
        keys = [("set", ""), ("transport", ""), ("key", "")]
        keys += [("scene", key) for key in scenes] + [("track", key) for key in tracks]
        keys += [("send", (key, to)) for key in tracks for to in list(registry.tracks[key].sends)]
        keys += [("clip", key) for key in clips] + [("selection", "")]
        for kind, key in keys:
            while not self._connection.has_room:
                yield REST
            self._tell(kind, key)
            yield
        self.flush()
        send("/snapshot/end", request_id)

    def _tell_gone(self, kind, key):
        records = {
            "track": self._registry.tracks,
            "mixer": self._registry.tracks,
            "scene": self._registry.scenes,
            "clip": self._registry.clips,
        }.get(kind)
        if records is None or key in records:
            return False
        if kind != "mixer":
            self._connection.send("/%s/gone" % kind, key)
        return True

    def _tell(self, kind, key):
        getattr(self, "_tell_" + kind)(key)

    def _tell_set(self, _):
        self._connection.send("/set", *self._identity())

    def _tell_transport(self, _):
        row = self._registry.transport
        self._connection.send("/transport", *(row + (self._clock(),)))
        self._connection.send("/tempo/step", 0, 1, 0.0, row[3])

    def _tell_key(self, _):
        self._connection.send("/key", *self._registry.key)

    def _tell_selection(self, _):
        self._connection.send("/selection", *(self._registry.selection + (0.0, 0.0)))

    def _tell_scene(self, scene_id):
        scene = self._registry.scenes.get(scene_id)
        if scene is not None:
            self._connection.send("/scene", scene_id, *scene.row)

    def _tell_track(self, track_id):
        track = self._registry.tracks.get(track_id)
        if track is not None and track.row is not None and track.mixer is not None:
            name, kind, index, color, group_id = track.row
            head = (track_id, name, kind, index, track.revision, color, group_id)
            self._connection.send("/track", *(head + track.mixer))

    def _tell_mixer(self, track_id):
        track = self._registry.tracks.get(track_id)
        if track is not None and track.mixer is not None:
            self._connection.send("/mixer", track_id, track.revision, *track.mixer)

    def _tell_send(self, key):
        track_id, return_id = key
        track = self._registry.tracks.get(track_id)
        if track is not None and return_id in track.sends and return_id in self._registry.tracks:
            self._connection.send("/send", track_id, return_id, track.sends[return_id][1])

    def _tell_clip(self, clip_id):
        clip = self._registry.clips.get(clip_id)
        if clip is None or clip.row is None:
            return
        name, scene_id, start, length, color, is_midi, muted, loop_start, loop_length, _ = clip.row
        place = (clip_id, clip.track_id, name, scene_id, start, length)
        looks = (clip.revision, color, is_midi, muted, loop_start, loop_length, clip.note_count)
        self._connection.send("/clip", *(place + looks))

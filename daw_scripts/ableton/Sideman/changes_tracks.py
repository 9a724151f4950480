"""Changes of tracks and their mixer strips, in the same steps as those of clips."""

from . import levels
from .problem import Problem, not_found, stale

TOLERANCE = {"volume_db": 0.05, "pan": 0.005, "muted": 0.0, "soloed": 0.0, "armed": 0.0}
FIELDS = tuple(TOLERANCE)
SWITCHES = {"muted": "mute", "soloed": "solo", "armed": "arm"}
CREATE = {"midi": "create_midi_track", "audio": "create_audio_track", "return": "create_return_track"}
AT_THE_END = -1


class MoveControl:
    """Each is an undo step of its own in Live; the daemon keeps the values of before."""

    def __init__(self, registry, named, _):
        self._registry, self._asked = registry, named

    def check(self, plan):
        asked, field, value = self._asked, self._asked["field"], self._asked["value"]
        track = self._registry.track(asked["track_id"])
        if track is None:
            raise not_found("track", asked["track_id"])
        self._track = track
        name = track.row[0]
        self._check_value(field, value, name)
        if field in SWITCHES and not self._can(field):
            raise Problem("unsupported", "%s cannot be %s." % (name, field), "Choose another track.")
        found = track.mixer[FIELDS.index(field)]
        expected = plan.expected.pop((track.id, field), found)
        if abs(expected - asked["expected"]) > TOLERANCE[field]:
            hint = "It is %g now; %g was expected." % (found, asked["expected"])
            raise stale("%s of %s" % (field, name), hint)
        plan.expected[track.id, field] = value

    @staticmethod
    def _check_value(field, value, name):
        low, high = {"volume_db": (-180.0, levels.CEILING_DB), "pan": (-1.0, 1.0)}.get(field, (0, 1))
        if not low <= value <= high or (field in SWITCHES and value not in (0, 1)):
            raise Problem(
                "bad_input", "%s of %s cannot be %g; it goes from %g to %g." % (field, name, value, low, high)
            )

    def _can(self, field):
        if self._track.kind == "master":
            return False
        return field != "armed" or self._track.thing.can_be_armed

    def prepare(self):
        return iter(())

    def make(self, journal):
        field, value, thing = self._asked["field"], self._asked["value"], self._track.thing
        device = thing.mixer_device
        if field == "volume_db":
            journal.note(setattr, device.volume, "value", device.volume.value)
            levels.write_volume(device.volume, value)
        elif field == "pan":
            journal.note(setattr, device.panning, "value", device.panning.value)
            device.panning.value = value
        else:
            journal.note(setattr, thing, SWITCHES[field], bool(getattr(thing, SWITCHES[field])))
            setattr(thing, SWITCHES[field], bool(value))

    def read_back(self):
        return iter(())

    def result(self):
        self._registry.settle("mixer", self._track.id)
        return self._track.id, self._track.revision


class CreateTrack:
    def __init__(self, registry, named, _):
        self._registry, self._asked = registry, named

    def check(self, plan):
        if self._asked["kind"] not in CREATE:
            raise Problem(
                "unsupported",
                "Live's scripts cannot create a track of kind %s." % self._asked["kind"],
                "Create it by hand.",
            )

    def prepare(self):
        return iter(())

    def make(self, journal):
        song, kind = self._registry.song, self._asked["kind"]
        if kind == "return":
            song.create_return_track()
            self._thing, delete = song.return_tracks[-1], song.delete_return_track
            journal.note(delete, len(song.return_tracks) - 1)
        else:
            getattr(song, CREATE[kind])(AT_THE_END)
            self._thing = song.tracks[len(song.tracks) - 1]
            journal.note(song.delete_track, len(song.tracks) - 1)
        self._thing.name = self._asked["name"]

    def read_back(self):
        self._registry.settle("tracks", "")
        tracks = self._registry.tracks.values()
        self._track = next((track for track in tracks if track.thing == self._thing), None)
        if self._track is None:
            raise stale("The new track “%s”" % self._asked["name"], "It was deleted at once.")
        return iter(())

    def result(self):
        self._registry.settle("track", self._track.id)
        self._registry.settle("mixer", self._track.id)
        return self._track.id, self._track.revision


class DeleteTrack:
    """A track without clips; made last of all, as nothing can bring it back but Live's own undo."""

    def __init__(self, registry, named, _):
        self._registry, self._asked = registry, named

    def check(self, plan):
        track = self._registry.track(self._asked["track_id"])
        if track is None:
            raise not_found("track", self._asked["track_id"])
        self._track = track
        if track.kind in ("master", "group"):
            raise Problem("unsupported", "%s cannot be deleted." % track.row[0], "Choose another track.")
        if track.revision != self._asked["revision"]:
            raise stale(track.row[0])
        if any(slot.thing.has_clip for slot in track.slots.values()) or self._has_timeline():
            raise stale(track.row[0], "It holds clips; take them out first.")

    def _has_timeline(self):
        return self._track.kind != "return" and len(self._track.thing.arrangement_clips) > 0

    def prepare(self):
        return iter(())

    def make(self, journal):
        song = self._registry.song
        returns = self._track.kind == "return"
        things = song.return_tracks if returns else song.tracks
        index = [position for position, thing in enumerate(things) if thing == self._track.thing][0]
        (song.delete_return_track if returns else song.delete_track)(index)

    def read_back(self):
        self._registry.settle("tracks", "")
        return iter(())

    def result(self):
        return self._track.id, self._track.revision

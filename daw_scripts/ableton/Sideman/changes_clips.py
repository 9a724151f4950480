"""Changes of clips: each is checked, prepared, made with its inverse in the journal, and read back.

    check(plan)      is the place still as the daemon saw it? Nothing is changed. Raises Problem
    prepare()        work beside the set, spread over ticks
    make(journal)    in the one undo step
    read_back()      compares, spread over ticks; raises Problem
    result()         (object id, revision)
"""

from . import notes
from .live import has
from .problem import Problem, not_found, stale

SAME_BEATS = 1e-6
LOOKS = ("loop_end", "loop_start", "end_marker", "start_marker", "looping", "name", "color", "muted")
"""What a clip is besides its notes, in an order in which it can be set again."""


def _delete(registry, clip):
    """Takes out a clip, wherever it lies."""
    registry.tracks[clip.track_id].thing.delete_clip(clip.thing)


def _look_anew(registry, track_id, slot_pointer=None):
    if slot_pointer is None:
        registry.settle("timeline", track_id)
    else:
        registry.settle("slot", (track_id, slot_pointer))


def _compare(found, wanted, name):
    problem = notes.differ(wanted, found)
    if problem:
        raise Problem(
            "mismatch",
            "Live did not keep what was written into “%s”: %s." % (name, problem),
            "It was taken back; notes of one pitch must not overlap.",
        )


class CreateClip:
    """Into an empty slot, or onto a free span of the timeline."""

    def __init__(self, registry, named, wanted):
        self._registry, self._asked, self._wanted = registry, named, wanted
        self._made = self._thing = self._pointer = self._bridge = None
        self.takes_place_of = None
        """The id of a clip of its slot that the same transaction deletes."""

    def check(self, plan):
        asked, registry = self._asked, self._registry
        track = registry.track(asked["track_id"])
        if track is None:
            raise not_found("track", asked["track_id"])
        if track.kind != "midi":
            raise Problem(
                "unsupported",
                "%s is %s, it cannot hold notes." % (track.row[0], track.kind),
                "Choose a MIDI track.",
            )
        if asked["length_beats"] <= 0:
            raise Problem("bad_input", "A clip of %g beats cannot be." % asked["length_beats"])
        self._track = track.thing
        if asked["scene_id"]:
            self._check_slot(track, plan)
        else:
            self._check_span(track, plan)

    def _check_slot(self, track, plan):
        scene_id = self._asked["scene_id"]
        if scene_id not in self._registry.scenes:
            raise not_found("scene", scene_id)
        found = [one for one in track.slots.items() if one[1].scene_id == scene_id]
        if not found:
            raise not_found("slot in scene", scene_id)
        self._pointer, slot = found[0]
        self._slot = slot.thing
        self._registry.settle("slot", (track.id, self._pointer))
        if slot.thing.has_clip and slot.clip_id in plan.deleted:
            self.takes_place_of = slot.clip_id
        elif slot.thing.has_clip:
            raise self._taken(slot.thing.clip.name)
        plan.claim(("slot", self._pointer), self._taken)

    def _check_span(self, track, plan):
        start, end = self._asked["start_beats"], self._asked["start_beats"] + self._asked["length_beats"]
        if start < 0:
            raise Problem("bad_input", "A clip cannot begin at beat %g of the timeline." % start)
        self._registry.settle("timeline", track.id)
        for clip_id in track.timeline.values():
            clip = self._registry.clips[clip_id].thing
            if clip.start_time < end - SAME_BEATS and start < clip.end_time - SAME_BEATS:
                raise self._taken(clip.name)
        plan.claim_span(track.id, start, end, self._taken)
        if not has(track.thing, "create_midi_clip"):
            self._bridge = next((one.thing for one in track.slots.values() if not one.thing.has_clip), None)
            if self._bridge is None:
                raise Problem(
                    "unsupported",
                    "This Live puts clips onto the timeline by way of a slot, and %s has no empty one."
                    % track.row[0],
                    "Add a scene, or use Live 12.2 or later.",
                )

    @staticmethod
    def _taken(name):
        return Problem(
            "place_taken", "“%s” already lies there." % name, "Choose an empty slot or a free span."
        )

    def prepare(self):
        self._specifications = yield from notes.specifications(self._wanted)

    def make(self, journal):
        slot = self._slot if self._pointer is not None else self._bridge
        if slot is not None:
            slot.create_clip(self._asked["length_beats"])
            journal.note(slot.delete_clip)
            clip = slot.clip
        else:
            clip = self._track.create_midi_clip(self._asked["start_beats"], self._asked["length_beats"])
            journal.note(self._track.delete_clip, clip)
        self._fill(clip)
        if self._bridge is not None:
            clip = self._carry_over(clip, journal)
        self._thing = clip

    def _fill(self, clip):
        clip.name = self._asked["name"]
        if self._asked["color"] >= 0:
            clip.color = self._asked["color"]
        if self._asked["muted"]:
            clip.muted = True
        notes.write(clip, self._specifications)

    def _carry_over(self, clip, journal):
        """From the slot to the timeline, where Live cannot create one there."""
        copy = self._track.duplicate_clip_to_arrangement(clip, self._asked["start_beats"])
        journal.note(self._track.delete_clip, copy)
        self._bridge.delete_clip()
        journal.note(self._bridge.create_clip, self._asked["length_beats"])
        return copy

    def read_back(self):
        _look_anew(self._registry, self._asked["track_id"], self._pointer)
        clips = self._registry.clips.values()
        self._made = next((clip for clip in clips if clip.thing == self._thing), None)
        if self._made is None:
            raise stale("The new clip “%s”" % self._asked["name"], "It was deleted at once.")
        found = yield from notes.read(self._thing)
        _compare(found, self._wanted, self._asked["name"])
        self._registry.remember(self._made, found)

    def result(self):
        self._registry.settle("clip", self._made.id)
        return self._made.id, self._made.revision


class _OfClip:
    """A change of a clip that is still at the revision that it was asked for."""

    def __init__(self, registry, named, wanted):
        self._registry, self._asked, self._wanted = registry, named, wanted

    def check(self, plan):
        clip = self._registry.clip(self._asked["clip_id"])
        if clip is None:
            raise not_found("clip", self._asked["clip_id"])
        if clip.revision != self._asked["revision"]:
            raise stale("“%s”" % clip.row[0])
        self._clip, self._thing = clip, clip.thing


class ReplaceClip(_OfClip):
    def check(self, plan):
        super().check(plan)
        length = self._asked["length_beats"]
        if not self._thing.is_midi_clip:
            raise Problem("unsupported", "“%s” is audio, it cannot hold notes." % self._clip.row[0])
        if length <= 0:
            raise Problem("bad_input", "A clip of %g beats cannot be." % length)
        self._stretch = abs(length - self._clip.row[3]) > SAME_BEATS
        if self._stretch and not self._clip.scene_id:
            raise Problem(
                "unsupported",
                "Live's scripts cannot change how long “%s” is on the timeline." % self._clip.row[0],
                "Change its length by hand, or put a new clip beside it.",
            )
        self._old = tuple(notes.read_now(self._thing))

    def prepare(self):
        origin = self._thing.start_marker
        self._specifications = yield from notes.specifications(self._wanted, origin)
        self._old_specifications = yield from notes.specifications(self._old, origin)

    def make(self, journal):
        clip = self._thing
        journal.note(notes.write, clip, self._old_specifications)
        notes.write(clip, self._specifications)
        journal.note(setattr, clip, "name", clip.name)
        clip.name = self._asked["name"]
        if self._stretch:
            journal.note(setattr, clip, "loop_end", clip.loop_end)
            clip.loop_end = clip.loop_start + self._asked["length_beats"]

    def read_back(self):
        found = yield from notes.read(self._thing)
        _compare(found, self._wanted, self._asked["name"])
        self._registry.settle("clip", self._clip.id)
        self._registry.remember(self._clip, found)

    def result(self):
        self._registry.settle("clip", self._clip.id)
        return self._clip.id, self._clip.revision


class DeleteClip(_OfClip):
    """Made after everything else, but for a clip whose slot a new one takes."""

    @property
    def clip_id(self):
        return self._asked["clip_id"]

    def check(self, plan):
        super().check(plan)
        self._old = tuple(notes.read_now(self._thing)) if self._thing.is_midi_clip else ()

    def prepare(self):
        self._specifications = yield from notes.specifications(self._old, self._thing.start_marker)

    def make(self, journal):
        clip, slot = self._thing, self._clip.slot
        looks = [(name, getattr(clip, name)) for name in LOOKS]
        _delete(self._registry, self._clip)
        if slot is not None:
            journal.note(self._put_back, slot.thing, looks)

    def _put_back(self, slot, looks):
        slot.create_clip(dict(looks)["loop_end"])
        for name, value in looks:
            setattr(slot.clip, name, value)
        notes.write(slot.clip, self._specifications)

    def read_back(self):
        pointer = self._pointer_of_slot()
        _look_anew(self._registry, self._clip.track_id, pointer)
        if self._clip.id in self._registry.clips:
            raise Problem("refused", "Live kept “%s”." % self._clip.row[0], "Is its track frozen?")
        return iter(())

    def _pointer_of_slot(self):
        slots = self._registry.tracks[self._clip.track_id].slots
        return next((pointer for pointer, slot in slots.items() if slot is self._clip.slot), None)

    def result(self):
        return self._clip.id, self._clip.revision

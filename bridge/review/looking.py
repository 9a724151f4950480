"""Looking at the DAW before and after a change: what lies at a place, and is it what we wrote?

Everything here reads from the DAW itself and never trusts what the mirror had before.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.daws.peer import Peer
from bridge.model.notes import Note, Notes, differences
from bridge.model.session import Clip, Place, place_fingerprint
from bridge.model.suggestion import Target

EXACT_BEATS = 1e-6

USUAL = Note(0.0, 60, 1.0)

KEPT_FIELDS = ("channel", "muted", "release_velocity", "probability", "velocity_deviation")
"""Note fields that a DAW may not have; a script names what its DAW keeps in the capability
``keeps=channel,muted,...`` (all of them when it says nothing)."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A clip as it was seen: enough to know it again, in this life of the script or a later one."""

    clip_id: str
    epoch: str
    name: str
    track_id: str
    scene_id: str
    start_beats: float
    length_beats: float
    notes: str

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Sight:
        return cls(**values)

    @property
    def content(self) -> str:
        """What must be the same for the clip to be as we left it; its name and id may change."""
        return repr((self.track_id, self.scene_id, self.start_beats, self.length_beats, self.notes))


def sight(peer: Peer, clip: Clip) -> Sight:
    notes = clip.notes.fingerprint if clip.notes is not None else ""
    place = (clip.place.scene_id, clip.place.start_beats)
    return Sight(clip.id, peer.hello.epoch, clip.name, clip.track_id, *place, clip.length_beats, notes)


async def look_at_place(peer: Peer, track_id: str, place: Place, length_beats: float) -> list[Clip]:
    """The clips at a place, with their notes as they are in the DAW now.

    Raises DawGone, DawStalled or NoAnswer.
    """
    ids = [c.id for c in peer.session.clips_at(track_id, place, length_beats) if c.is_midi]
    await peer.read_all_notes(ids)
    return peer.session.clips_at(track_id, place, length_beats)


async def look_at_target(peer: Peer, target: Target) -> list[Clip]:
    return await look_at_place(peer, target.track_id, target.place, target.length_beats)


async def look_for_ours(peer: Peer, target: Target) -> list[Clip]:
    """Where a clip that we have put at a target can be: there, or anywhere on its track when the target's
    scene is not known any more, as after a restart of a script whose ids had not been kept yet."""
    place = target.place
    if not place.is_slot or place.scene_id in peer.session.scenes:
        return await look_at_target(peer, target)
    clips = peer.session.clips.values()
    ids = [clip.id for clip in clips if clip.track_id == target.track_id and clip.is_midi]
    await peer.read_all_notes(ids)
    return [peer.session.clips[clip_id] for clip_id in ids if clip_id in peer.session.clips]


def target_for(peer: Peer, track_id: str, place: Place, length_beats: float) -> Target:
    """A target with the fingerprint of its place as the mirror has it; look there first."""
    fingerprint = place_fingerprint(peer.session, track_id, place, length_beats)
    return Target(track_id, place, length_beats, fingerprint)


def losses(peer: Peer, wanted: Notes, found: Notes) -> list[str]:
    """What the DAW did not keep of what was written, one sentence each.

    A DAW with a note grid (capability ``ppq=960``) may move a note by half a tick, one with whole
    velocities (``velocity=integer``) may round them, and fields that it said it does not keep are not
    compared: `reductions` tells of those.
    """
    ppq, dropped, whole = _grid(peer), _dropped(peer), _has_whole_velocities(peer)
    slack = 1 / ppq if ppq else EXACT_BEATS
    return differences(_reduced(wanted, dropped, whole), _reduced(found, dropped, whole), slack)


def reductions(peer: Peer, wanted: Notes, found: Notes) -> list[str]:
    """What the DAW took over otherwise than it was written, as it said that it would: a sentence for
    each kind of it. For notes without `losses`.

    A channel counts only in a clip that uses several; of a single one nothing is lost.
    """
    said = []
    several = len({note.channel for note in wanted}) > 1
    for name in _dropped(peer):
        count = sum(getattr(note, name) != getattr(USUAL, name) for note in wanted)
        if count and (several or name != "channel"):
            said.append(f"{count} of {len(wanted)} notes lose their {name.replace('_', ' ')}.")
    count = sum(note.velocity != round(note.velocity) for note in wanted)
    if count and _has_whole_velocities(peer):
        said.append(f"{count} of {len(wanted)} velocities are rounded to whole ones.")
    kept = [_reduced(notes, _dropped(peer), _has_whole_velocities(peer)) for notes in (wanted, found)]
    pairs = zip(*(sorted(notes, key=_by_voice) for notes in kept), strict=True)
    moved = [max(abs(w.start_beats - f.start_beats), abs(w.length_beats - f.length_beats)) for w, f in pairs]
    away = [distance for distance in moved if distance > EXACT_BEATS]
    if away:
        where = f"{len(away)} of {len(wanted)} notes read back on a grid of 1/{_grid(peer)} beat"
        said.append(f"{where}, up to {max(away):.6f} beats from where they were written.")
    return said


def _grid(peer: Peer) -> int:
    """Ticks a beat; 0 for a DAW without a grid."""
    ppq = peer.hello.capability("ppq")
    return int(ppq) if ppq.isdigit() else 0


def _has_whole_velocities(peer: Peer) -> bool:
    return peer.hello.capability("velocity") == "integer"


def _dropped(peer: Peer) -> list[str]:
    kept = peer.hello.capability("keeps", ",".join(KEPT_FIELDS)).split(",")
    return [name for name in KEPT_FIELDS if name not in kept]


def _by_voice(note: Note) -> tuple[int, int, float, float]:
    return (note.pitch, note.channel, note.start_beats, note.length_beats)


def _reduced(notes: Notes, fields: list[str], whole_velocities: bool) -> Notes:
    if not fields and not whole_velocities:
        return notes
    usual = {name: getattr(USUAL, name) for name in fields}

    def velocity(note: Note) -> float:
        return max(1.0, math.floor(note.velocity + 0.5)) if whole_velocities else note.velocity

    return Notes(dataclasses.replace(note, **usual, velocity=velocity(note)) for note in notes)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a DAW that writes signs such as / and : in its own way."""
    return [sign for sign in one if sign.isalnum()] == [sign for sign in other if sign.isalnum()]


def part_of(peer: Peer, found: Notes | None, wanted: Notes) -> bool:
    """Whether what was found is all, or a part, of what was written, and nothing else."""
    if found is None:
        return False
    if len(found) == len(wanted):
        return not losses(peer, wanted, found)
    written = {(round(note.start_beats, 2), note.pitch) for note in wanted}
    return all((round(note.start_beats, 2), note.pitch) in written for note in found)


def same_life(peer: Peer, seen: Sight) -> bool:
    """Whether ids of then still mean the same objects: the same life of the script, or a DAW whose
    ids are saved with the set (capability ``stable_ids``)."""
    return seen.epoch == peer.hello.epoch or peer.hello.can("stable_ids")


async def find_again(peer: Peer, seen: Sight) -> Clip | None:
    """The clip that was seen, with its notes as they are now: by id where ids still hold, else by
    its content at its place (its name may have changed)."""
    if same_life(peer, seen):
        if seen.clip_id in peer.session.clips:
            await peer.read_all_notes([seen.clip_id])
        return peer.session.clips.get(seen.clip_id)
    place = Place(seen.scene_id, seen.start_beats)
    for clip in await look_at_place(peer, seen.track_id, place, seen.length_beats):
        if sight(peer, clip).content == seen.content:
            return clip
    return None


def digest(notes: Notes) -> str:
    """A hash of notes for the ledger: long enough to stand as evidence."""
    return hashlib.sha256(notes.sorted().packed).hexdigest()

"""Looking at the DAW before and after a change: what lies at a place, and is it what we wrote?

Everything here reads from the DAW itself and never trusts what the mirror had before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.daws.peer import Peer
from bridge.model.notes import Note, Notes, differences
from bridge.model.session import Clip, Place, place_fingerprint
from bridge.model.suggestion import Target

EXACT_BEATS = 1e-6

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


def target_for(peer: Peer, track_id: str, place: Place, length_beats: float) -> Target:
    """A target with the fingerprint of its place as the mirror has it; look there first."""
    fingerprint = place_fingerprint(peer.session, track_id, place, length_beats)
    return Target(track_id, place, length_beats, fingerprint)


def losses(peer: Peer, wanted: Notes, found: Notes) -> list[str]:
    """What the DAW did not keep of what was written, one sentence each.

    A DAW with a note grid (capability ``ppq=960``) may move a note by half a tick; fields that it
    said it does not keep are not compared.
    """
    ppq = peer.hello.capability("ppq")
    slack = 1 / int(ppq) if ppq.isdigit() and int(ppq) else EXACT_BEATS
    kept = peer.hello.capability("keeps", ",".join(KEPT_FIELDS)).split(",")
    dropped = [name for name in KEPT_FIELDS if name not in kept]
    return differences(_without(wanted, dropped), _without(found, dropped), slack)


def _without(notes: Notes, fields: list[str]) -> Notes:
    if not fields:
        return notes
    plain = Note(0.0, 60, 1.0)
    return Notes(
        Note(**{f: getattr(plain if f in fields else note, f) for f in Note.__slots__}) for note in notes
    )


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

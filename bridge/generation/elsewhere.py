"""The rest of a session: sections that lie apart from a place, so that a verse counts wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.generation.context import LOOKBACK_BEATS, without_drums
from bridge.generation.hearing import MAX_CLIPS
from bridge.model.notes import Notes
from bridge.model.session import Clip, Place, Session
from generators.api import ContextClip

MOST_SECTIONS = 12
MOST_NOTES = 4000
"""Of all sections together; the first of each section are kept."""

_TIMELINE, _EARLIER, _LATER = "timeline", "earlier", "later"

Section = tuple[ContextClip, ...]


def elsewhere(
    session: Session, place: Place, length_beats: float, near: Sequence[str] = ()
) -> tuple[Section, ...]:
    """The sections of the session apart from a place, in the session's order; drums left out. Pure.

    A scene is a section; of the timeline, what lies more than `LOOKBACK_BEATS` before the place, and what
    comes after it. near: ids of clips that are heard with the place itself. Muted clips and tracks, and clips
    whose notes are not known, are left out.
    """
    heard = [
        clip
        for clip in session.clips.values()
        if clip.notes and not clip.muted and clip.id not in near and clip.track_id in session.tracks
        if not session.tracks[clip.track_id].mixer.muted
    ]
    groups: dict[str, list[Clip]] = {scene.id: [] for scene in session.scenes_in_order()}
    groups |= {name: [] for name in (_TIMELINE, _EARLIER, _LATER)}
    for clip in heard:
        groups.setdefault(_section_of(clip, place, length_beats), []).append(clip)
    groups.pop("", None)
    found: list[Section] = []
    left = MOST_NOTES
    for group in groups.values():
        section = without_drums(tuple(_context_clips(session, group, left)))
        if section and len(found) < MOST_SECTIONS:
            found.append(section)
            left -= sum(len(clip.notes) for clip in section)
    return tuple(found)


def unread_elsewhere(session: Session, place: Place, known: int) -> list[str]:
    """Ids of further MIDI clips whose notes are not known yet: as many as `MAX_CLIPS` leaves beside ``known``
    that are read already. Pure."""
    unread = [clip for clip in session.clips.values() if clip.is_midi and clip.notes is None]
    order = {scene.id: index for index, scene in enumerate(session.scenes_in_order())}
    unread.sort(key=lambda clip: (order.get(clip.place.scene_id, -1), clip.place.start_beats, clip.id))
    return [clip.id for clip in unread][: max(0, MAX_CLIPS - known)]


def _section_of(clip: Clip, place: Place, length_beats: float) -> str:
    """The name of the section that a clip belongs to; "" for what is heard with the place."""
    if clip.place.is_slot:
        return "" if clip.place.scene_id == place.scene_id else clip.place.scene_id
    if place.is_slot:
        return _TIMELINE
    if clip.end_beats <= place.start_beats - LOOKBACK_BEATS + 1e-9:
        return _EARLIER
    return _LATER if clip.place.start_beats >= place.start_beats + length_beats - 1e-9 else ""


def _context_clips(session: Session, group: Sequence[Clip], most: int) -> list[ContextClip]:
    """The clips of a section from its own beat 0 on; a slot's clip begins there."""
    starts = {clip.id: 0.0 if clip.place.is_slot else clip.place.start_beats for clip in group}
    origin = min(starts.values(), default=0.0)
    found: list[ContextClip] = []
    for clip in sorted(group, key=lambda clip: (starts[clip.id], clip.track_id, clip.id)):
        notes = sorted(clip.notes or (), key=lambda note: note.start_beats)[: max(0, most)]
        most -= len(notes)
        if notes:
            track = session.tracks[clip.track_id].name
            start = starts[clip.id] - origin
            found.append(ContextClip(clip.id, clip.name, track, start, clip.length_beats, Notes(notes)))
    return found

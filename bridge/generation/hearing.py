"""Which clips must be read from the DAW before a place can be listened to."""

from __future__ import annotations

from bridge.generation.context import LOOKBACK_BEATS
from bridge.model.session import Clip, Place, Session

SCENES_ABOVE = 2
"""How many scenes above a slot's own are read as what came before."""

MAX_CLIPS = 48


def unread_clips(session: Session, place: Place, length_beats: float) -> list[str]:
    """Ids of MIDI clips near a place whose notes are not known yet, the nearest first, at most
    `MAX_CLIPS` of them. Pure."""
    unread = [clip for clip in session.clips.values() if clip.is_midi and clip.notes is None]
    if place.is_slot:
        order = {scene.id: index for index, scene in enumerate(session.scenes_in_order())}
        own = order.get(place.scene_id, 0)
        distances = {clip.id: float(own - order.get(clip.place.scene_id, own + 1)) for clip in unread}
        near = [clip for clip in unread if 0 <= distances[clip.id] <= SCENES_ABOVE]
    else:
        distances = {clip.id: _gap_beats(clip, place, length_beats) for clip in unread}
        near = [c for c in unread if not c.place.is_slot and distances[c.id] < LOOKBACK_BEATS]
    return [clip.id for clip in sorted(near, key=lambda clip: distances[clip.id])][:MAX_CLIPS]


def _gap_beats(clip: Clip, place: Place, length_beats: float) -> float:
    """Beats between a timeline clip's end and the place; 0 where they overlap; far for what comes later."""
    if clip.place.start_beats >= place.start_beats + length_beats:
        return float("inf")
    return max(0.0, place.start_beats - clip.end_beats)

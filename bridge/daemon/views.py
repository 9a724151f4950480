"""What faces show: sessions, suggestions and ledger lines as plain JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bridge.daws.peer import Peer
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Session, Track
from bridge.model.suggestion import Suggestion
from bridge.review.ledger import Entry


def peer_view(peer: Peer) -> dict[str, Any]:
    session = peer.session
    return {
        "id": peer.id,
        "host": peer.hello.host,
        "host_version": peer.hello.host_version,
        "script_version": peer.hello.script_version,
        "round_trip_ms": peer.round_trip_ms,
        "state": peer.state.value,
        "set_id": session.set_id,
        "set_name": session.name,
        "tracks": len(session.tracks),
        "clips": len(session.clips),
        "capabilities": peer.hello.capabilities.split(),
    }


def session_view(session: Session, with_notes: bool = False) -> dict[str, Any]:
    transport = session.transport
    scene_names = {scene.id: scene.name for scene in session.scenes.values()}
    return {
        "set_id": session.set_id,
        "name": session.name,
        "host": session.host,
        "tempo_bpm": transport.tempo_bpm,
        "metre": str(transport.metre),
        "key": str(session.key) if session.key else None,
        "playing": transport.playing,
        "position_beats": transport.position_beats,
        "scenes": [{"id": scene.id, "name": scene.name} for scene in session.scenes_in_order()],
        "tracks": [
            _track_view(session, track, scene_names, with_notes) for track in session.tracks_in_order()
        ],
    }


def _track_view(
    session: Session, track: Track, scene_names: dict[str, str], with_notes: bool
) -> dict[str, Any]:
    return {
        "id": track.id,
        "name": track.name,
        "kind": track.kind.value,
        **asdict(track.mixer),
        "sends": [
            {
                "return_id": send.return_id,
                "name": session.tracks[send.return_id].name,
                "level_db": send.level_db,
            }
            for send in session.sends_of(track.id)
        ],
        "clips": [_clip_view(clip, scene_names, with_notes) for clip in session.clips_on(track.id)],
    }


def _clip_view(clip: Clip, scene_names: dict[str, str], with_notes: bool) -> dict[str, Any]:
    view: dict[str, Any] = {
        "id": clip.id,
        "name": clip.name,
        "scene": scene_names.get(clip.place.scene_id),
        "start_beats": clip.place.start_beats,
        "length_beats": clip.length_beats,
        "muted": clip.muted,
        "note_count": clip.note_count,
    }
    if with_notes and clip.notes is not None:
        view["notes"] = notes_view(clip.notes)
    return view


def notes_view(notes: Notes) -> list[dict[str, Any]]:
    return [{name: getattr(note, name) for name in Note.__slots__} for note in notes.sorted()]


def suggestion_view(
    suggestion: Suggestion, number: int, session: Session | None = None, full: bool = False
) -> dict[str, Any]:
    """One line of the desk; ``full`` adds notes, details and provenance."""
    target = suggestion.target
    view: dict[str, Any] = {
        "number": number,
        "id": suggestion.id,
        "kind": suggestion.kind,
        "status": suggestion.status.value,
        "status_reason": suggestion.status_reason,
        "title": suggestion.title,
        "reason": suggestion.reason,
        "chords": [chord["name"] for chord in suggestion.details.get("chords", ())],
        "set_id": suggestion.set_id,
        "target": _target_view(suggestion, session),
        "length_beats": target.length_beats,
        "note_count": len(suggestion.notes),
        "created_at": suggestion.created_at,
        "batch": suggestion.batch,
        "originality": _originality_view(suggestion),
    }
    if full:
        view["details"] = dict(suggestion.details)
        view["notes"] = notes_view(suggestion.notes)
        view["provenance"] = asdict(suggestion.provenance)
    return view


def _originality_view(suggestion: Suggestion) -> dict[str, Any]:
    """How the guard judged it, and why; outcome "" for what came before the guard."""
    verdict = suggestion.provenance.originality
    return {"outcome": verdict.get("outcome", ""), "reason": verdict.get("reason", "")}


def _target_view(suggestion: Suggestion, session: Session | None) -> dict[str, Any]:
    target = suggestion.target
    track = session.tracks.get(target.track_id) if session else None
    scene = session.scenes.get(target.place.scene_id) if session else None
    return {
        "track_id": target.track_id,
        "track": track.name if track else target.track_id,
        "scene": scene.name if scene else target.place.scene_id or None,
        "start_beats": target.place.start_beats,
    }


def entry_view(entry: Entry) -> dict[str, Any]:
    return asdict(entry)

"""The open set as the listener takes it: the daemon's view back to values."""

from __future__ import annotations

from typing import Any

from bridge.model.keys import parse_key
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Mixer, Place, Scene, Session, Track, TrackKind, Transport
from bridge.model.timebase import parse_metre


def session_analysis(view: dict[str, Any]) -> dict[str, Any]:
    """What is heard in the session of a `session` answer with notes, as JSON values.

    Timeline clips lie where they are; scenes follow one another, each as long as its longest clip.
    """
    from generators.analysis.piece_view import chord_view, key_view
    from generators.analysis.session import SessionAnalysis

    session = session_of(view)
    heard = SessionAnalysis().hear(session)
    return {
        "name": session.name,
        "tempo_bpm": session.transport.tempo_bpm,
        "key": key_view(heard.key),
        "metre": str(heard.metre),
        "pickup_beats": 0.0,
        "first_bar_beats": 0.0,
        "chords": [chord_view(chord) for chord in heard.chords],
        "cadences": [{"start_beats": one.start_beats, "kind": one.kind} for one in heard.cadences],
        "tracks": [
            {
                "name": track.name,
                "role": heard.roles[track.id].role,
                "confidence": round(heard.roles[track.id].confidence, 3),
            }
            for track in session.tracks_in_order()
        ],
    }


def session_of(view: dict[str, Any]) -> Session:
    """The tracks, scenes and clips of the view."""
    scenes = {s["id"]: Scene(s["id"], s["name"], index) for index, s in enumerate(view["scenes"])}
    scene_ids = {scene.name: scene.id for scene in reversed(scenes.values())}
    tracks, clips = {}, {}
    for index, track in enumerate(view["tracks"]):
        mixer = Mixer(muted=track["muted"])
        tracks[track["id"]] = Track(track["id"], track["name"], TrackKind(track["kind"]), index, mixer=mixer)
        for clip in track["clips"]:
            clips[clip["id"]] = Clip(
                clip["id"],
                track["id"],
                clip["name"],
                Place(scene_ids.get(clip["scene"], ""), clip["start_beats"]),
                clip["length_beats"],
                muted=clip["muted"],
                notes=Notes(Note(**note) for note in clip.get("notes", ())),
            )
    return Session(
        set_id=view["set_id"],
        name=view["name"],
        host=view["host"],
        tracks=tracks,
        scenes=scenes,
        clips=clips,
        transport=Transport(tempo_bpm=view["tempo_bpm"], metre=parse_metre(view["metre"])),
        key=parse_key(view["key"], "daw") if view["key"] else None,
    )

"""What changed since the last tick, in as few messages as tell it.

Changes are kept as the ids of what they touched; the messages are made from the session as it is
when they are sent. A fader that moved a hundred times in a stall is one message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.daws.studio.session import StudioSession
from bridge.model import events as ev
from bridge.osc.codec import Message
from bridge.osc.session_events import to_messages

_TOUCHED: dict[type[Any], Callable[[Any], tuple[str, str]]] = {
    ev.SetRenamed: lambda e: ("set", ""),
    ev.TransportMoved: lambda e: ("transport", ""),
    ev.TempoMapRead: lambda e: ("tempo", ""),
    ev.KeySet: lambda e: ("key", ""),
    ev.SceneSeen: lambda e: ("scene", e.scene.id),
    ev.SceneGone: lambda e: ("scene", e.scene_id),
    ev.TrackSeen: lambda e: ("track", e.track.id),
    ev.TrackGone: lambda e: ("track", e.track_id),
    ev.MixerMoved: lambda e: ("mixer", e.track_id),
    ev.ClipSeen: lambda e: ("clip", e.clip.id),
    ev.ClipGone: lambda e: ("clip", e.clip_id),
    ev.SelectionMoved: lambda e: ("selection", ""),
}
_TELLING_ORDER = ("set", "transport", "tempo", "key", "scene", "track", "mixer", "clip", "selection")


class Deltas:
    """Listens to a session from the moment it is made; `take` empties it."""

    def __init__(self, session: StudioSession) -> None:
        self._session = session
        self._touched: dict[tuple[str, str], None] = {}
        session.listen(self._note)

    def _note(self, event: ev.Event) -> None:
        self._touched[_TOUCHED[type(event)](event)] = None

    def touch_position(self) -> None:
        """The position is to be told again."""
        self._touched["transport", ""] = None

    def clear(self) -> None:
        """Forgets everything: a snapshot is about to tell it."""
        self._touched.clear()

    def take(self) -> list[Message]:
        """First what is gone, so that a slot is never seen with two clips; then what is there."""
        touched, self._touched = list(self._touched), {}
        found = [event for key in touched if (event := self._event(*key)) is not None]
        gone = [event for event in found if isinstance(event, ev.ClipGone | ev.TrackGone | ev.SceneGone)]
        there = [event for event in found if event not in gone]
        there.sort(key=lambda event: _TELLING_ORDER.index(_TOUCHED[type(event)](event)[0]))
        return [message for event in [*gone, *there] for message in to_messages(event)]

    def _event(self, kind: str, object_id: str) -> ev.Event | None:
        set_ = self._session
        match kind:
            case "set":
                return ev.SetRenamed(set_.set_id, set_.name)
            case "transport":
                return ev.TransportMoved(set_.transport.state())
            case "tempo":
                return ev.TempoMapRead(set_.transport.tempo_map)
            case "key":
                return ev.KeySet(set_.key)
            case "selection":
                return ev.SelectionMoved(set_.selection)
            case "scene":
                scene = set_.scenes.get(object_id)
                return ev.SceneSeen(scene) if scene else ev.SceneGone(object_id)
            case "clip":
                clip = set_.clips.get(object_id)
                return ev.ClipSeen(clip) if clip else ev.ClipGone(object_id)
        track = set_.tracks.get(object_id)
        if track is None:
            return ev.TrackGone(object_id) if kind == "track" else None
        return (
            ev.TrackSeen(track) if kind == "track" else ev.MixerMoved(track.id, track.mixer, track.revision)
        )

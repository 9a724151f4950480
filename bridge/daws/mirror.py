"""The mirror: a DAW's session in memory, rebuilt at every hello and folded forward by events."""

from __future__ import annotations

from collections.abc import Callable

from bridge.model import events as ev
from bridge.model.errors import BadMessage
from bridge.model.reducer import apply, apply_all
from bridge.model.session import Session
from bridge.osc.codec import Message
from bridge.osc.session_events import EventReader

Listener = Callable[[Session, ev.Event | None], None]


class Mirror:
    """Holds `session`. While a snapshot comes in the old session stays visible; at its end the new
    one takes its place in one step. ``snapshots`` counts those that were complete."""

    def __init__(self, opened: ev.SetOpened) -> None:
        self.session = apply(Session(), opened)
        self.snapshots = 0
        self._opened = opened
        self._reader = EventReader()
        self._gathering: list[ev.Event] | None = None
        self._announced = (0, 0, 0)
        self._listeners: list[Listener] = []

    @property
    def synced(self) -> bool:
        """Whether a whole session was ever described."""
        return self.snapshots > 0

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener(session, event)`` after each change; the event is None for a snapshot.
        Gives a function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def snapshot_begins(self, tracks: int, scenes: int, clips: int) -> None:
        self._gathering = []
        self._announced = (tracks, scenes, clips)

    def snapshot_ends(self) -> None:
        """Raises BadMessage when less came than was announced, and keeps the old session then."""
        if self._gathering is None:
            raise BadMessage("A snapshot ended that had not begun.")
        gathered, self._gathering = self._gathering, None
        fresh = apply_all(Session(), [self._opened, *gathered])
        came = (len(fresh.tracks), len(fresh.scenes), len(fresh.clips))
        if any(have < want for have, want in zip(came, self._announced, strict=True)) and not any(
            isinstance(event, ev.TrackGone | ev.SceneGone | ev.ClipGone) for event in gathered
        ):
            raise BadMessage(f"The snapshot holds {came} tracks, scenes and clips, not {self._announced}.")
        self.session = apply_all(fresh, self._notes_still_good(fresh))
        self.snapshots += 1
        self._tell(None)

    def _notes_still_good(self, fresh: Session) -> list[ev.Event]:
        """Notes that were read in this life of the script and whose clips did not change since."""
        if not self.synced:
            return []
        return [
            ev.NotesRead(clip.id, clip.revision, clip.notes)
            for clip in self.session.clips.values()
            if clip.notes is not None
            and clip.id in fresh.clips
            and fresh.clips[clip.id].revision == clip.revision
        ]

    def take(self, message: Message) -> bool:
        """Folds a message in; False when it tells of no event."""
        event = self._reader.event(message)
        if event is None:
            return message.address == "/tempo/step"
        self.fold(event)
        return True

    def fold(self, event: ev.Event) -> None:
        if self._gathering is not None and not isinstance(event, ev.NotesRead):
            self._gathering.append(event)
            return
        before = self.session
        self.session = apply(before, event)
        if self.session is not before:
            self._tell(event)

    def _tell(self, event: ev.Event | None) -> None:
        for listener in tuple(self._listeners):
            listener(self.session, event)

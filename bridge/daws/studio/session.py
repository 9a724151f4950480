"""The studio's set: what a musician has in front of them, and does with it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from bridge.daws.studio.arrangement import Arrangement
from bridge.daws.studio.transport import Launched, StudioTransport
from bridge.model import events as ev
from bridge.model.keys import Key
from bridge.model.notes import Notes
from bridge.model.session import Selection, Session
from bridge.model.timebase import Metre, TempoMap

Listener = Callable[[ev.Event], None]


class StudioSession(Arrangement):
    """An arrangement with a name, a transport, a key and a selection; listeners hear of every change.

    clock: monotonic seconds. set_id: the identity of the set, the same when it is opened again.
    ``steps`` names the transactions that were made, oldest first, as a DAW's undo list would.
    """

    def __init__(
        self, name: str = "Untitled", *, set_id: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.set_id = set_id or f"studio-{secrets.token_hex(8)}"
        self.name = name
        self.transport = StudioTransport(clock)
        self.key: Key | None = None
        self.selection = Selection()
        self.steps: list[str] = []
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener(event)`` after each change; gives the call that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def say(self, event: ev.Event) -> None:
        for listener in list(self._listeners):
            listener(event)

    def snapshot(self) -> Session:
        """The set as a value; notes included."""
        return Session(
            set_id=self.set_id,
            name=self.name,
            host="studio",
            tracks=MappingProxyType(dict(self.tracks)),
            scenes=MappingProxyType(dict(self.scenes)),
            clips=MappingProxyType(dict(self.clips)),
            transport=self.transport.state(),
            tempo_map=self.transport.tempo_map,
            key=self.key,
            selection=self.selection,
        )

    def rename(self, name: str) -> None:
        self.name = name
        self.say(ev.SetRenamed(self.set_id, name))

    def rename_track(self, track_id: str, name: str) -> None:
        """Raises NotFound."""
        self.change_track(track_id, name=name)

    def rename_clip(self, clip_id: str, name: str) -> None:
        """Raises NotFound."""
        self.change_clip(clip_id, name=name)

    def edit_notes(self, clip_id: str, notes: Notes, **fields: Any) -> None:
        """Other notes (and, if named, another length) for a clip. Raises NotFound, PlaceTaken."""
        self.change_clip(clip_id, notes=notes, **fields)

    def play(self) -> None:
        self.transport.play()
        self._say_transport()

    def stop(self) -> None:
        self.transport.stop()
        self._say_transport()

    def locate(self, beats: float) -> None:
        """Raises BadInput."""
        self.transport.locate(beats)
        self._say_transport()

    def set_tempo(self, bpm: float) -> None:
        """One tempo for the whole set, in quarter notes a minute. Raises BadInput."""
        self.set_tempo_map(TempoMap(((0.0, bpm),)))

    def set_tempo_map(self, tempo_map: TempoMap) -> None:
        self.transport.set_tempo_map(tempo_map)
        self.say(ev.TempoMapRead(tempo_map))
        self._say_transport()

    def set_metre(self, metre: Metre) -> None:
        self.transport.metre = metre
        self._say_transport()

    def set_key(self, key: Key | None) -> None:
        self.key = Key(key.tonic, key.scale, "daw") if key else None
        self.say(ev.KeySet(self.key))

    def select(self, selection: Selection) -> None:
        self.selection = selection
        self.say(ev.SelectionMoved(selection))

    def launch(self, clip_id: str, quantum_beats: float = 0.0) -> Launched:
        """Starts a slot's clip at the next multiple of the quantum (0: the set's own setting, one
        bar if none), or locates to a timeline clip and plays. Raises NotFound."""
        clip = self.clip(clip_id)
        if clip.place.is_slot:
            launched = self.transport.launch(clip.track_id, clip_id, quantum_beats)
        else:
            self.transport.locate(clip.place.start_beats)
            self.transport.play()
            launched = Launched(clip_id, clip.place.start_beats)
        self._say_transport()
        return launched

    def _say_transport(self) -> None:
        self.say(ev.TransportMoved(self.transport.state()))

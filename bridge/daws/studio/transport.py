"""The studio's transport: play state and position on an injected clock, and what the slots play."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from bridge.model.errors import BadInput
from bridge.model.session import Clip, Transport
from bridge.model.timebase import Metre, TempoMap

ON_THE_GRID = 1e-9


@dataclass(frozen=True, slots=True)
class Launched:
    """A slot's clip that plays from a beat of the transport on."""

    clip_id: str
    start_beats: float


class StudioTransport:
    """Position is never counted up: it is worked out from the clock and the moment of the last change."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._anchor_s = clock()
        self._anchor_beats = 0.0
        self._launches: dict[str, list[Launched]] = {}
        self.playing = False
        self.tempo_map = TempoMap()
        self.metre = Metre()
        self.launch_quantum_beats = 0.0
        """The set's own launch quantum; 0 for one bar of the metre."""

    def position_beats(self) -> float:
        if not self.playing:
            return self._anchor_beats
        start_s = self.tempo_map.seconds_at(self._anchor_beats)
        return self.tempo_map.beats_at(start_s + self._clock() - self._anchor_s)

    def state(self) -> Transport:
        position = self.position_beats()
        tempo = self.tempo_map.tempo_at(position)
        return Transport(self.playing, False, position, tempo, self.metre, self._clock())

    def play(self) -> None:
        self._anchor(self.position_beats())
        self.playing = True

    def stop(self) -> None:
        """Stops where it is; launched clips stop with it."""
        self._anchor(self.position_beats())
        self.playing = False
        self._launches.clear()

    def locate(self, beats: float) -> None:
        """Raises BadInput before beat 0."""
        if not (math.isfinite(beats) and beats >= 0):
            raise BadInput(f"The transport cannot go to beat {beats:g}.")
        self._anchor(beats)

    def set_tempo_map(self, tempo_map: TempoMap) -> None:
        """Another tempo from now on; the position does not jump."""
        self._anchor(self.position_beats())
        self.tempo_map = tempo_map

    def _anchor(self, beats: float) -> None:
        self._anchor_s, self._anchor_beats = self._clock(), beats

    def launch(self, track_id: str, clip_id: str, quantum_beats: float = 0.0) -> Launched:
        """A slot's clip starts at the next multiple of the quantum (0: the set's own), in place of
        what its track plays. A transport that stands still starts at once, and the clip with it."""
        quantum = quantum_beats or self.launch_quantum_beats or self.metre.bar_beats
        position = self.position_beats()
        if self.playing:
            start = math.ceil(position / quantum - ON_THE_GRID) * quantum
        else:
            start = position
            self.play()
        launched = Launched(clip_id, start)
        waiting = [one for one in self._launches.get(track_id, []) if one.start_beats < start]
        self._launches[track_id] = [*waiting, launched]
        return launched

    def launched(self, track_id: str) -> Launched | None:
        """What the slots of a track play now; None for nothing."""
        position = self.position_beats()
        due = [one for one in self._launches.get(track_id, []) if one.start_beats <= position + ON_THE_GRID]
        if not due or not self.playing:
            return None
        self._launches[track_id] = [one for one in self._launches[track_id] if one not in due[:-1]]
        return due[-1]

    def beat_inside(self, clip: Clip) -> float | None:
        """Where in a clip the transport is, in beats from its start; None while it does not play."""
        if not self.playing:
            return None
        position = self.position_beats()
        launched = self.launched(clip.track_id)
        if clip.place.is_slot:
            if launched is None or launched.clip_id != clip.id:
                return None
            inside = position - launched.start_beats
            return inside % clip.loop_length_beats if clip.loop_length_beats else _within(inside, clip)
        return None if launched else _within(position - clip.place.start_beats, clip)


def _within(inside: float, clip: Clip) -> float | None:
    return inside if 0 <= inside < clip.length_beats else None

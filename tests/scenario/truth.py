"""What truly is in a set, read in the DAW itself and never through Sideman."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

DIGITS = 12

Sounding = tuple[float, int, float, float]
"""Start and length in beats around a pitch, and the velocity, 1 to 127: (start, pitch, length, velocity)."""


def sounding(notes: Iterable[Iterable[float]]) -> tuple[Sounding, ...]:
    """Notes in one order and without the dust of floating point."""
    return tuple(
        sorted(
            (round(start, DIGITS), int(pitch), round(length, DIGITS), round(velocity, 3))
            for start, pitch, length, velocity in notes
        )
    )


@dataclass(frozen=True, order=True)
class Lying:
    """A clip where it lies. place: the scene's name, or the beat; audio has no notes."""

    track: str
    name: str
    place: str
    length_beats: float
    notes: tuple[Sounding, ...] = ()


@dataclass(frozen=True)
class Truth:
    """tracks: the name and every mixer value of each, in order. scenes: their names in order."""

    tracks: tuple[tuple[str, tuple[float, ...]], ...]
    clips: tuple[Lying, ...]
    scenes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        tracks: Iterable[tuple[str, Iterable[float]]],
        clips: Iterable[Lying],
        scenes: Iterable[str] = (),
    ) -> Truth:
        strips = tuple((name, tuple(round(float(value), DIGITS) for value in row)) for name, row in tracks)
        return cls(strips, tuple(sorted(clips)), tuple(scenes))

    def names(self) -> frozenset[tuple[str, str]]:
        """The name of each clip, with its track's."""
        return frozenset((clip.track, clip.name) for clip in self.clips)

    def clips_beyond(self, other: Truth) -> list[Lying]:
        """The clips that are here and not there, whatever is."""
        spare = list(other.clips)
        found = []
        for clip in self.clips:
            if clip in spare:
                spare.remove(clip)
            else:
                found.append(clip)
        return found

    def without(self, clip: Lying) -> Truth:
        clips = list(self.clips)
        clips.remove(clip)
        return replace(self, clips=tuple(clips))


def place_name(scene: str, start_beats: float) -> str:
    return scene or f"beat {round(start_beats, DIGITS):g}"

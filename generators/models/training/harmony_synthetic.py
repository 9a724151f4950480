"""Songs of which only the chords are known: the McGill Billboard annotations (CC0), on a bar grid.

`harmony_melodies` makes melodies for them by rule; `harmony_tunes` makes more such songs.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import pitch_class
from bridge.model.timebase import Metre
from generators.harmonise.bar_grid import BarGrid, bar_grid
from generators.harmonise.slot_features import STYLES
from generators.harmonise.triads import triad_number
from generators.models.training.billboard import UNKNOWN
from generators.theory.chord import parse_chord

POP, FOLK = STYLES.index("pop"), STYLES.index("folk")


@dataclass(frozen=True, slots=True)
class ChordSong:
    """Chords on a bar grid. changes: (start in beats, triad above the tonic or -1), ascending. style: an
    index into `slot_features.STYLES`."""

    song_id: str
    grid: BarGrid
    end_beats: float
    mode: int
    changes: tuple[tuple[float, int], ...]
    sections: tuple[tuple[float, str], ...]
    style: int = POP

    def triads_at(self, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.int64]:
        """The triad that holds most of each span; -1 for none."""
        points = np.array([at for at, _ in self.changes] + [self.end_beats])
        triads = np.array([triad for _, triad in self.changes])
        overlap = np.minimum(points[1:, None], ends[None, :]) - np.maximum(points[:-1, None], starts[None, :])
        held = np.zeros((len(starts), 49))
        np.add.at(held.T, triads, np.clip(overlap, 0, None))
        found: NDArray[np.int64] = held.argmax(axis=1)
        return np.where(found == 48, -1, found)


def read_chord_songs(data: Path) -> list[ChordSong]:
    """The songs of `DIR/billboard/billboard.jsonl.gz` in one metre of 2, 3 or 4 beats, by id."""
    with gzip.open(data / "billboard" / "billboard.jsonl.gz", "rt", encoding="utf-8") as file:
        songs = [chord_song(json.loads(line)) for line in file]
    return sorted((song for song in songs if song is not None), key=lambda song: song.song_id)


def chord_song(record: dict[str, Any]) -> ChordSong | None:
    """One song; None where its metre changes much or it has hardly any chords."""
    beats = {"12/8": 4, "6/8": 2, "4/4": 4, "3/4": 3, "2/4": 2}.get(record["metre"])
    if beats is None or len(record["metres"]) > 3 or len(record["bars"]) < 8:
        return None
    tonic_bars = [bar for bar, _ in record["tonics"]]
    tonics = [pitch_class(name) for _, name in record["tonics"]]
    changes: list[tuple[float, int]] = []
    for index, bar in enumerate(record["bars"]):
        tonic = tonics[max(bisect_right(tonic_bars, index) - 1, 0)]
        for beat, symbol in bar:
            triad = -1 if symbol in UNKNOWN else triad_number(parse_chord(symbol), tonic)
            if beat < beats:
                changes.append((index * beats + float(beat), triad))
    tonic_chords = [triad for _, triad in changes if 0 <= triad < 2]
    mode = int(len(tonic_chords) > 0 and np.mean(tonic_chords) > 0.5)
    sections = tuple((bar * float(beats), str(letter)) for bar, letter, _ in record["sections"])
    if sum(triad >= 0 for _, triad in changes) < 8:
        return None
    count = len(record["bars"])
    grid = bar_grid(Metre(beats, 4), [float(bar * beats) for bar in range(count)])
    return ChordSong(record["id"], grid, float(count * beats), mode, tuple(changes), sections)

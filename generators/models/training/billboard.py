"""Reads the McGill Billboard annotations as streams of chord changes relative to the tonic.

Source: Burgoyne, Wild, Fujinaga, "An expert ground-truth set for audio chord recognition and music
analysis", ISMIR 2011; annotations 2.0, CC0.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.model.keys import pitch_class
from generators.models.mode import mode_of
from generators.models.vocabulary import class_of, without_repeats
from generators.theory.chord import parse_chord

UNKNOWN = frozenset({"N", "&pause", "*"})
"""Entries that say nothing about harmony."""


@dataclass(frozen=True, slots=True)
class Song:
    """One song: its changes (classes 0..107, none follows itself) and its mode ("major" or "minor").

    by_first_tonic: the changes as someone hears them who does not follow the modulations; () where
    there is none.
    """

    song_id: str
    title: str
    artist: str
    changes: tuple[int, ...]
    mode: str
    by_first_tonic: tuple[int, ...] = ()


def song_from_json(record: dict[str, Any]) -> Song:
    """A song from one line of the file; the tonic in force at each bar is the reference."""
    starts = [bar for bar, _ in record["tonics"]]
    tonics = [pitch_class(name) for _, name in record["tonics"]]
    classes: list[int] = []
    unmoved: list[int] = []
    for index, bar in enumerate(record["bars"]):
        tonic = tonics[max(bisect_right(starts, index) - 1, 0)]
        chords = [parse_chord(symbol) for _, symbol in bar if symbol not in UNKNOWN]
        classes += [class_of(chord, tonic) for chord in chords]
        unmoved += [class_of(chord, tonics[0]) for chord in chords]
    changes, by_first = without_repeats(classes), without_repeats(unmoved)
    return Song(
        record["id"],
        record["title"],
        record["artist"],
        changes,
        mode_of(changes),
        by_first if by_first != changes else (),
    )


def read_lines(lines: Iterable[str]) -> Iterator[Song]:
    """Songs with at least two changes, in the order of the lines."""
    for line in lines:
        song = song_from_json(json.loads(line))
        if len(song.changes) >= 2:
            yield song


def read_billboard(data: Path) -> list[Song]:
    """All songs of `DIR/billboard/billboard.jsonl.gz`, sorted by id so that order never matters."""
    with gzip.open(data / "billboard" / "billboard.jsonl.gz", "rt", encoding="utf-8") as file:
        return sorted(read_lines(file), key=lambda song: song.song_id)

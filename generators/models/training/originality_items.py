"""What the models were trained on, as the originality index keeps it: lines of notes, and chord changes.

Sources: OpenScore Lieder and String Quartets (CC0), McGill Billboard annotations 2.0 (CC0),
free-midi-chords progressions (MIT).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from generators.models.training.billboard import read_billboard
from generators.models.vocabulary import class_of, without_repeats
from generators.originality.lines import Rows, outer
from generators.originality.tokens import Tokens, change_tokens, line_tokens
from generators.theory.chord import parse_chord

ROLES = {
    "voice": ("melody", 1),
    "piano_right": ("melody", 1),
    "piano_left": ("bass", -1),
    "other": ("melody", 1),
    "violin1": ("melody", 1),
    "violin2": ("inner", 1),
    "viola": ("inner", 1),
    "cello": ("bass", -1),
}
"""Part -> (role of its line, which end of its double stops it is taken from)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of one piece. kind: "line" or "changes". piece: what belongs together. data: of the manifest
    in `training_data`. by: composer or artist, "" where nobody is named. notes: of a line, from which its
    tokens come. changes: of a progression, as chord classes."""

    kind: str
    role: str
    piece: str
    title: str
    by: str
    data: str
    tokens: Tokens
    notes: Rows | None = None
    changes: tuple[int, ...] = ()


def read_items(data: Path) -> list[Item]:
    """All items with at least one token, in a fixed order."""
    found = [*_scores(data, "lieder"), *_scores(data, "quartets"), *_songs(data), *_progressions(data)]
    return [item for item in found if len(item.tokens)]


def _scores(data: Path, name: str) -> Iterator[Item]:
    with gzip.open(data / name / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        records: list[dict[str, Any]] = sorted(map(json.loads, file), key=lambda record: str(record["id"]))
    for record in records:
        for part in record["parts"]:
            role, sign = ROLES[part["role"]]
            line = outer(_rows(part["notes"]), sign)
            tokens = line_tokens(line[:, 0], line[:, 2])
            yield Item("line", role, record["id"], record["title"], record["composer"], name, tokens, line)


def _rows(notes: list[list[float]]) -> Rows:
    table = np.array([(n[0], n[0] + n[1], n[2], 0) for n in notes], np.float64).reshape(-1, 4)
    return table[np.argsort(table[:, 0], kind="stable")]


def _songs(data: Path) -> Iterator[Item]:
    for song in read_billboard(data):
        tokens = change_tokens(song.changes)
        yield Item(
            "changes",
            "chords",
            song.song_id,
            song.title,
            song.artist,
            "billboard",
            tokens,
            None,
            song.changes,
        )


def _progressions(data: Path) -> Iterator[Item]:
    text = (data / "progressions" / "progressions.jsonl").read_text(encoding="utf-8")
    for line in text.splitlines():
        record = json.loads(line)
        names = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
        chords = [parse_chord(f"{names[step % 12]}:{quality}") for step, quality in record["chords"]]
        changes = without_repeats(class_of(chord, 0) for chord in chords)
        title = f"progression {record['id']}"
        tokens = change_tokens(changes)
        yield Item("changes", "chords", record["id"], title, "", "progressions", tokens, None, changes)

"""Given chord annotations, when they are played for training, then notes, keys and bar lines are theirs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generators.models.training.keys_songs import felt_beats, read_billboard_pieces, read_progression_pieces
from generators.theory.chord import parse_chord

LOOP = [[[0, "A:min"]], [[0, "D:min"], [2, "E:7"]], [[0, "N"]], [[0, "A:min/b3"]]]


def song(**changes: Any) -> dict[str, Any]:
    base = {
        "id": "b1",
        "artist": "The Village",
        "tonics": [[0, "A"]],
        "metres": [[0, "4/4"]],
        "bars": LOOP * 4,
    }
    return base | changes


def billboard(folder: Path, *songs: dict[str, Any]) -> Path:
    (folder / "billboard").mkdir()
    with gzip.open(folder / "billboard" / "billboard.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in songs)
    return folder


def test_a_song_sounds_its_chords_over_their_basses(tmp_path: Path) -> None:
    (piece,) = read_billboard_pieces(billboard(tmp_path, song()), seed=3)
    assert (piece.key, piece.author, piece.whole) == (21, "The Village", True)
    assert piece.bars == tuple(4.0 * bar for bar in range(16))
    assert {part.role for part in piece.parts} == {"bass", "chords", "melody"}
    parts = {part.role: part.notes for part in piece.parts}
    for start, length, symbol in ((0.0, 4.0, "A:min"), (6.0, 2.0, "E:7")):
        rows = parts["chords"]
        here = rows[(rows[:, 0] >= start) & (rows[:, 0] < start + length)]
        assert {int(p) % 12 for p in here[:, 2]} <= parse_chord(symbol).pitch_classes
    assert not ((parts["melody"][:, 0] >= 8) & (parts["melody"][:, 0] < 12)).any()  # N is silent
    bass = parts["bass"]
    assert int(bass[np.argmin(np.abs(bass[:, 0] - 12)), 2]) % 12 == 0  # A:min/b3 stands on C


def test_each_tonic_is_a_piece_and_each_rendering_another(tmp_path: Path) -> None:
    data = billboard(tmp_path, song(tonics=[[0, "A"], [8, "C"]]), song(id="b2", artist="Others"))
    pieces = read_billboard_pieces(data, seed=3, times=2, wanted=lambda artist: artist != "Others")
    assert [(p.piece_id, p.key % 12, p.whole) for p in pieces] == [
        ("b1.0.0", 9, False), ("b1.1.0", 0, False), ("b1.0.1", 9, False), ("b1.1.1", 0, False),
    ]  # fmt: skip
    assert pieces[1].start_beats >= 32.0
    assert [p.judged for p in pieces] == [True, True, False, False]


@pytest.mark.parametrize(("metre", "beats"), [("4/4", 4), ("3/4", 3), ("12/8", 4), ("6/8", 2), ("3/8", 3)])
def test_felt_beats(metre: str, beats: float) -> None:
    assert felt_beats(metre) == beats


def test_progressions_are_at_home_on_c(tmp_path: Path) -> None:
    (tmp_path / "progressions").mkdir()
    rows = [
        {"id": "m1", "mode": "minor", "chords": [[0, "min"], [8, "maj"]]},
        {"id": "x1", "mode": "modal", "chords": [[0, "maj"]]},
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "progressions" / "progressions.jsonl").write_text(text, encoding="utf-8")
    (piece,) = read_progression_pieces(tmp_path, seed=1)
    assert (piece.piece_id, piece.key, piece.judged) == ("m1", 12, False)

"""Given scores with a signature, when they are read for training, then only keys beyond doubt are kept."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generators.models.training.keys_labels import MINOR, candidates, home_key
from generators.models.training.keys_pieces import sounding_of, split
from generators.models.training.keys_scores import read_scores
from tests.generators.models.training.key_pieces import cadences, record


def test_a_signature_leaves_a_key_and_its_relative_minor() -> None:
    assert [candidates(sharps) for sharps in (0, 1, -3, 6)] == [(0, 21), (7, 16), (3, 12), (6, 15)]


@pytest.mark.parametrize(
    ("tonic", "minor", "sharps"), [(0, False, 0), (9, True, 0), (3, False, -3), (0, True, -3)]
)
def test_a_piece_that_closes_on_a_tonic_of_its_signature_has_that_key(
    tonic: int, minor: bool, sharps: int
) -> None:
    assert home_key(cadences(tonic, minor).heard(), sharps) == tonic + MINOR * minor


def test_a_misleading_signature_is_left_out() -> None:
    assert home_key(cadences(2).heard(), 0) is None  # D major under no sharps closes on D
    assert home_key(sounding_of(np.zeros((0, 3))), 0) is None


def test_a_close_that_the_rest_contradicts_is_left_out() -> None:
    notes = np.concatenate([part.notes for part in cadences(0, times=6).parts])
    tail = np.array([[48.0, 2.0, 45.0], [48.0, 2.0, 60.0], [48.0, 2.0, 64.0]])
    assert home_key(sounding_of(np.concatenate([notes, tail])), 0) is None


def read(tmp_path: Path, *records: dict[str, Any]) -> tuple[list[Any], Counter[str]]:
    (tmp_path / "lieder").mkdir(exist_ok=True)
    with gzip.open(tmp_path / "lieder" / "lieder.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(r) + "\n" for r in records)
    dropped = Counter[str]()
    return read_scores(tmp_path, "lieder", dropped), dropped


def test_each_stretch_of_one_signature_is_judged_alone(tmp_path: Path) -> None:
    pieces, dropped = read(tmp_path, record(), record(id="x2", key_signatures=[[0, 0], [24, 2]]))
    assert [(p.piece_id, p.key, p.whole) for p in pieces] == [("x1.0", 0, True), ("x2.0", 0, False)]
    assert dropped == {"doubtful": 1}
    assert pieces[1].end_beats == 24.0
    assert pieces[1].bars == (0.0, 4.0, 8.0, 12.0, 16.0, 20.0)


def test_movements_are_pieces_of_their_own(tmp_path: Path) -> None:
    pieces, _ = read(tmp_path, record(movements=[0, 6]))
    assert [(p.start_beats, p.whole) for p in pieces] == [(0.0, True), (24.0, True)]


def test_an_author_is_on_one_side_of_the_split_only() -> None:
    parts = split([cadences(t, author=a) for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for t in range(12)])
    sides = [{piece.author for piece in pieces} for pieces in parts.values()]
    assert all(sides)
    assert sum(map(len, sides)) == 26

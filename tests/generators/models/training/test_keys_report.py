"""Given data like the training's, when the key model is measured, then its figures stand beside baselines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from generators.models.training import keys_report
from generators.models.training.keys_pieces import part_of
from tests.generators.models.training.key_pieces import record

UNSEEN = next(f"Author {n}" for n in range(100) if part_of(f"Author {n}") == "held out")
SEEN = next(f"Author {n}" for n in range(100) if part_of(f"Author {n}") == "training")


def write(folder: Path, corpus: str, *rows: dict[str, object]) -> None:
    (folder / corpus).mkdir()
    with gzip.open(folder / corpus / f"{corpus}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_only_unseen_authors_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_report, "corpus_folder", lambda: None)
    write(tmp_path, "lieder", record(composer=UNSEEN), record(id="x2", composer=SEEN))
    write(tmp_path, "quartets", record(composer=SEEN))
    bars = [[[0, "C:maj"]], [[0, "F:maj"]], [[0, "G:7"]], [[0, "C:maj"]]] * 4
    song = {"id": "b1", "artist": UNSEEN, "tonics": [[0, "C"]], "metres": [[0, "4/4"]], "bars": bars}
    write(tmp_path, "billboard", song)
    said: list[str] = []
    figures = list(keys_report.measure(tmp_path, said.append))
    whole = [f for f in figures if "all parts, whole piece" in f.corpus and f.measure == "exact"]
    assert {f.system for f in whole} == {"key model", "Krumhansl", "Temperley", "Aarden"}
    assert {(f.corpus.split()[0], f.items) for f in whole} == {("lieder", 1), ("billboard", 1)}
    assert {f.value for f in whole if f.system == "key model"} == {1.0}
    assert {f.measure for f in figures} == {"exact", "MIREX", "ms (p95)", "beats in the right key"}
    assert {f.target for f in whole} == {">= .95"}
    assert any("music21 is not installed" in line for line in said)

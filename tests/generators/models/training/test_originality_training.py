"""Given a small data folder, when the index is built from it, then it holds every line and can be loaded."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generators.models.card import parse_card
from generators.models.training.originality import build, limit_of, main
from generators.models.training.originality_items import read_items
from generators.models.training.originality_planting import DISGUISES, excerpts, is_found, notes_of
from generators.models.training.originality_report import alarm_figures
from generators.originality.shipped import Index, read_index
from generators.originality.tokens import BREAK
from generators.originality.verdict import judge


def score(number: int, roles: list[str], rng: np.random.Generator) -> dict[str, Any]:
    parts = []
    for role in roles:
        pitches = (60 + np.cumsum(rng.integers(-5, 6, 120)) % 24).tolist()
        starts = np.cumsum(rng.choice([0.5, 1.0], 120)).tolist()
        notes = [[start, 0.5, pitch, 0] for start, pitch in zip(starts, pitches, strict=True)]
        parts.append({"role": role, "notes": notes})
    return {"id": f"s{number}", "title": f"Piece {number}", "composer": f"Author {number}", "parts": parts}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, rng = tmp_path_factory.mktemp("data"), np.random.default_rng(2)
    sets = {
        "lieder": [score(n, ["voice", "piano_right", "piano_left"], rng) for n in range(4)],
        "quartets": [score(9, ["violin1", "violin2", "viola", "cello"], rng)],
        "billboard": [
            {
                "id": f"b{n}",
                "title": f"Song {n}",
                "artist": "A band",
                "tonics": [[0, "C"]],
                "metres": [[0, "4/4"]],
                "bars": [
                    [[0, f"{'CDEFGAB'[one]}:{('maj', 'min')[one % 2]}"]] for one in rng.integers(0, 7, 60)
                ],
            }
            for n in range(3)
        ],
    }
    for name, records in sets.items():
        (folder / name).mkdir()
        with gzip.open(folder / name / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)
    (folder / "progressions").mkdir()
    line = {"id": "major01", "mode": "major", "chords": [[0, "maj"], [5, "maj"], [7, "maj"]], "moods": []}
    (folder / "progressions" / "progressions.jsonl").write_text(json.dumps(line) + "\n")
    return folder


@pytest.fixture(scope="module")
def out(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    main(["--data", str(data), "--out", str(folder)])
    return folder


def loaded(out: Path) -> Index:
    card = parse_card((out / "originality.md").read_text(encoding="utf-8"))
    file = (out / card.file).read_bytes()
    assert hashlib.sha256(file).hexdigest() == card.sha256
    return read_index(file, card)


def test_every_line_is_in_the_index_under_its_title(data: Path, out: Path) -> None:
    index, items = loaded(out), read_items(data)
    assert int((index.lines.tokens == BREAK).sum()) == sum(item.kind == "line" for item in items) == 16
    assert int((index.changes.tokens == BREAK).sum()) == sum(item.kind == "changes" for item in items) == 4
    for item in items:
        corpus = index.lines if item.kind == "line" else index.changes
        if len(item.tokens) >= 30:
            run = corpus.runs(item.tokens[:30])[0]
            assert index.pieces[int(corpus.group[run.item])].title == item.title


def test_the_same_data_gives_the_same_file(data: Path, out: Path) -> None:
    again, _ = build(read_items(data), seed=1)
    assert again == (out / "originality.npz").read_bytes()


def test_copies_in_any_disguise_are_found(data: Path, out: Path) -> None:
    index, rng = loaded(out), np.random.default_rng(5)
    for name, disguise in DISGUISES.items():
        for item in excerpts(read_items(data), index, 8, rng):
            assert item.notes is not None
            assert is_found(judge(notes_of(disguise(item.notes, rng)), {}, index), item), name


def test_people_who_do_not_copy_raise_no_alarm(data: Path, out: Path) -> None:
    figures = list(alarm_figures(read_items(data), loaded(out)))
    assert {figure.measure for figure in figures} == {"warned", "blocked"} and len(figures) == 8
    assert all(figure.value == 0 for figure in figures if not figure.corpus.startswith("chords"))


def test_no_limit_is_below_the_floor() -> None:
    assert (limit_of(np.zeros(100, np.int64)).block, limit_of(np.zeros(0, np.int64)).block) == (12, 12)
    high = limit_of(np.arange(101))
    assert (high.warn, high.block) == (95, 99)

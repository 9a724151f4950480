"""The shipped file is the one its card names; training gives the same file again."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from bridge.model.errors import Unavailable
from generators.models.card import parse_card, read_card, verified_bytes
from generators.models.chord_model import CARD, load_chord_model, model_bytes, model_from_bytes
from generators.models.training.chords import main, run, train
from generators.models.training.evaluation import score
from tests.generators.models.tiny import songs


def test_the_shipped_model_is_small_and_says_where_it_comes_from() -> None:
    card = read_card(CARD)
    data = verified_bytes(card, CARD.parent)
    assert len(data) < 1_000_000
    assert "CC0" in card.training[0]
    text = CARD.read_text(encoding="utf-8")
    assert "top-1" in text and "## Limits" in text


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    for file in (CARD, CARD.with_suffix(".npz")):
        shutil.copy(file, tmp_path)
    path = tmp_path / "chords.npz"
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 2] ^= 1
    path.write_bytes(changed)
    with pytest.raises(Unavailable) as refused:
        load_chord_model(tmp_path / "chords.md")
    assert refused.value.code == "model_changed"
    path.unlink()
    with pytest.raises(Unavailable) as refused:
        load_chord_model(tmp_path / "chords.md")
    assert refused.value.code == "model_missing"
    assert "Reinstall" in refused.value.hint


@pytest.mark.parametrize("text", ["", "---\nmodel_id: x\n---\n", "no head at all"])
def test_a_card_without_a_head_is_refused(text: str) -> None:
    with pytest.raises(Unavailable) as refused:
        parse_card(text)
    assert refused.value.code == "bad_model_card"


def test_training_twice_gives_the_same_bytes() -> None:
    assert train(songs(), folds=2, seed=1) == train(songs(), folds=2, seed=1)


def test_a_model_is_the_same_after_saving() -> None:
    model = load_chord_model()
    again = model_from_bytes(model_bytes(model.long_term, model.gate), model.card)
    history = (0, 63, 82)
    assert np.array_equal(model.distribution(history, "major"), again.distribution(history, "major"))


def test_a_smoke_training_writes_a_model_that_loads(tmp_path: Path) -> None:
    run(songs(), tmp_path, folds=2, seed=1)
    model = load_chord_model(tmp_path / "chords.md")
    assert model.distribution((), "major").argmax() == 0
    digest = hashlib.sha256((tmp_path / "chords.npz").read_bytes()).hexdigest()
    assert model.card.sha256 == digest
    assert "| 4-gram + session |" in (tmp_path / "chords.md").read_text(encoding="utf-8")


def test_the_script_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "--data" in capsys.readouterr().err


def test_scores_are_what_they_say() -> None:
    found = score([0, 2, 5, 0], [0.5, 0.25, 0.125, 1.0])
    assert (found.top1, found.top3, found.bits, found.perplexity) == (0.5, 0.75, 1.5, 2**1.5)

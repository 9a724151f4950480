"""The shipped file is the one its card names, and it comes back as it was saved."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from bridge.model.errors import Unavailable
from generators.models.card import parse_card, read_card, verified_bytes
from generators.models.chord_model import CARD, load_chord_model, model_bytes, model_from_bytes
from generators.models.training.evaluation import Tally, score


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


def test_a_model_is_the_same_after_saving() -> None:
    model = load_chord_model()
    again = model_from_bytes(model_bytes(model), model.card)
    history = (0, 63, 82)
    assert np.array_equal(model.distribution(history, "major"), again.distribution(history, "major"))
    assert model_bytes(again) == model_bytes(model)


def test_scores_are_what_they_say() -> None:
    found = score([0, 2, 5, 0], [0.5, 0.25, 0.125, 1.0])
    assert (found.top1, found.top3, found.bits, found.perplexity) == (0.5, 0.75, 1.5, 2**1.5)


def test_chords_that_are_as_likely_rank_before_the_right_one() -> None:
    tally = Tally()
    tally.add("undecided", 0, np.full(4, 0.25), 0)
    tally.add("undecided", 20, np.array([0.1, 0.7, 0.1, 0.1]), 1)
    whole, early = tally.scores()["undecided"], tally.scores(range(16))["undecided"]
    assert (whole.top1, whole.changes, early.top1, early.changes) == (0.5, 2, 0.0, 1)

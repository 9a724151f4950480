"""The index that ships: whole, small, and made of what the models learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bridge.model.errors import Unavailable
from generators.models.card import read_card, verified_bytes
from generators.models.training_data import named_in
from generators.originality.shipped import CARD, DATA, load_index


def test_it_is_small_and_its_card_names_its_data() -> None:
    card = read_card(DATA / CARD)
    assert len(verified_bytes(card, DATA)) < 2_000_000
    index = load_index()
    named = {named_in(line).name for line in card.training}
    assert (
        named == {piece.data for piece in index.pieces} == {"billboard", "lieder", "progressions", "quartets"}
    )
    assert set(index.limits) == {"melody", "bass", "inner", "chords"}
    assert all(limit.block >= 12 and limit.warn < limit.block for limit in index.limits.values())


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    card = read_card(DATA / CARD)
    (tmp_path / card.file).write_bytes((DATA / card.file).read_bytes()[:-1] + b"x")
    with pytest.raises(Unavailable):
        verified_bytes(card, tmp_path)


@pytest.mark.parametrize("kind", ["lines", "changes"])
def test_every_item_can_be_found_again(kind: str) -> None:
    index = load_index()
    corpus = getattr(index, kind)
    rng = np.random.default_rng(3)
    tried = 0
    for item in rng.permutation(len(corpus.starts))[:150].tolist():
        start = int(corpus.starts[item])
        end = int(corpus.starts[item + 1]) - 1 if item + 1 < len(corpus.starts) else corpus.size - 1
        stretch = corpus.tokens[start : min(end, start + 60)]
        runs = corpus.runs(stretch)
        if runs and len(stretch) > 20:
            tried += 1
            assert runs[0].tokens >= len(stretch) - 4
            assert index.pieces[int(corpus.group[runs[0].item])].title
    assert tried > 60


def test_whatever_a_model_that_writes_music_learned_from_is_in_the_index() -> None:
    """A model that is trained on more data needs an index of more data; drums are not compared."""
    here = {piece.data for piece in load_index().pieces}
    for path in DATA.glob("*.md"):
        learned = {named_in(line).name for line in read_card(path).training} - {"gmd"}
        assert learned <= here, path.name

"""Given the key model's file, when it is loaded, then it is the one on its card and judges all keys alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import Unavailable
from generators.analysis.key_evidence import whole_evidence
from generators.analysis.key_features import features
from generators.analysis.sounding import Sounding, from_rows
from generators.models.key_model import CARD, KeyNet, load_key_model, model_bytes, net_from_bytes

NOTES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 16), st.integers(30, 90)), min_size=1, max_size=30
)


def heard_of(notes: list[tuple[int, int, int]], up: int = 0) -> Sounding:
    return from_rows([(start / 4, (start + length) / 4, pitch + up, 90.0) for start, length, pitch in notes])


def asked(heard: Sounding, net: KeyNet) -> np.ndarray:
    return net.log_probabilities(features(whole_evidence(heard).rows))[0]


def tiny_net() -> KeyNet:
    rng = np.random.default_rng(5)
    sizes = ((605, 4), (4, 3), (3, 2))
    weights = tuple(rng.normal(size=size).astype(np.float16).astype(np.float32) for size in sizes)
    biases = tuple(rng.normal(size=size[1]).astype(np.float16).astype(np.float32) for size in sizes)
    return KeyNet(weights, biases, 1.25)


@given(NOTES)
def test_probabilities_sum_to_one(notes: list[tuple[int, int, int]]) -> None:
    assert np.exp(asked(heard_of(notes), load_key_model().net)).sum() == pytest.approx(1)


HIGH_NOTES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 16), st.integers(60, 90)), min_size=1, max_size=30
)


@given(HIGH_NOTES, st.integers(1, 11))
def test_a_transposed_piece_is_judged_alike_in_its_key(notes: list[tuple[int, int, int]], up: int) -> None:
    """Exactly so without the features that say how high the voices lie."""
    blind = tiny_net()
    blind.weights[0][-2:] = 0
    home, moved = asked(heard_of(notes), blind), asked(heard_of(notes, up), blind)
    assert np.allclose(np.roll(home.reshape(2, 12), up, axis=1).ravel(), moved, atol=1e-4)


def test_a_net_survives_its_file() -> None:
    net, heard = tiny_net(), heard_of([(0, 4, 60), (4, 4, 64), (8, 4, 67)])
    again = net_from_bytes(model_bytes(net))
    assert np.allclose(asked(heard, again), asked(heard, net), atol=1e-6)
    assert model_bytes(again) == model_bytes(net)


def test_the_shipped_file_is_the_one_on_its_card_and_names_its_data() -> None:
    card = load_key_model().card
    assert card.file == "keys.npz"
    assert any("OpenScore Lieder" in line for line in card.training)
    assert (CARD.parent / card.file).stat().st_size < 200_000


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.md").write_text(CARD.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "keys.npz").write_bytes((CARD.parent / "keys.npz").read_bytes() + b"x")
    with pytest.raises(Unavailable, match=r"keys\.npz"):
        load_key_model(tmp_path / "keys.md")

"""Given some pieces, when the key model is trained on them, then it learns them, alike in every run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from generators.models.card import read_card, verified_bytes
from generators.models.key_model import KeyNet, net_from_bytes
from generators.models.training.keys_examples import FEWEST_NOTES, examples, excerpt
from generators.models.training.keys_pieces import KeyPiece
from generators.models.training.keys_scoring import items, scores
from tests.generators.models.training.key_pieces import cadences

PIECES = [
    cadences(tonic, minor, author=author)
    for author in "ABCDEFGHIJKL"
    for tonic in range(0, 12, 5)
    for minor in (False, True)
]


def test_excerpts_hold_what_starts_or_what_sounds_in_a_span() -> None:
    notes = np.array([[0.0, 6.0, 60.0], [4.0, 2.0, 64.0], [7.0, 4.0, 67.0]])
    assert excerpt(notes, 4.0, 8.0, cut=False).pitches.tolist() == [64, 67]
    cut = excerpt(notes, 4.0, 8.0, cut=True)
    assert (cut.pitches.tolist(), cut.ends.max()) == ([60, 64, 67], 8.0)


def test_the_same_seed_draws_the_same_excerpts() -> None:
    first, again, other = (examples(PIECES[:4], seed, 0.2) for seed in (1, 1, 2))
    assert np.array_equal(first.features, again.features)
    assert not np.array_equal(first.features[: len(other)], other.features[: len(first)])
    assert len(first) == len(first.keys) == len(first.places) > 4 * FEWEST_NOTES


def test_averaged_nets_answer_with_the_mean_of_their_answers() -> None:
    pytest.importorskip("torch", reason="torch is not installed: the training scripts are not tested")
    from generators.models.training.keys_fitting import averaged

    rng = np.random.default_rng(3)
    sizes = ((605, 5), (5, 4), (4, 2))
    nets = [
        KeyNet(
            tuple(rng.normal(size=size).astype(np.float32) for size in sizes),
            tuple(rng.normal(size=size[1]).astype(np.float32) for size in sizes),
            1.0,
        )
        for _ in range(3)
    ]
    seen = examples(PIECES[:2], 1, 0.05).features
    mean = np.mean([net.log_probabilities(seen) for net in nets], axis=0)
    mean -= np.logaddexp.reduce(mean, axis=1, keepdims=True)
    assert np.allclose(averaged(nets).log_probabilities(seen), mean, atol=1e-4)


def test_a_few_seconds_of_training_learn_a_few_pieces(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed: the training scripts are not tested")
    from generators.models.training.keys import run, train
    from generators.models.training.keys_fitting import Recipe

    recipe = Recipe(nets=1, hidden=(8, 6), epochs=6, batch=32, rate=1e-2, drop=0.0)
    run(PIECES, tmp_path, recipe, 0.1, Counter(doubtful=1))
    card = read_card(tmp_path / "keys.md")
    net = net_from_bytes(verified_bytes(card, tmp_path))
    unseen = KeyPiece("new", "lieder", "Z", cadences(4).parts, 4)
    found = [s for s in scores(items([unseen]), net, lambda _: None) if s.system == "key model"]
    assert {s.exact for s in found if s.texture == "all parts" and s.span == "whole piece"} == {1.0}
    assert train(PIECES, recipe, 0.1, lambda _: None) == (tmp_path / "keys.npz").read_bytes()
    assert "1 doubtful" in (tmp_path / "keys.md").read_text(encoding="utf-8")

"""Given excerpts with a key, when systems are scored, then near misses count as the contest counts them."""

from __future__ import annotations

import numpy as np
import pytest

from generators.analysis.sounding import sounding
from generators.models.key_model import load_key_model
from generators.models.training.keys_profiles import PROFILES, correlations, profile_key
from generators.models.training.keys_scoring import items, mirex_points, scores
from generators.models.training.keys_splicing import region_accuracy, spliced
from tests.generators.models.training.key_pieces import cadences
from tests.generators.playing import block_chords, clip


@pytest.mark.parametrize(
    ("found", "key", "points"),
    [
        (0, 0, 1.0), (7, 0, 0.5), (5, 0, 0.5), (21, 0, 0.3), (12, 0, 0.2), (2, 0, 0.0),
        (21, 21, 1.0), (0, 21, 0.3), (9, 21, 0.2), (16, 21, 0.5), (19, 0, 0.0),
    ],
)  # fmt: skip
def test_mirex_points(found: int, key: int, points: float) -> None:
    assert mirex_points(found, key) == points


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_names_a_clear_cadence(name: str) -> None:
    heard = sounding([clip(block_chords("D:maj G:maj A:7 D:maj"))])
    assert profile_key(heard, name) == 2
    assert correlations(np.roll(PROFILES[name][1], 4), name).argmax() == 16


def test_systems_are_scored_on_the_same_excerpts() -> None:
    found = list(scores(items([cadences(2), cadences(9, minor=True)]), load_key_model().net, lambda _: None))
    groups = {(s.corpus, s.texture, s.span) for s in found}
    assert {s.system for s in found} == {"key model", *PROFILES}
    assert len(found) == len(groups) * (len(PROFILES) + 1)
    whole = next(s for s in found if s.span == "whole piece" and s.texture == "all parts")
    assert (whole.system, whole.exact, whole.mirex, whole.items) == ("key model", 1.0, 1.0, 2)
    assert {s.texture for s in found} == {"all parts", "melody", "bass"}


def test_a_splice_is_followed_better_than_one_key_for_all() -> None:
    splices = list(spliced([cadences(tonic, times=12) for tonic in range(8)], seed=4))
    assert len(splices) == 8
    assert any(splice.keys[0] != splice.keys[1] for splice in splices)
    found = region_accuracy(splices)
    assert found["key follower"] > found["one key for all"] + 0.1

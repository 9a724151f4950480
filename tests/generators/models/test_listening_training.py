"""Training the listener on a handful of songs: it learns what they show."""

from __future__ import annotations

import numpy as np

from bridge.model.timebase import Metre
from generators.analysis.bar_grid import GRID_FEATURES, find_bar_grid
from generators.analysis.roles import TrackPart, roles
from generators.analysis.sounding import Sounding, from_rows
from generators.models.listening_weights import ListeningWeights, weights_from_bytes
from generators.models.training.listening import fit_grid, fit_roles, weights_bytes
from generators.models.training.listening_examples import BarredSong, CastPiece, held_out
from generators.models.training.listening_scores import grid_figures, role_figures


def oom_pah(metre: Metre, pickup: float, seed: int) -> Sounding:
    rng = np.random.default_rng(seed)
    rows = [(0.0, pickup, 67, 90.0)] if pickup else []
    for bar in range(12):
        at, root = pickup + bar * metre.bar_beats, 36 + int(rng.integers(12))
        rows.append((at, at + 1.0, root, 90.0))
        rows += [
            (at + beat, at + beat + 0.8, root + 24 + step, 90.0)
            for beat in range(1, int(metre.bar_beats))
            for step in (0, 4, 7)
        ]
    return from_rows(rows)


SONGS = [
    BarredSong(f"maker {seed}", oom_pah(metre, pickup, seed), metre, pickup)
    for seed in range(3)
    for metre in (Metre(4, 4), Metre(3, 4))
    for pickup in (0.0, 1.0)
]
PIECES = [
    CastPiece(
        f"maker {seed}",
        (
            TrackPart("", from_rows([(n, n + 0.9, 36 + (n * 5 + seed) % 7, 90.0) for n in range(32)])),
            TrackPart("", from_rows([(n / 2, n / 2 + 0.4, 72 + (n + seed) % 5, 90.0) for n in range(64)])),
        ),
        ("bass", "melody"),
    )
    for seed in range(4)
]


def weights() -> ListeningWeights:
    return weights_from_bytes(weights_bytes(ListeningWeights(fit_roles(PIECES), fit_grid(SONGS))))


def test_what_was_shown_is_known() -> None:
    learned = weights()
    assert learned.grid.shape == (GRID_FEATURES,)
    found = find_bar_grid(oom_pah(Metre(3, 4), 1.0, 9), Metre(3, 4), learned)
    assert (found.first_bar_beats, found.pickup_beats) == (1.0, 1.0)
    assert [one.role for one in roles(PIECES[0].parts, learned)] == ["bass", "melody"]


def test_scores_are_of_what_was_asked() -> None:
    learned = weights()
    figures = {figure.measure: figure for figure in role_figures(PIECES, learned)}
    assert figures["mean recall of roles"].value == 1.0
    assert figures["bass, recall"].items == 4
    bars = {(figure.task, figure.system): figure.value for figure in grid_figures(SONGS, learned)}
    assert bars["pickup, metre given", "never a pickup"] == 0.5
    assert bars["pickup, metre given", "conditional logit"] == 1.0


def test_makers_are_held_out_whole_and_always_the_same() -> None:
    makers = [f"maker {n}" for n in range(20)] * 3
    assert held_out(makers) == held_out(makers[::-1])
    assert len(held_out(makers)) == 4

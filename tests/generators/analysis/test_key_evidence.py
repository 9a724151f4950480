"""Given clips that change while a session is open, then key evidence follows bar by bar."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.analysis.key_evidence import PLACE, WIDTH, evidence, whole_evidence
from generators.analysis.key_features import features
from generators.analysis.sounding import Sounding, from_rows, sounding
from tests.generators.playing import block_chords, clip, line

BEATS = 48
NOTE = st.tuples(st.integers(0, 4 * BEATS - 1), st.integers(1, 32), st.integers(24, 96))


def heard_of(notes: list[tuple[int, int, int]]) -> Sounding:
    return from_rows([(s / 4, min(s + n, 4 * BEATS) / 4, pitch, 100.0) for s, n, pitch in notes])


def bars(step: float = 4.0) -> np.ndarray:
    return np.arange(0, BEATS + step, step)


def test_a_line_gives_its_profiles_and_steps() -> None:
    row = whole_evidence(sounding([clip(line([60, 64, 67, 60]))])).rows[0]
    assert row[PLACE["sounding"]].tolist() == [2, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]
    assert row[PLACE["attacks"]].tolist() == [2, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]
    steps = row[PLACE["lowest steps"]].reshape(12, 12)
    assert {(int(a), int(b)) for a, b in np.argwhere(steps)} == {(0, 4), (4, 7), (7, 0)}
    assert row[PLACE["first lowest"]].argmax() == row[PLACE["last highest"]].argmax() == 0
    assert row[PLACE["filled beats"]] == 4


def test_chords_give_their_tones_over_the_bass() -> None:
    row = whole_evidence(sounding([clip(block_chords("C:maj/3"))])).rows[0]
    over = row[PLACE["over the lowest"]].reshape(12, 12)
    assert {(int(a), int(b)) for a, b in np.argwhere(over)} == {(4, 0), (4, 4), (4, 7)}
    assert row[PLACE["low"]].argmax() == 4
    assert row[PLACE["highest"]].argmax() == 7


def test_a_chord_that_is_not_played_quite_together_is_one_chord() -> None:
    together = from_rows(
        [(0.0, 4.0, p, 90.0) for p in (48, 64, 67)] + [(4.0, 8.0, p, 90.0) for p in (43, 62, 71)]
    )
    late = Sounding(
        together.starts + np.array([0.01, 0.0, 0.02, 0.0, 0.015, 0.03]),
        together.ends,
        together.pitches,
        together.loudness,
    )
    assert np.allclose(evidence(late, bars()).rows, evidence(together, bars()).rows)


ADDED_EXACTLY = ("sounding", "attacks", "low", "notes", "note beats", "first lowest", "first highest")


@given(st.lists(NOTE, min_size=1, max_size=60), st.sampled_from([1.0, 3.0, 4.0]))
def test_slices_add_up_to_the_whole(notes: list[tuple[int, int, int]], step: float) -> None:
    heard, borders = heard_of(notes), bars(step)
    whole = evidence(heard, borders[[0, -1]]).rows[0]
    total = evidence(heard, borders).total()
    for name in ADDED_EXACTLY:
        assert np.allclose(total[PLACE[name]], whole[PLACE[name]]), name
    assert (total >= -1e-9).all()


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(36, 84)), min_size=1, max_size=30))
def test_slices_of_a_line_add_up_in_every_block_but_the_fades(steps: list[tuple[int, int]]) -> None:
    starts = np.cumsum([0, *(length for length, _ in steps)])
    heard = heard_of([(int(s), n, p) for s, (n, p) in zip(starts, steps, strict=False) if s + n <= 4 * BEATS])
    whole, total = evidence(heard, bars()[[0, -1]]).rows[0], evidence(heard, bars()).total()
    for name in set(PLACE) - {"head", "tail"}:
        assert np.allclose(total[PLACE[name]], whole[PLACE[name]]), name


@given(
    st.lists(NOTE, min_size=1, max_size=40),
    st.lists(NOTE, min_size=0, max_size=12),
    st.integers(0, BEATS - 8),
)
def test_evidence_made_again_in_part_equals_evidence_made_anew(
    notes: list[tuple[int, int, int]], others: list[tuple[int, int, int]], start: int
) -> None:
    end = start + 8
    inside = [(max(s % 32 + 4 * start, 0), min(n, 4 * end - s % 32 - 4 * start), p) for s, n, p in others]
    kept = [n for n in notes if n[0] + n[1] <= 4 * start or n[0] >= 4 * end]
    before, after = heard_of(notes), heard_of(kept + inside)
    first = min([start, *(n[0] / 4 for n in notes if n not in kept)])
    last = max([end, *((n[0] + n[1]) / 4 for n in notes if n not in kept)])
    remade = evidence(before, bars(1.0)).remade(after, first, last)
    assert np.allclose(remade.rows, evidence(after, bars(1.0)).rows)


def test_features_are_shares_whatever_the_length() -> None:
    once = whole_evidence(sounding([clip(block_chords("C:maj F:maj G:maj C:maj"))])).rows
    made = features(once)
    assert made.shape == (1, WIDTH)
    assert np.square(made[0, PLACE["sounding"]]).sum() == pytest.approx(1)
    assert np.isfinite(features(np.zeros((1, WIDTH)))).all()

"""The ear for chords: its file, its turning with the root, and that training works."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.models.card import read_card, verified_bytes
from generators.models.chord_ear import CARD, KINDS, ear_bytes, kind_of, load_chord_ear, turned
from generators.models.listening_weights import CARD as LISTENING_CARD
from generators.models.listening_weights import load_listening_weights, weights_bytes
from generators.models.training.chord_recall import Tally, matched
from generators.models.training.harmony_lines import HarmonyLine, Span, in_metre, shortened, transposed
from generators.models.training.rendering import TUNING, VALIDATION, render
from generators.theory.chord import parse_chord

LINE = HarmonyLine(
    "made", Metre(), Key(9, "minor"),
    tuple(Span(4.0 * n, 4.0, parse_chord(s)) for n, s in enumerate(("A:min", "F:maj", "C:maj", "G:7"))),
)  # fmt: skip


@pytest.mark.parametrize("card", [CARD, LISTENING_CARD])
def test_the_shipped_files_are_small_and_say_where_they_come_from(card: Path) -> None:
    head = read_card(card)
    assert len(verified_bytes(head, card.parent)) < 50_000
    assert any("CC0" in line for line in head.training)
    text = card.read_text(encoding="utf-8")
    assert "## Figures" in text and "## Limits" in text and "## Again" in text


def test_a_file_is_the_same_after_saving() -> None:
    card = read_card(CARD)
    assert ear_bytes(load_chord_ear().weights) == verified_bytes(card, CARD.parent)
    weights = load_listening_weights()
    assert weights_bytes(weights) == verified_bytes(read_card(LISTENING_CARD), LISTENING_CARD.parent)


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("C:maj", "maj"), ("C:9", "7"), ("C:maj9", "maj7"), ("C:min11", "min7"), ("C:sus4(b7)", "sus4"),
        ("C:maj(9)", "maj"), ("C:5", "maj"), ("C:aug(b7)", "7"), ("C:hdim7", "hdim7"), ("C:min6", "min"),
        ("C:maj6", "maj6"), ("C:dim7", "dim7"), ("C:(1,b3,b5)", "dim"), ("C:sus2", "sus2"),
    ],
)  # fmt: skip
def test_every_chord_has_a_nearest_kind(symbol: str, kind: str) -> None:
    assert kind_of(parse_chord(symbol)) == kind


def test_weights_turn_with_the_root() -> None:
    pitch = load_chord_ear().weights.pitch
    table = turned(pitch).reshape(pitch.shape[1], 12, 12, len(KINDS))
    for root in (0, 5, 11):
        for tone in range(12):
            assert np.array_equal(table[:, tone, root, :], pitch[:, :, (tone - root) % 12].T)


@given(st.integers(0, 10_000), st.sampled_from([TUNING, VALIDATION]))
def test_renderings_are_playable_and_cover_their_line(seed: int, style: object) -> None:
    piece = render(LINE, style, np.random.default_rng(seed))  # type: ignore[arg-type]
    assert piece.spans[0].start_beats == 0.0 and piece.spans[-1].end_beats == 16.0
    assert all(0 <= pitch < 128 and long > 0 and on >= 0 for on, long, pitch, _ in piece.notes)
    assert max(on for on, _, _, _ in piece.notes) < 16.1


def test_tuning_and_validation_share_no_pattern() -> None:
    assert not set(TUNING.hands.values()) & set(VALIDATION.hands.values())
    assert not set(TUNING.basses.values()) & set(VALIDATION.basses.values())
    assert not set(TUNING.melody_rhythms) & set(VALIDATION.melody_rhythms)


def test_lines_move_and_change_metre() -> None:
    assert [str(span.chord) for span in transposed(LINE, 3).spans] == ["C:min", "Ab:maj", "Eb:maj", "Bb:7"]
    waltz = in_metre(shortened(LINE, 2), Metre(3, 4))
    assert [(span.start_beats, span.length_beats) for span in waltz.spans] == [(0.0, 3.0), (3.0, 3.0)]


def test_recall_counts_by_duration_and_changes_within_a_sixteenth() -> None:
    tally = Tally()
    read = [Span(0.0, 4.2, parse_chord("A:min7")), Span(4.2, 3.8, parse_chord("D:min"))]
    tally.add(LINE.spans[:2], read)
    assert tally.share("triad") == pytest.approx(4.0 / 8.0)
    assert tally.share("seventh") == 0.0
    assert (tally.precision, tally.recall) == (1.0, 1.0)
    assert matched([0.0, 4.0], [0.3, 4.0, 4.1]) == 1


def test_training_learns_and_gives_the_same_again() -> None:
    pytest.importorskip("torch")
    from generators.models.training.chord_ear import train

    losses: list[str] = []
    made = [train([LINE], [LINE], [LINE], 2, 1, 1, losses.append) for _ in range(2)]
    assert made[0] == made[1]
    assert losses

"""Fits the chord ear: conditional log-likelihood of the right chords over all ways to cut a piece.

The semi-Markov conditional random field of Sarawagi & Cohen (NIPS 2004), trained with Adam in torch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from generators.analysis.chord_evidence import (
    CHANNELS,
    LONGEST_SLOTS,
    MOMENT_FEATURES,
    moments,
    segments,
    slots,
)
from generators.analysis.piano_roll import CELLS_A_BEAT, piano_roll
from generators.analysis.sounding import from_rows
from generators.models.chord_ear import KINDS, LABELS, Weights, label_of
from generators.models.training.rendering import Rendered
from generators.theory.scales import sounds_minor

LONGEST_BARS = 1.25
_NEVER = -1e4
_WRONG_KEY_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Piece:
    """One rendering as the field sees it. index: (moments, LONGEST_SLOTS) segment that ends at a moment, or
    -1. allowed: (segments, labels) whether the right chords allow it."""

    features: NDArray[np.float32]
    lengths: NDArray[np.float32]
    index: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    moment_features: NDArray[np.float32]
    tonic: int
    minor: int


def piece_of(rendered: Rendered, rng: np.random.Generator) -> Piece | None:
    """A rendering, with the wrong key now and then; None where nothing sounds."""
    line = rendered.line
    if not rendered.notes:
        return None
    roll = piano_roll(from_rows(rendered.rows), 0.0, line.end_beats)
    found = moments(roll, line.metre)
    cut = segments(slots(roll, found.cells), LONGEST_BARS * line.metre.bar_beats)
    count = len(found.cells) - 1
    index = np.full((count, LONGEST_SLOTS), -1, np.int64)
    index[cut.end - 1, cut.end - cut.first - 1] = np.arange(len(cut.end))
    right = _right_labels(rendered, found.cells)
    wrong = rng.random() < _WRONG_KEY_SHARE
    return Piece(
        cut.features,
        cut.lengths_beats,
        index,
        _allowed(right, cut.first, cut.end),
        found.features,
        int(rng.integers(12)) if wrong else line.key.tonic,
        int(rng.integers(2)) if wrong else int(sounds_minor(line.key)),
    )


def _right_labels(rendered: Rendered, cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """The label that fills most of each slot; -1 where no chord does."""
    found = np.full(len(cells) - 1, -1, np.int64)
    for slot in range(len(found)):
        low, high = cells[slot] / CELLS_A_BEAT, cells[slot + 1] / CELLS_A_BEAT
        overlaps = [
            (min(high, span.end_beats) - max(low, span.start_beats), span.chord) for span in rendered.spans
        ]
        longest, chord = max(overlaps, key=lambda pair: pair[0])
        if longest > 0 and not chord.is_none:
            found[slot] = label_of(chord)
    return found


def _allowed(
    right: NDArray[np.int64], firsts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    table = np.ones((len(firsts), LABELS), bool)
    for row, (first, end) in enumerate(zip(firsts, ends, strict=True)):
        named = {int(label) for label in right[first:end] if label >= 0}
        if named:
            table[row] = False
            if len(named) == 1:
                table[row, named.pop()] = True
    return table


class Field(torch.nn.Module):
    """The weights as torch parameters."""

    def __init__(self) -> None:
        super().__init__()
        kinds = len(KINDS)
        self.pitch = torch.nn.Parameter(torch.zeros(kinds, CHANNELS, 12))
        self.kind = torch.nn.Parameter(torch.zeros(kinds))
        self.length = torch.nn.Parameter(torch.zeros(3))
        self.change = torch.nn.Parameter(torch.zeros(MOMENT_FEATURES))
        self.goes_on = torch.nn.Parameter(torch.zeros(MOMENT_FEATURES))
        self.prior = torch.nn.Parameter(torch.zeros(2, kinds, 12))

    def loss(self, pieces: Sequence[Piece]) -> torch.Tensor:
        """Mean negative log-likelihood a slot."""
        scores = self._scores(pieces)
        batch, most = len(pieces), max(len(piece.index) for piece in pieces)
        tables, allowed, change, goes_on = [], [], [], []
        for piece, score in zip(pieces, scores, strict=True):
            spare = (0, 0, 0, 0, 0, most - len(piece.index))
            table = torch.cat([score, torch.full((1, LABELS), _NEVER)])[torch.from_numpy(piece.index)]
            forbidden = np.concatenate([~piece.allowed, np.ones((1, LABELS), bool)])[piece.index]
            tables.append(torch.nn.functional.pad(table, spare, value=_NEVER))
            right = table.masked_fill(torch.from_numpy(forbidden), _NEVER)
            allowed.append(torch.nn.functional.pad(right, spare, value=_NEVER))
            moment = torch.from_numpy(piece.moment_features)
            spare_moments = (0, most + 1 - len(piece.index))
            change.append(torch.nn.functional.pad(moment @ self.change, spare_moments))
            goes_on.append(torch.nn.functional.pad(moment @ self.goes_on, spare_moments))
        ends = torch.tensor([len(piece.index) for piece in pieces] * 2)
        padded = torch.stack(tables + allowed)
        totals = _log_sums(padded, torch.stack(change * 2), torch.stack(goes_on * 2), ends)
        return (totals[:batch] - totals[batch:]).sum() / ends[:batch].sum()

    def _scores(self, pieces: Sequence[Piece]) -> list[torch.Tensor]:
        kinds = len(KINDS)
        table = torch.stack([torch.roll(self.pitch, root, dims=2) for root in range(12)])
        table = table.permute(2, 3, 0, 1).reshape(CHANNELS * 12, 12 * kinds)
        found = []
        for piece in pieces:
            prior = self.prior[piece.minor][:, (torch.arange(12) - piece.tonic) % 12].T + self.kind
            lengths = torch.from_numpy(piece.lengths)
            of_length = torch.stack([lengths, torch.log(lengths + 0.1), torch.ones_like(lengths)], 1)
            shared = (of_length @ self.length)[:, None] + prior.reshape(12 * kinds)
            found.append(torch.from_numpy(piece.features) @ table + shared)
        return found

    def weights(self, confidence: NDArray[np.float32]) -> Weights:
        arrays = {name: value.detach().numpy().copy() for name, value in self.named_parameters()}
        return Weights(**arrays, confidence=confidence)


def _log_sums(
    padded: torch.Tensor, change: torch.Tensor, goes_on: torch.Tensor, ends: torch.Tensor
) -> torch.Tensor:
    """The log of the sum over all lines of each row."""
    rows, most, longest, labels = padded.shape
    slots_of = padded.unbind(1)
    entry = [torch.zeros(rows, labels)]
    reached: list[torch.Tensor] = []
    for end in range(1, most + 1):
        reach = min(longest, end)
        before = torch.stack(entry[end - 1 :: -1][:reach], dim=1)
        arrived = torch.logsumexp(slots_of[end - 1][:, :reach] + before, dim=1)
        reached.append(torch.logsumexp(arrived, dim=1))
        fresh = reached[-1][:, None] + change[:, end][:, None]
        entry.append(torch.logaddexp(arrived + goes_on[:, end][:, None], fresh))
    return torch.stack(reached, 1)[torch.arange(rows), ends - 1]


def fit(draw: Callable[[], Piece], steps: int, batch: int, seed: int, said: Callable[[str], None]) -> Field:
    """Adam over freshly drawn pieces, the rate falling to zero along a half cosine."""
    torch.manual_seed(seed)
    field = Field()
    optimiser = torch.optim.Adam(field.parameters(), lr=0.05)
    plan = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        loss = field.loss([draw() for _ in range(batch)])
        loss = loss + 2e-5 * sum((value**2).sum() for value in field.parameters())
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        plan.step()
        if step % 20 == 0:
            said(f"step {step}: {loss.item():.4f}")
    return field

"""Fits the harmony model: windows of songs and of pop chords under made-up melodies, in random order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from generators.harmonise.slot_features import Frame
from generators.harmonise.triads import TRIADS
from generators.models.training.harmony_examples import (
    Example,
    Passage,
    PiecePassages,
    carried,
    excerpts,
    piece_passages,
    synthetic_passages,
    window,
)
from generators.models.training.harmony_labels import label_slots
from generators.models.training.harmony_net import Batch, HarmonyNet, batch_of
from generators.models.training.harmony_pieces import Piece
from generators.models.training.harmony_plan import QUARTET_BARS, Plan
from generators.models.training.harmony_synthetic import ChordSong

_BATCH, _RATE, _SLOTS_A_WINDOW = 32, 4e-3, 44
_DECAY = 1e-4


@dataclass(frozen=True, slots=True)
class Material:
    """What is drawn from: the songs' passages, the quartets' and those made by rule; and the table of what
    follows what, from which the net's starts."""

    songs: list[PiecePassages]
    quartets: list[PiecePassages]
    synthetic: list[Passage]
    follows: NDArray[np.float64]


def material(
    pieces: Sequence[Piece], quartets: Sequence[Piece], songs: Sequence[ChordSong], plan: Plan
) -> Material:
    """Everything that the net sees, read and told once."""
    rng = np.random.default_rng(plan.seed)
    short = [one for piece in quartets for one in excerpts(piece, QUARTET_BARS)]
    return Material(
        [piece_passages(piece, rng) for piece in pieces],
        [piece_passages(piece, rng, mixes=False) for piece in short],
        synthetic_passages(songs, plan.pool, rng),
        follow_table(pieces, songs),
    )


def fit(seen: Material, plan: Plan, said: Callable[[str], None]) -> HarmonyNet:
    """A fitted net. The same material and plan give the same weights on one thread."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(plan.seed)
    net = HarmonyNet(seen.follows)
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_DECAY)
    for epoch in range(plan.epochs):
        batches = list(_batches(seen, plan, rng))
        net.train()
        losses = []
        for at, batch in enumerate(batches):
            done = (epoch + at / len(batches)) / plan.epochs
            for group in optimiser.param_groups:
                group["lr"] = _RATE * min(1.0, 20 * done) * 0.5 * (1 + math.cos(math.pi * done))
            optimiser.zero_grad()
            loss = net.loss(batch)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
        said(f"epoch {epoch + 1} of {plan.epochs}: {np.mean(losses):.4f} nats a slot")
    net.eval()
    return net


def _batches(seen: Material, plan: Plan, rng: np.random.Generator) -> Iterator[Batch]:
    found: list[Example] = []
    for piece in seen.songs:
        for _ in range(max(1, round(2 * piece.bars / _SLOTS_A_WINDOW))):
            found.append(window(piece.drawn(rng), rng))
    count = len(found)
    for _ in range(round(plan.quartet_share * count) if seen.quartets else 0):
        found.append(window(seen.quartets[int(rng.integers(len(seen.quartets)))].drawn(rng), rng))
    for _ in range(round(plan.synthetic_share * count) if seen.synthetic else 0):
        found.append(window(seen.synthetic[int(rng.integers(len(seen.synthetic)))], rng))
    # windows of like length share a batch, so that little is padded
    order = sorted(range(len(found)), key=lambda index: (len(found[index].triads) // 8, rng.random()))
    groups = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    for group in rng.permutation(len(groups)):
        yield batch_of([found[index] for index in groups[int(group)]])


def follow_table(pieces: Sequence[Piece], songs: Sequence[ChordSong]) -> NDArray[np.float64]:
    """(2, 48, 48) log-probabilities of the next triad where it changes, from songs and pop songs alike;
    0 on the diagonal, because whether it changes is learned."""
    counts = np.full((2, TRIADS, TRIADS), 0.02)
    for piece in pieces:
        count_changes(counts[piece.mode], half_bar_triads(piece))
    for song in songs:
        stream = np.array([triad for _, triad in song.changes if triad >= 0])
        count_changes(counts[song.mode], stream)
    for table in counts:
        table += 0.5 * table.sum(axis=0, keepdims=True) / table.sum()
        np.fill_diagonal(table, 0.0)
        table /= table.sum(axis=1, keepdims=True)
        np.fill_diagonal(table, 1.0)
    found: NDArray[np.float64] = np.log(np.maximum(counts, 1e-4))
    return found


def half_bar_triads(piece: Piece) -> NDArray[np.int64]:
    """The labels of a piece on half bars, silence filled by what it follows."""
    starts = piece.grid.slots("half", piece.grid.starts[0], piece.end_beats)
    frame = Frame(piece.grid, starts, piece.end_beats, piece.tonic, piece.mode)
    return carried(label_slots(piece.all, frame).triads)


def count_changes(table: NDArray[np.float64], stream: NDArray[np.int64]) -> None:
    """Adds the changes of a stream to a table of (from, to)."""
    changed = stream[1:] != stream[:-1]
    np.add.at(table, (stream[:-1][changed], stream[1:][changed]), 1.0)

"""Trains the recurrent network of the chord model. Needs torch: `pip install -e ".[train]"`.

Every epoch sees each song anew: sometimes relative to its first tonic throughout, sometimes with a wrong
tonic or with a jump to another key midway, and half of the time without being told its mode, because
a session's key may be unknown, wrong or left on the way.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from generators.models.recurrent import SYMBOLS, Recurrent, start_symbol
from generators.models.training.billboard import Song
from generators.models.vocabulary import CLASSES, transposed

PADDING = -100
"""Targets that are not scored (torch's own sign for it)."""

_ONE_TONIC, _WRONG_TONIC, _JUMP, _MODE_UNKNOWN = 0.5, 0.05, 0.08, 0.5
_JUMPS = (1, 2, 2, 3, 5, 7, 10)
_WRONG = (3, 5, 5, 7, 7, 9, 2, 10)
"""Semitones; the usual confusions of key finders are more frequent."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """backwards: the network reads songs from their end. patience: epochs without a better validation."""

    width: int = 128
    embedding: int = 48
    epochs: int = 26
    batch: int = 16
    rate: float = 4e-3
    decay: float = 0.02
    dropout: float = 0.4
    patience: int = 6
    validation: float = 0.08
    backwards: bool = False


class Network(nn.Module):
    """The trained twin of `Recurrent`."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.symbol = nn.Embedding(SYMBOLS, recipe.embedding)
        self.gru = nn.GRU(recipe.embedding, recipe.width, batch_first=True)
        self.dropout = nn.Dropout(recipe.dropout)
        self.output = nn.Linear(recipe.width, CLASSES)

    def forward(self, symbols: torch.Tensor) -> torch.Tensor:
        states, _ = self.gru(self.dropout(self.symbol(symbols)))
        scored: torch.Tensor = self.output(self.dropout(states))
        return scored


def lesson(song: Song, recipe: Recipe, rng: np.random.Generator | None) -> list[int]:
    """A song as the network reads it: a start symbol, then classes; varied where there is an rng."""
    changes = np.array(song.changes, np.int64)
    mode: str | None = None
    if rng is not None:
        if song.by_first_tonic and rng.random() < _ONE_TONIC:
            changes = np.array(song.by_first_tonic, np.int64)
        if rng.random() < _WRONG_TONIC:
            changes = transposed(changes, int(rng.choice(_WRONG)))
        if rng.random() < _JUMP:
            at = int(rng.integers(1, len(changes)))
            changes = np.concatenate([changes[:at], transposed(changes[at:], int(rng.choice(_JUMPS)))])
        mode = None if rng.random() < _MODE_UNKNOWN else song.mode
    line = changes[::-1] if recipe.backwards else changes
    return [start_symbol(mode), *line.tolist()]


def batches(
    lessons: Sequence[list[int]], size: int, rng: np.random.Generator
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """(symbols, targets) padded, of songs of like length, in random order."""
    order = sorted(range(len(lessons)), key=lambda i: len(lessons[i]) + 20 * rng.random())
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    made = []
    for at in rng.permutation(len(groups)):
        chosen = [lessons[i] for i in groups[at]]
        longest = max(map(len, chosen)) - 1
        symbols = np.zeros((len(chosen), longest), np.int64)
        targets = np.full((len(chosen), longest), PADDING, np.int64)
        for row, line in enumerate(chosen):
            symbols[row, : len(line) - 1] = line[:-1]
            targets[row, : len(line) - 1] = line[1:]
        made.append((torch.from_numpy(symbols), torch.from_numpy(targets)))
    return made


def loss_of(network: Network, symbols: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean -ln p of the targets; the class just read can't come next and is left out."""
    scored = network(symbols)
    heard = symbols[..., None].clamp(max=CLASSES - 1)
    barred = torch.zeros_like(scored).scatter_(2, heard, -30.0) * (symbols < CLASSES)[..., None]
    return nn.functional.cross_entropy(
        (scored + barred).flatten(0, 1), targets.flatten(), ignore_index=PADDING
    )


def train_network(
    songs: Sequence[Song], recipe: Recipe, seed: int, said: Callable[[str], None] = lambda _: None
) -> Recurrent:
    """The network of these songs; stops when a part of them that it does not learn from gets no better."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(songs))
    kept_out = max(1, round(recipe.validation * len(songs)))
    watched = batches([lesson(songs[i], recipe, None) for i in order[:kept_out]], recipe.batch, rng)
    learned = [songs[i] for i in order[kept_out:]]
    network = Network(recipe)
    steps = recipe.epochs * -(-len(learned) // recipe.batch)
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps, pct_start=0.15)
    best, best_loss, waited = copy.deepcopy(network.state_dict()), float("inf"), 0
    for epoch in range(recipe.epochs):
        network.train()
        for symbols, targets in batches([lesson(s, recipe, rng) for s in learned], recipe.batch, rng):
            optimiser.zero_grad()
            loss = loss_of(network, symbols, targets)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        network.eval()
        with torch.no_grad():
            losses = [(float(loss_of(network, s, t)), int((t >= 0).sum())) for s, t in watched]
        found = sum(loss * count for loss, count in losses) / sum(count for _, count in losses)
        said(f"epoch {epoch + 1}: {found / np.log(2):.3f} bits a change on the songs that it watches")
        waited += 1
        if found < best_loss:
            best, best_loss, waited = copy.deepcopy(network.state_dict()), found, 0
        elif waited > recipe.patience:
            break
    network.load_state_dict(best)
    return exported(network)


def exported(network: Network) -> Recurrent:
    """The same network for numpy, rounded to half precision as it is shipped."""
    gru = network.gru
    weights = dict(gru.named_parameters())
    inputs = network.symbol.weight @ weights["weight_ih_l0"].T + weights["bias_ih_l0"]
    hidden, hidden_bias = weights["weight_hh_l0"].T, weights["bias_hh_l0"]
    arrays = (inputs, hidden, hidden_bias, network.output.weight.T, network.output.bias)
    return Recurrent(*(_rounded(array) for array in arrays))


def _rounded(array: torch.Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(array.detach().numpy().astype(np.float16), np.float32)

"""Learns the gate: maximum likelihood of changes that the long-term models have not seen. Needs torch."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from generators.models.gate import Evidence, Floats
from generators.models.training.gate_examples import Seen

FLOOR = 0.002
"""The share of the long-term blend that always stays, so that nothing is impossible."""


@dataclass(frozen=True, slots=True)
class GateRecipe:
    """hidden: units of the network. batch: questions a step. patience: epochs without a better validation."""

    hidden: int = 64
    epochs: int = 24
    batch: int = 256
    rate: float = 3e-3
    decay: float = 0.02
    patience: int = 4
    validation: float = 0.1
    dropout: float = 0.05


def fit_blend(logs: Floats, targets: NDArray[np.int64], lasts: NDArray[np.int64]) -> Floats:
    """(models,) weights of a log-linear mix. logs: (n, models, 108). lasts: what sounded before, or -1."""
    weights = torch.full((logs.shape[1],), 1 / logs.shape[1], dtype=torch.float64, requires_grad=True)
    mask = np.zeros((len(logs), logs.shape[2]))
    there = np.flatnonzero(lasts >= 0)
    mask[there, lasts[there]] = -np.inf
    barred, given, wanted = torch.from_numpy(mask), torch.from_numpy(logs), torch.from_numpy(targets)
    optimiser = torch.optim.LBFGS([weights], max_iter=30)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        mixed = torch.einsum("m,nmc->nc", weights, given) + barred
        loss = torch.nn.functional.cross_entropy(mixed, wanted)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    found: Floats = weights.detach().numpy()
    return found


@dataclass(frozen=True, slots=True)
class Taught:
    """Entries laid end to end: rows (r, features), standardised; starts (n + 1,) of each question; chosen
    (n,), the entry that came."""

    rows: torch.Tensor
    starts: NDArray[np.int64]
    chosen: NDArray[np.int64]

    def loss(self, network: torch.nn.Module, places: NDArray[np.int64]) -> torch.Tensor:
        """Mean -ln p of what came, over some of the questions."""
        sizes = (self.starts[1:] - self.starts[:-1])[places]
        there = np.arange(sizes.max()) < sizes[:, None]
        flat = (self.starts[places][:, None] + np.arange(sizes.max()))[there]
        scored = network(self.rows[torch.from_numpy(flat)])[:, 0]
        padded = torch.full(there.shape, -1e4).masked_scatter(torch.from_numpy(there), scored)
        return torch.nn.functional.cross_entropy(padded, torch.from_numpy(self.chosen[places]))


def fit_network(seen: Sequence[Seen], recipe: GateRecipe, seed: int) -> tuple[Floats, Floats, Floats]:
    """(inner, inner_bias, outer) of the network that weighs entries; stops early on a part of the songs."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    told = [(one.song, one.target, one.evidence) for one in seen if one.evidence is not None]
    numbers = np.array([song for song, *_ in told])
    songs = np.unique(numbers)
    watched = rng.choice(songs, max(1, round(recipe.validation * len(songs))), replace=False)
    held_out = np.isin(numbers, watched)
    learned, checked = np.flatnonzero(~held_out), np.flatnonzero(held_out)
    rows = np.concatenate([found.rows for *_, found in told]).astype(np.float32)
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-2)
    taught = Taught(
        torch.from_numpy((rows - mean) / spread),
        np.cumsum([0, *(len(found.rows) for *_, found in told)]),
        np.array([_entry(found, target) for _, target, found in told]),
    )
    network = torch.nn.Sequential(
        torch.nn.Linear(rows.shape[1], recipe.hidden),
        torch.nn.Tanh(),
        torch.nn.Dropout(recipe.dropout),
        torch.nn.Linear(recipe.hidden, 1, bias=False),
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * -(-len(learned) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps, pct_start=0.1)
    best, best_loss, waited = copy.deepcopy(network.state_dict()), float("inf"), 0
    for _ in range(recipe.epochs):
        network.train()
        order = rng.permutation(learned)
        for start in range(0, len(order), recipe.batch):
            optimiser.zero_grad()
            loss = taught.loss(network, order[start : start + recipe.batch])
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
        network.eval()
        with torch.no_grad():
            found = float(taught.loss(network, checked))
        waited += 1
        if found < best_loss:
            best, best_loss, waited = copy.deepcopy(network.state_dict()), found, 0
        elif waited > recipe.patience:
            break
    inner = best["0.weight"].numpy().T.astype(np.float64) / spread[:, None]
    inner_bias = best["0.bias"].numpy().astype(np.float64) - mean @ inner
    return inner, inner_bias, best["3.weight"].numpy()[0].astype(np.float64)


def _entry(found: Evidence, target: int) -> int:
    """Which entry came: that of the class, or the last one, which stands for all others."""
    places = np.flatnonzero(found.classes == target)
    return int(places[0]) if len(places) else len(found.classes)

"""Fits the key net: small nets that look at the features from each of the twelve tonics in turn, as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from generators.analysis.key_segments import Floats
from generators.models.key_model import KeyNet, model_bytes, net_from_bytes, seen_from_tonics
from generators.models.training.keys_examples import AT_HOME, WANDERING, Examples


@dataclass(frozen=True, slots=True)
class Recipe:
    """nets: how many are trained, from seeds in a row, and averaged. hidden: sizes of each one's two hidden
    layers. drop: share of hidden units left out at random; of inputs, half of that."""

    nets: int = 2
    hidden: tuple[int, int] = (48, 24)
    epochs: int = 7
    batch: int = 256
    rate: float = 2e-3
    decay: float = 2e-2
    drop: float = 0.35
    seed: int = 1


class _Net(nn.Module):
    """The net of `KeyNet` with dropout. The first layer's weights are laid out once for each tonic, so that
    all twelve views of an example come from one product."""

    def __init__(self, width: int, recipe: Recipe) -> None:
        super().__init__()
        first, second = recipe.hidden
        self.first, self.second = nn.Linear(width, first), nn.Linear(first, second)
        self.last = nn.Linear(second, 2)
        self.input_drop, self.drop = nn.Dropout(recipe.drop / 2), nn.Dropout(recipe.drop)
        self.places: torch.Tensor = torch.from_numpy(seen_from_tonics(width).argsort(axis=1))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """(n, 24) logits: twelve majors, then twelve minors."""
        turned = self.first.weight.T[self.places].permute(1, 0, 2).reshape(inputs.shape[1], -1)
        seen = (self.input_drop(inputs) @ turned).reshape(len(inputs), 12, -1) + self.first.bias
        out: torch.Tensor = self.last(torch.relu(self.second(self.drop(torch.relu(seen)))))
        return out.transpose(1, 2).reshape(len(inputs), 24)


class _Wandering(nn.Module):
    """Chances that a passage in one key belongs to a piece with another home, learned beside the net: so the
    net itself is free to say the key of the passage, though only home keys are known (a noise layer as
    in Goldberger & Ben-Reuven, ICLR 2017)."""

    def __init__(self) -> None:
        super().__init__()
        steps = torch.zeros(2, 24)
        steps[0, 0] = steps[1, 12] = 5.0
        self.steps = nn.Parameter(steps)
        turns = (torch.arange(12)[None, :] - torch.arange(12)[:, None]) % 12
        self.turns = torch.cat([torch.cat([turns, turns + 12], 1)] * 2, 0)

    def forward(self, logits: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """(n, 24) log-probabilities of the home key."""
        local = torch.log_softmax(logits, 1)
        rows = torch.softmax(self.steps, 1).repeat_interleave(12, 0)
        home = torch.log(local.exp() @ rows.gather(1, self.turns) + 1e-9)
        return torch.where((places == WANDERING)[:, None], home, local)


def fit(training: Examples, checking: Examples, recipe: Recipe, said: Callable[[str], None]) -> KeyNet:
    """The nets averaged, the temperature set on the checking examples that are sure to be at home."""
    recipes = [replace(recipe, seed=recipe.seed + n) for n in range(recipe.nets)]
    nets = [_fit_one(training, checking, each, said) for each in recipes]
    net, at_home = averaged(nets), checking.places == AT_HOME
    logits, keys = net.log_probabilities(checking.features[at_home]), checking.keys[at_home]
    return replace(net, temperature=_temperature(logits, keys))


def averaged(nets: Sequence[KeyNet]) -> KeyNet:
    """One net whose outputs are the means of those of some nets; each keeps hidden units of its own."""
    inner = [net.weights[1] for net in nets]
    second = np.zeros((sum(len(w) for w in inner), sum(w.shape[1] for w in inner)), np.float32)
    row = column = 0
    for weight in inner:
        second[row : row + len(weight), column : column + weight.shape[1]] = weight
        row, column = row + len(weight), column + weight.shape[1]
    first = np.concatenate([net.weights[0] for net in nets], axis=1)
    last = (np.concatenate([net.weights[2] for net in nets]) / len(nets)).astype(np.float32)
    biases = [np.concatenate([net.biases[layer] for net in nets]) for layer in (0, 1)]
    mean = np.mean([net.biases[2] for net in nets], axis=0).astype(np.float32)
    return KeyNet((first, second, last), (*biases, mean), 1.0)


def _fit_one(training: Examples, checking: Examples, recipe: Recipe, said: Callable[[str], None]) -> KeyNet:
    """The net with the best log-likelihood on the checking examples, its weights rounded as in a file."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    net = _Net(training.features.shape[1], recipe)
    wandering = _Wandering()
    groups: list[dict[str, Any]] = [
        {"params": net.parameters()},
        {"params": wandering.parameters(), "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * (len(training) // recipe.batch + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps)
    rng = np.random.default_rng(recipe.seed)
    inputs, keys, places = map(torch.from_numpy, (training.features, training.keys, training.places))
    at_home = checking.places == AT_HOME
    check_inputs, check_keys = map(torch.from_numpy, (checking.features[at_home], checking.keys[at_home]))
    best, kept = np.inf, {name: value.clone() for name, value in net.state_dict().items()}
    for epoch in range(recipe.epochs):
        net.train()
        order = torch.from_numpy(rng.permutation(len(training)))
        for chosen in torch.split(order, recipe.batch):
            home = wandering(net(inputs[chosen].float()), places[chosen])
            loss = nn.functional.nll_loss(home, keys[chosen])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
        net.eval()
        with torch.no_grad():
            logits = torch.cat([net(part.float()) for part in torch.split(check_inputs, 512)])
        missed = float(nn.functional.cross_entropy(logits, check_keys))
        right = float((logits.argmax(1) == check_keys).double().mean())
        said(f"epoch {epoch + 1} of {recipe.epochs}: {missed:.4f} nats, {right:.4f} right on checking pieces")
        if missed < best:
            best, kept = missed, {name: value.clone() for name, value in net.state_dict().items()}
    net.load_state_dict(kept)
    layers = (net.first, net.second, net.last)
    weights = tuple(layer.weight.detach().numpy().T for layer in layers)
    biases = tuple(layer.bias.detach().numpy() for layer in layers)
    return net_from_bytes(model_bytes(KeyNet(weights, biases, 1.0)))


def _temperature(logits: Floats, keys: NDArray[np.int64]) -> float:
    """What to divide logits by so that probabilities are right on average (Guo et al., ICML 2017)."""
    grid = np.linspace(0.5, 3, 101)
    losses = []
    for value in grid:
        scaled = logits / value
        right = scaled[np.arange(len(keys)), keys]
        losses.append(float((np.logaddexp.reduce(scaled, axis=1) - right).mean()))
    return float(grid[int(np.argmin(losses))])

"""The harmony model as it is trained: a bidirectional GRU under a linear-chain conditional random field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from generators.harmonise.slot_features import WIDTH
from generators.harmonise.triads import TRIADS
from generators.models.harmony_model import KINDS
from generators.models.training.harmony_examples import Example

HIDDEN = 96


@dataclass(frozen=True, slots=True)
class Batch:
    """features: (n, slots, WIDTH); triads, kinds: (n, slots); modes, lengths: (n,)."""

    features: Tensor
    triads: Tensor
    kinds: Tensor
    modes: Tensor
    lengths: Tensor


def batch_of(examples: Sequence[Example]) -> Batch:
    """Examples padded to the longest, the longest first."""
    ordered = sorted(examples, key=lambda one: -len(one.triads))
    longest = len(ordered[0].triads)
    features = np.zeros((len(ordered), longest, WIDTH), np.float32)
    triads = np.zeros((len(ordered), longest), np.int64)
    kinds = np.zeros((len(ordered), longest), np.int64)
    for row, one in enumerate(ordered):
        count = len(one.triads)
        features[row, :count], triads[row, :count], kinds[row, :count] = one.features, one.triads, one.kinds
    return Batch(
        torch.from_numpy(features),
        torch.from_numpy(triads),
        torch.from_numpy(kinds),
        torch.tensor([one.mode for one in ordered]),
        torch.tensor([len(one.triads) for one in ordered]),
    )


class HarmonyNet(nn.Module):
    """Scores of triads and changes, and the table of what follows what."""

    def __init__(self, follows: NDArray[np.float64], hidden: int = HIDDEN) -> None:
        """follows: (2, 48, 48) log-probabilities from counts, from which the table starts."""
        super().__init__()
        self.drop_in, self.drop_out = nn.Dropout(0.15), nn.Dropout(0.35)
        self.gru = nn.GRU(WIDTH, hidden, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden, TRIADS + 1)
        self.follows = nn.Parameter(torch.from_numpy(follows).float())
        self.kinds = nn.Parameter(torch.zeros(KINDS))

    def loss(self, batch: Batch) -> Tensor:
        """Negative log-likelihood of the right path, a slot."""
        packed = pack_padded_sequence(self.drop_in(batch.features), batch.lengths, batch_first=True)
        states, _ = pad_packed_sequence(self.gru(packed)[0], batch_first=True)
        scores = self.out(self.drop_out(states))
        fits, changes = scores[..., :TRIADS], scores[..., TRIADS] + self.kinds[batch.kinds]
        return (self._normaliser(fits, changes, batch) - self._path(fits, changes, batch)).sum() / (
            batch.lengths.sum()
        )

    def _path(self, fits: Tensor, changes: Tensor, batch: Batch) -> Tensor:
        inside = torch.arange(fits.shape[1])[None, :] < batch.lengths[:, None]
        own = fits.gather(2, batch.triads[..., None])[..., 0]
        before, after = batch.triads[:, :-1], batch.triads[:, 1:]
        steps = self.follows[batch.modes[:, None], before, after] + changes[:, 1:] * (before != after)
        return (own * inside).sum(1) + (steps * inside[:, 1:]).sum(1)

    def _normaliser(self, fits: Tensor, changes: Tensor, batch: Batch) -> Tensor:
        """The log of the sum over all paths, by the forward algorithm on scaled probabilities."""
        table = self.follows.exp()
        same = torch.diagonal(table, dim1=1, dim2=2)[batch.modes]
        other = (table * (1 - torch.eye(TRIADS)))[batch.modes]
        peaks = fits.max(dim=2, keepdim=True).values
        likely, change = (fits - peaks).exp(), changes.clamp(-12, 12).exp()
        alpha = likely[:, 0]
        total = peaks[:, 0, 0]
        for at in range(1, fits.shape[1]):
            size = alpha.sum(1, keepdim=True)
            share = alpha / size
            moved = share * same + change[:, at, None] * torch.bmm(share[:, None, :], other)[:, 0]
            inside = (at < batch.lengths)[:, None]
            alpha = torch.where(inside, moved * likely[:, at], alpha)
            total = total + torch.where(inside[:, 0], size[:, 0].log() + peaks[:, at, 0], torch.zeros(()))
        return total + alpha.sum(1).log()

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The weights by the names that `harmony_model` reads, both directions stacked."""
        state = {name: value.detach().numpy() for name, value in self.state_dict().items()}
        both = {
            name: np.stack([state[f"gru.{source}_l0"], state[f"gru.{source}_l0_reverse"]])
            for name, source in (
                ("in", "weight_ih"),
                ("again", "weight_hh"),
                ("bias", "bias_ih"),
                ("bias_again", "bias_hh"),
            )
        }
        own = {"out": state["out.weight"], "bias_out": state["out.bias"]}
        return {**both, **own, "follows": state["follows"], "kinds": state["kinds"]}

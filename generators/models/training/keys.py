"""Trains the key model and writes its data file and card.

    python -m generators.models.training.keys --data DIR --out generators/models/data

DIR holds `lieder`, `quartets`, `billboard` and `progressions`. Needs torch; takes some ten minutes on one
core. The same data, seed and torch build give the same file. A fifth of the authors stay out of it: the
figures on the card are those of the very file that ships.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from generators.models.key_model import model_bytes, net_from_bytes
from generators.models.training.keys_card import CARD_FILE, MODEL_FILE, card_text
from generators.models.training.keys_examples import examples
from generators.models.training.keys_fitting import Recipe, fit
from generators.models.training.keys_pieces import KeyPiece, split
from generators.models.training.keys_scores import read_scores
from generators.models.training.keys_scoring import items, scores
from generators.models.training.keys_songs import read_billboard_pieces, read_progression_pieces

log = logging.getLogger("sideman.training")

RENDERINGS = 2
"""How often each Billboard song is played, in different patterns."""

_CHECKING_SHARE = 0.4
"""Checking needs fewer excerpts of a piece than training."""


def read_pieces(data: Path, seed: int, dropped: Counter[str]) -> list[KeyPiece]:
    """All pieces of the four sets whose key is known."""
    scored = [*read_scores(data, "lieder", dropped), *read_scores(data, "quartets", dropped)]
    return [*scored, *read_billboard_pieces(data, seed, RENDERINGS), *read_progression_pieces(data, seed)]


def train(pieces: Sequence[KeyPiece], recipe: Recipe, share: float, said: Callable[[str], None]) -> bytes:
    """The data file of a net trained on the training part; share: of the usual excerpts per piece."""
    parts = split(pieces)
    training = examples(parts["training"], recipe.seed, share)
    checking = examples(parts["checking"], recipe.seed + 1, share * _CHECKING_SHARE)
    said(f"{len(training)} excerpts to train on, {len(checking)} to check with")
    return model_bytes(fit(training, checking, recipe, said))


def run(pieces: Sequence[KeyPiece], out: Path, recipe: Recipe, share: float, dropped: Counter[str]) -> None:
    """Trains, scores on the held-out authors, and writes the data file and its card into ``out``."""
    data = train(pieces, recipe, share, log.info)
    found = list(scores(items(split(pieces)["held out"]), net_from_bytes(data), log.info))
    out.mkdir(parents=True, exist_ok=True)
    (out / MODEL_FILE).write_bytes(data)
    card = card_text(pieces, found, hashlib.sha256(data).hexdigest(), len(data), recipe, dropped)
    (out / CARD_FILE).write_text(card, encoding="utf-8")
    log.info("wrote %s (%d bytes) and its card to %s", MODEL_FILE, len(data), out)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.models.training.keys", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with lieder/, quartets/ ...")
    parser.add_argument("--out", type=Path, required=True, help="where keys.npz and keys.md go")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the usual excerpts per piece")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    dropped = Counter[str]()
    pieces = read_pieces(chosen.data, chosen.seed, dropped)
    run(pieces, chosen.out, Recipe(seed=chosen.seed), chosen.share, dropped)


if __name__ == "__main__":
    main()

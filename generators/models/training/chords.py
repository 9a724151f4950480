"""Trains the chord model and writes its data file and card.

    python -m generators.models.training.chords --data DIR --out generators/models/data

DIR holds `billboard/billboard.jsonl.gz`. Takes some minutes on one core; the same data and seed
give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

from generators.models.chord_model import model_bytes
from generators.models.training.billboard import Song, read_billboard
from generators.models.training.card_text import MODEL_FILE, card_text
from generators.models.training.counting import train_kneser_ney
from generators.models.training.evaluation import cross_validate, out_of_fold, split
from generators.models.training.gate_fitting import fit_gate

log = logging.getLogger("sideman.training")


def train(songs: Sequence[Song], folds: int, seed: int) -> bytes:
    """The data file of the model of these songs."""
    gate = fit_gate(out_of_fold(split(songs, folds, seed)))
    return model_bytes(train_kneser_ney(songs), gate)


def run(songs: Sequence[Song], out: Path, folds: int, seed: int) -> None:
    """Scores, trains and writes `chords.npz` and `chords.md` into ``out``."""
    scores = cross_validate(songs, folds, seed, log.info)
    data = train(songs, folds, seed)
    out.mkdir(parents=True, exist_ok=True)
    (out / MODEL_FILE).write_bytes(data)
    card = card_text(songs, scores, hashlib.sha256(data).hexdigest(), len(data), folds, seed)
    (out / "chords.md").write_text(card, encoding="utf-8")
    log.info("wrote %s (%d bytes) and its card to %s", MODEL_FILE, len(data), out)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.models.training.chords", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with billboard/billboard.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, help="where chords.npz and chords.md go")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    run(read_billboard(chosen.data), chosen.out, chosen.folds, chosen.seed)


if __name__ == "__main__":
    main()

"""Trains the chord model and writes its data file and card. Needs torch: `pip install -e ".[train]"`.

    python -m generators.models.training.chords --data DIR --out generators/models/data

DIR holds `billboard/billboard.jsonl.gz`. Takes about fifteen minutes on one free core, most of it for the
networks of the five folds that the figures come from; `--keep FOLDER` keeps those, so that a run that was
stopped goes on. The same data, seed and torch give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from generators.models.chord_model import ChordModel, model_bytes
from generators.models.gate import Floats
from generators.models.training.billboard import Song, read_billboard
from generators.models.training.card_text import MODEL_FILE, card_text
from generators.models.training.chord_figures import figures
from generators.models.training.chord_folds import (
    Fold,
    Plan,
    blends,
    folds_of,
    long_term_model,
    questions,
    with_gates,
)
from generators.models.training.evaluation import Tally, split
from generators.models.training.gate_examples import Seen
from generators.models.training.next_chord_scoring import score_folds

log = logging.getLogger("sideman.training")


def cross_validated(songs: Sequence[Song], plan: Plan, said: Callable[[str], None]) -> tuple[Tally, Tally]:
    """What the recipe gives on songs that it does not know: next chords, and gaps."""
    weights, asked, folds = _asked(songs, plan, said)
    return score_folds(folds, asked, weights, plan, said)


def train(songs: Sequence[Song], plan: Plan, said: Callable[[str], None]) -> tuple[ChordModel, Tally, Tally]:
    """The model of these songs, and what `cross_validated` gives."""
    weights, asked, folds = _asked(songs, plan, said)
    following, missing = score_folds(folds, asked, weights, plan, said)
    model = with_gates(
        long_term_model(songs, plan, plan.folds, said),
        weights,
        [seen for one, _ in asked for seen in one],
        [seen for _, one in asked for seen in one],
        plan,
    )
    return model, following, missing


def _asked(
    songs: Sequence[Song], plan: Plan, said: Callable[[str], None]
) -> tuple[tuple[Floats, Floats, Floats], list[tuple[list[Seen], list[Seen]]], list[Fold]]:
    folds = folds_of(split(songs, plan.folds, plan.seed), plan, said)
    weights = blends(folds)
    asked = [questions(fold, weights) for fold in folds]
    said("the gates' questions are written")
    return weights, asked, folds


def run(songs: Sequence[Song], out: Path, plan: Plan) -> None:
    """Scores, trains and writes `chords.npz` and `chords.md` into ``out``."""
    model, following, missing = train(songs, plan, log.info)
    data = model_bytes(model)
    out.mkdir(parents=True, exist_ok=True)
    (out / MODEL_FILE).write_bytes(data)
    found = list(figures(following, missing, plan.folds))
    card = card_text(songs, found, hashlib.sha256(data).hexdigest(), len(data), plan.folds, plan.seed)
    (out / "chords.md").write_text(card, encoding="utf-8")
    log.info("wrote %s (%d bytes) and its card to %s", MODEL_FILE, len(data), out)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.models.training.chords", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with billboard/billboard.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, help="where chords.npz and chords.md go")
    parser.add_argument("--keep", type=Path, help="folder for the networks of the folds")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    plan = Plan(folds=chosen.folds, seed=chosen.seed, keep=chosen.keep)
    run(read_billboard(chosen.data), chosen.out, plan)


if __name__ == "__main__":
    main()

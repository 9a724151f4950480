"""Trains the harmony model and writes its data file and card.

    python -m generators.models.training.harmony --data DIR --out generators/models/data

DIR holds `lieder/`, `quartets/`, `billboard/` and `progressions/`. A quarter of an hour on one free core;
needs torch. The same data and seed on one thread give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.models.card import ModelCard
from generators.models.harmony_model import HarmonyModel, model_bytes, model_from_bytes
from generators.models.training.harmony_baselines import Baselines, fit_baselines
from generators.models.training.harmony_calibration import calibrate
from generators.models.training.harmony_card import MODEL_FILE, MODEL_ID, TRAINING, card_text
from generators.models.training.harmony_labellers import LABELLERS
from generators.models.training.harmony_pieces import Piece, read_pieces
from generators.models.training.harmony_plan import FOLK_SONGS, LOOP_SONGS, Plan
from generators.models.training.harmony_scoring import Case, Judged, case_of, judge, observed, system
from generators.models.training.harmony_split import Split, split_by_composer
from generators.models.training.harmony_synthetic import FOLK, POP, ChordSong, read_chord_songs
from generators.models.training.harmony_tunes import folk_songs, loop_songs

log = logging.getLogger("sideman.training")

_UNNAMED = ModelCard(MODEL_ID, MODEL_FILE, "", TRAINING)


def read_split(data: Path) -> Split:
    """The songs of `DIR/lieder`, by composer."""
    return split_by_composer(read_pieces(data / "lieder" / "lieder.jsonl.gz"))


def judge_all(model: HarmonyModel, baselines: Baselines, cases: Sequence[Case]) -> dict[str, Judged]:
    """The human values, the baselines and the model, on the same slots."""
    return {
        "people": judge(cases, lambda case: case.triads[case.scored]),
        "majority": judge(cases, lambda case: baselines.majority(observed(case))),
        "template": judge(cases, lambda case: baselines.template(observed(case))),
        "HMM": judge(cases, lambda case: baselines.hmm(observed(case))),
        "model": judge(cases, system(model)),
    }


def judge_readings(
    model: HarmonyModel, split: Split, names: Sequence[str] = ("people", "template", "HMM", "model")
) -> dict[str, dict[str, Judged]]:
    """For each reader of `LABELLERS`: the held-out part against what it hears, the baselines fitted on the
    training part as it hears that."""
    found = {}
    for reader in LABELLERS:
        baselines = fit_baselines(observed(case_of(piece, reader=reader)) for piece in split.training)
        cases = [case_of(piece, reader=reader) for piece in split.held_out]
        judged = judge_all(model, baselines, cases)
        found[reader] = {name: judged[name] for name in names}
    return found


@dataclass(frozen=True, slots=True)
class Sources:
    """What is trained on: songs by composer, quartets, and songs of which only chords are known."""

    split: Split
    quartets: Sequence[Piece]
    songs: Sequence[ChordSong]


def read_sources(data: Path, seed: int) -> Sources:
    """Everything in a data folder; what may be missing there (`quartets/`, `progressions/`) is left out."""
    quartets = data / "quartets" / "quartets.jsonl.gz"
    rng = np.random.default_rng(seed)
    songs = folk_songs(FOLK_SONGS, rng) + loop_songs(data, LOOP_SONGS, rng) + read_chord_songs(data)
    return Sources(read_split(data), read_pieces(quartets) if quartets.exists() else [], songs)


def finish(weights: Mapping[str, NDArray[Any]], sources: Sources, out: Path, seed: int) -> None:
    """Calibrates fitted weights, scores them on the held-out part and writes `harmony.npz` and its card."""
    split = sources.split
    baselines = fit_baselines(observed(case_of(piece)) for piece in split.training)
    raw = {**weights, "calibration": np.zeros(4)}
    uncalibrated = model_from_bytes(model_bytes(raw), _UNNAMED)
    found = calibrate(uncalibrated, split.validation, log.info)
    data = model_bytes({**raw, "calibration": np.array(astuple(found))})
    model = model_from_bytes(data, _UNNAMED)
    judged = judge_all(model, baselines, [case_of(piece) for piece in split.held_out])
    seen = split.training + split.validation
    facts = {
        "hidden": raw["again"].shape[2],
        "parameters": sum(array.size for array in raw.values()),
        "pieces": len(seen) + len(split.held_out),
        "songs": len({piece.piece_id.split(".")[0] for piece in seen + split.held_out}),
        "quartets": len({piece.piece_id.split(".")[0] for piece in sources.quartets}),
        "pop_songs": sum(song.style == POP for song in sources.songs),
        "folk_songs": sum(song.style == FOLK for song in sources.songs),
        "training_count": len(split.training),
        "validation_count": len(split.validation),
        "held_out_count": len(split.held_out),
        "seed": seed,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / MODEL_FILE).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    readings = judge_readings(model, split)
    card = card_text(judged, readings, digest, len(data), model.calibration, facts)
    (out / "harmony.md").write_text(card, encoding="utf-8")
    log.info("wrote %s (%d bytes) and its card to %s", MODEL_FILE, len(data), out)


def run(sources: Sources, out: Path, plan: Plan) -> None:
    """Fits, calibrates and writes."""
    from generators.models.training.harmony_fitting import fit, material  # torch: for training only

    seen = material(sources.split.training, sources.quartets, sources.songs, plan)
    finish(fit(seen, plan, log.info).arrays(), sources, out, plan.seed)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.models.training.harmony", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with lieder/, billboard/ and so on")
    parser.add_argument("--out", type=Path, required=True, help="where harmony.npz and harmony.md go")
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    run(read_sources(chosen.data, chosen.seed), chosen.out, Plan(epochs=chosen.epochs, seed=chosen.seed))


if __name__ == "__main__":
    main()

"""Trains the ear for chords on renderings of chord data and writes its file and card.

    python -m generators.models.training.chord_ear --data DIR --out generators/models/data

DIR holds `billboard/` and `progressions/`. Needs torch. Some minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from generators.models.chord_ear import ChordEar, ear_bytes, ear_from_bytes
from generators.models.figures import Figure
from generators.models.training.chord_ear_card import ear_card
from generators.models.training.confidence_fitting import fit_confidence
from generators.models.training.harmony_lines import (
    HarmonyLine,
    billboard_lines,
    parted,
    progression_lines,
    shortened,
    varied,
)
from generators.models.training.listening_report import calibration_and_judging, chord_figures
from generators.models.training.rendering import TUNING, VALIDATION, render

log = logging.getLogger("sideman.training")

CUT_BARS = 8
MOST_MOMENTS = 130
_PROGRESSION_SHARE = 0.15
FILE, CARD_FILE = "chord_ear.npz", "chord_ear.md"


def train(
    songs: Sequence[HarmonyLine],
    loops: Sequence[HarmonyLine],
    calibration: Sequence[HarmonyLine],
    steps: int,
    batch: int,
    seed: int,
    said: Callable[[str], None],
) -> bytes:
    """The data file. songs, loops: rendered with the tuning patterns; calibration: with the others."""
    from generators.models.training.chord_ear_fitting import Piece, fit, piece_of

    rng = np.random.default_rng(seed)

    def draw() -> Piece:
        while True:
            source = loops if rng.random() < _PROGRESSION_SHARE else songs
            line = shortened(varied(source[int(rng.integers(len(source)))], rng), CUT_BARS)
            piece = piece_of(render(line, TUNING, rng), rng)
            if piece is not None and 4 <= len(piece.index) <= MOST_MOMENTS:
                return piece

    weights = fit(draw, steps, batch, seed, said).weights(np.zeros(1, np.float32))
    ear: ChordEar = ear_from_bytes(ear_bytes(weights))
    rendered = [render(varied(line, rng), VALIDATION, rng) for line in calibration]
    said(f"calibrating on {len(rendered)} renderings")
    return ear_bytes(replace(weights, confidence=fit_confidence(ear, rendered)))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.models.training.chord_ear", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with billboard/ and progressions/")
    parser.add_argument("--out", type=Path, required=True, help="where chord_ear.npz and chord_ear.md go")
    parser.add_argument("--steps", type=int, default=700)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    songs, held_out = parted(billboard_lines(chosen.data))
    loops = progression_lines(chosen.data)
    calibration, judging = calibration_and_judging(held_out)
    data = train(songs, loops, calibration, chosen.steps, chosen.batch, chosen.seed, log.info)
    figures: list[Figure] = list(chord_figures(judging, ear_from_bytes(data), log.info))
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / FILE).write_bytes(data)
    card = ear_card(
        figures, songs, loops, hashlib.sha256(data).hexdigest(), len(data), chosen.steps, chosen.seed
    )
    (chosen.out / CARD_FILE).write_text(card, encoding="utf-8")
    log.info("wrote %s (%d bytes) and its card to %s", FILE, len(data), chosen.out)


if __name__ == "__main__":
    main()

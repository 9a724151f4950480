"""Model cards: what a data file is, where it comes from, and the hash that it must have."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bridge.model.errors import Unavailable

REINSTALL = "Reinstall Sideman: this file ships with it and must not be changed."


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The head of a card. training: one line per dataset, with its licence and attribution."""

    model_id: str
    file: str
    sha256: str
    training: tuple[str, ...]


def parse_card(text: str) -> ModelCard:
    """The `key: value` lines between the first two `---` lines; `training` may stand several times.

    Raises Unavailable when one is missing.
    """
    head = text.split("---")[1] if text.count("---") >= 2 else ""
    pairs = [line.partition(": ") for line in head.strip().splitlines()]
    values = {name: value for name, _, value in pairs if name != "training"}
    training = tuple(value for name, _, value in pairs if name == "training")
    try:
        return ModelCard(values["model_id"], values["file"], values["sha256"], training)
    except KeyError as missing:
        raise Unavailable(f"A model card does not say {missing}.", REINSTALL, "bad_model_card") from None


def read_card(path: Path) -> ModelCard:
    """The card in a file. Raises Unavailable."""
    try:
        return parse_card(path.read_text(encoding="utf-8"))
    except OSError as reason:
        raise Unavailable(
            f"The model card {path.name} cannot be read ({reason}).", REINSTALL, "model_missing"
        ) from None


def verified_bytes(card: ModelCard, folder: Path) -> bytes:
    """The data file of a card. Raises Unavailable when it is missing or its hash is another."""
    try:
        data = (folder / card.file).read_bytes()
    except OSError as reason:
        raise Unavailable(
            f"The model file {card.file} cannot be read ({reason}).", REINSTALL, "model_missing"
        ) from None
    found = hashlib.sha256(data).hexdigest()
    if found != card.sha256:
        raise Unavailable(
            f"The model file {card.file} is not the one that {card.model_id} shipped with "
            f"(sha256 {found[:12]}, expected {card.sha256[:12]}).",
            REINSTALL,
            "model_changed",
        )
    return data

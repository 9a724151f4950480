"""Which models took part in an answer, and the data lines that they bring along."""

from __future__ import annotations

from collections.abc import Sequence

from generators.api import Request
from generators.models.card import ModelCard
from generators.models.chord_ear import load_chord_ear
from generators.models.key_model import load_key_model


def heard_with(request: Request, chords: bool = True) -> list[ModelCard]:
    """The cards of the models that listened to a request's context: the key model where no key was given,
    and the chord ear. chords: whether chords were read."""
    if not request.context:
        return []
    used = [load_key_model().card if request.key is None else None, load_chord_ear().card if chords else None]
    return [card for card in used if card is not None]


def training_of(cards: Sequence[ModelCard]) -> tuple[str, ...]:
    """Every data line of these models once."""
    return tuple(dict.fromkeys(line for card in cards for line in card.training))

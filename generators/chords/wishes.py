"""What was wished for in words: a style, a mood, a cadence, a form; looked up in their tables."""

from __future__ import annotations

from dataclasses import dataclass

from generators.api import Request
from generators.chords.cadence_wishes import CADENCES, NONE, cadence_named
from generators.chords.forms import AUTO, BLUES, FORMS, form_named
from generators.chords.listening import Hearing
from generators.chords.styles import NO_STYLE, STYLES, Style, style_named
from generators.models.card import ModelCard
from generators.models.moods import Mood, load_moods

WORDS = {
    "cadence": CADENCES,
    "form": FORMS,
    "style": {style.name: style.help for style in STYLES.values()},
}
"""Parameter of a chord request -> its words and what they mean; those of "mood" are the data's own."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """mood: None where none was named."""

    style: Style = NO_STYLE
    mood: Mood | None = None
    cadence: str = NONE
    form: str = AUTO

    def density(self, asked: float) -> float:
        """The asked one with the style's; fixed changes keep to one chord a bar unless asked otherwise."""
        return asked if self.form == BLUES else min(max(asked + self.style.density, 0.0), 1.0)

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """The cards of what the wishes were looked up in."""
        return (load_moods().card,) if self.mood is not None else ()


def wishes_of(request: Request, hearing: Hearing) -> Wishes:
    """From the request's parameters "style", "mood", "cadence" and "form". Raises BadInput with the words
    that there are."""
    said = request.parameters
    style, mood = said.get("style"), said.get("mood")
    return Wishes(
        style_named(style) if style else NO_STYLE,
        load_moods().mood(mood, hearing.mode) if mood else None,
        cadence_named(said.get("cadence") or NONE, hearing.key),
        form_named(said.get("form") or AUTO, request.bars),
    )

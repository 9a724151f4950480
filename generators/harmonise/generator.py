"""The harmonise generator: chord clips for what the session plays, each with its reason and its origin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bridge import __version__
from bridge.model.errors import BadInput, GeneratorFailed
from bridge.model.keys import Key
from bridge.model.suggestion import Provenance
from bridge.model.timebase import Metre
from generators.analysis.sounding import DRUM_CHANNEL
from generators.api import Candidate, Request
from generators.chords.asked import check_request
from generators.chords.harmonic_rhythm import Slot
from generators.chords.playing import play
from generators.chords.progression import Progression, progression
from generators.harmonise.asked import AUTO, Ask, Wishes, check_wishes, settle_key
from generators.harmonise.bar_grid import bar_grid
from generators.harmonise.enriching import enriched
from generators.harmonise.harmonising import Harmony, harmonise
from generators.harmonise.parting import note_rows, parted
from generators.harmonise.reasons import reason
from generators.models.harmony_model import load_harmony_model
from generators.models.manifest import heard_with, training_of
from generators.theory.voice_leading import lead

_SPARE = 2
"""Candidates beyond those asked for and shown already: two harmonisations may have one title."""

_HINT = "Put a melody or a bass line into the scene, or just before the place, and ask again."


class HarmoniseGenerator:
    """Chord clips under what already plays: a melody, a bass, or both."""

    name = "harmonise"
    kinds = ("harmonise",)
    summary = "Chords for the melody or bass that plays along, at the harmonic rhythm that fits it."

    def self_check(self) -> None:
        """Loads the model and harmonises one note. Raises Unavailable, or GeneratorFailed."""
        one = Ask(parted(note_rows([(0.0, 4.0, 60.0)])), bar_grid(Metre()), Key(0))
        load_harmony_model()
        if not harmonise(one).candidates:
            raise GeneratorFailed("The harmony model gives no chords.", "Reinstall Sideman.")

    def generate(self, request: Request) -> Sequence[Candidate]:
        """Harmonisations that really differ, the likeliest first.

        parameters: "rhythm" (auto, bar, half, beat), "complexity", "colour" (0..1), "repeats", "style".
        Without complexity and colour they follow the request's adventure. Raises BadInput, also where
        nothing plays along.
        """
        check_request(request)
        ask = _ask(request)
        found: list[Candidate] = []
        shown = set(request.avoid)
        for index, one in enumerate(harmonise(ask).candidates):
            candidate = _perform(request, ask, one, index)
            if candidate.title not in shown and len(found) < request.count:
                shown.add(candidate.title)
                found.append(candidate)
        return found


def _ask(request: Request) -> Ask:
    """What sounds together with the clip, cut to it; a key that was asked for or set in the DAW holds."""
    end = request.bars * request.metre.bar_beats
    heard = [
        (start, min(stop, end) - start, float(note.pitch))
        for clip in request.context
        for note in clip.notes
        if note.channel != DRUM_CHANNEL and not note.muted
        for start, stop in [(clip.start_beats + note.start_beats, clip.start_beats + note.end_beats)]
        if -1e-6 <= start < end - 1e-6
    ]
    if not heard:
        raise BadInput(
            "Nothing plays along here, so there is nothing to harmonise.", _HINT, "nothing_to_hear"
        )
    rows = note_rows(heard)
    key, confidence = (request.key, 1.0) if request.key else settle_key(rows, None, "")
    wishes = _wishes(request)
    return Ask(parted(rows), bar_grid(request.metre), key, confidence, None, wishes, end)


def _wishes(request: Request) -> Wishes:
    """Adventure 0.3, the request's own default, is neutral."""
    said = request.parameters
    daring = max(0.0, request.adventure - _PLAIN_ADVENTURE) / (1 - _PLAIN_ADVENTURE)
    timid = min(0.0, request.adventure - _PLAIN_ADVENTURE) / _PLAIN_ADVENTURE
    try:
        wishes = Wishes(
            rhythm=str(said.get("rhythm", AUTO)),
            complexity=float(said.get("complexity", 0.5 + 0.5 * daring + 0.5 * timid)),
            colour=float(said.get("colour", 0.8 * daring)),
            candidates=min(32, request.count + len(request.avoid) + _SPARE),
            repeats=bool(said.get("repeats", True)),
            style=str(said.get("style", "")),
        )
    except (TypeError, ValueError):
        raise BadInput(
            "complexity and colour are numbers from 0 to 1.", "Leave them out for plain."
        ) from None
    check_wishes(wishes)
    return wishes


_PLAIN_ADVENTURE = 0.3


def _perform(request: Request, ask: Ask, found: Harmony, index: int) -> Candidate:
    rng = np.random.default_rng((request.seed, 2, index))
    made = _progression(ask, found)
    voicings = lead(made.chords, request.low_pitch, request.high_pitch)
    slots = [step.slot for step in made.steps]
    return Candidate(
        title=made.title,
        reason=reason(made, ask.parts.all),
        notes=play(voicings, slots, request.metre, rng),
        length_beats=request.bars * request.metre.bar_beats,
        provenance=_provenance(request, ask),
        details={"chords": [step.as_details() for step in made.steps], "key": str(ask.key)},
    )


def _progression(ask: Ask, found: Harmony) -> Progression:
    spans = list(zip(found.starts, found.ends, strict=True))
    wishes = ask.wishes
    chords = enriched(found.chords, spans, ask.parts.melody, ask.key, wishes.complexity, wishes.colour)
    return progression(ask.key, chords, [Slot(start, end - start) for start, end in spans])


def _provenance(request: Request, ask: Ask) -> Provenance:
    """Everything that the notes depend on, so that the same request gives them again."""
    card = load_harmony_model().card
    cards = [card, *heard_with(request, chords=False)]
    return Provenance(
        generator=HarmoniseGenerator.name,
        software=f"sideman {__version__}",
        model_id=card.model_id,
        model_sha256=card.sha256,
        training=training_of(cards),
        models={one.model_id: one.sha256 for one in cards},
        seed=request.seed,
        parameters={
            "count": request.count,
            "bars": request.bars,
            "adventure": request.adventure,
            "low_pitch": request.low_pitch,
            "high_pitch": request.high_pitch,
            "avoid": list(request.avoid),
            **request.parameters,
        },
        context={
            "clips": {clip.clip_id: clip.notes.fingerprint for clip in request.context},
            "key": str(ask.key),
            "key_source": ask.key.source,
            "key_confidence": round(ask.key_confidence, 3),
            "tempo_bpm": request.tempo_bpm,
            "metre": str(request.metre),
        },
    )

"""The chord generator: listens, draws many progressions, keeps the best that differ and plays them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bridge import __version__
from bridge.model.errors import GeneratorFailed
from bridge.model.suggestion import Provenance
from generators.api import Candidate, Request
from generators.chords.arranging import Arrangement, arrange
from generators.chords.asked import check_request
from generators.chords.colouring import richer, walking_bass, with_sevenths
from generators.chords.listening import Hearing, listen
from generators.chords.planning import Plan, plan
from generators.chords.progression import Progression, progression
from generators.chords.ranking import Drawn
from generators.chords.reasons import reason
from generators.chords.remembering import memory_details, remembered
from generators.chords.searching import search
from generators.chords.session_bass import bass_plays, over_the_bass
from generators.chords.wish_reasons import wish_facts
from generators.chords.wishes import Wishes, wishes_of
from generators.models.chord_model import load_chord_model
from generators.models.manifest import heard_with, training_of
from generators.models.vocabulary import chord_of
from generators.theory.scales import diatonic_pitch_classes


class ChordGenerator:
    """Chord clips that fit the session: its key, its metre, what sounds along and what came before."""

    name = "chords"
    kinds = ("chords",)
    summary = "Chord progressions in the session's key, voiced for keys, each with the reason why it works."

    def self_check(self) -> None:
        """Loads the model and asks it for one chord. Raises Unavailable, or GeneratorFailed."""
        probabilities = load_chord_model().distribution((), "major")
        if not np.isclose(probabilities.sum(), 1.0):
            raise GeneratorFailed("The chord model's probabilities do not sum to 1.", "Reinstall Sideman.")

    def generate(self, request: Request) -> Sequence[Candidate]:
        """Different progressions, the best first. parameters: "chords" names the ones to keep, None for gaps;
        "style", "mood", "cadence" and "form" say what is wished for (`wishes.WORDS`); how they are played is
        said by those of `chord_parameters.CHORD_PARAMETERS`.

        Fewer than asked for where there are not so many. Raises BadInput.
        """
        check_request(request)
        hearing = listen(request)
        wishes = wishes_of(request, hearing)
        layout = plan(request, wishes.density(request.density))
        arrangement = arrange(request, hearing.key, bass_plays(hearing, layout.slots))
        drawn = search(request, hearing, layout, wishes)
        found: list[Candidate] = []
        shown = set(request.avoid)
        for index, one in enumerate(drawn):
            candidate = _perform(request, hearing, arrangement, one, layout, wishes, index)
            if candidate.title not in shown and len(found) < request.count:
                shown.add(candidate.title)
                found.append(candidate)
        return found


def _perform(
    request: Request,
    hearing: Hearing,
    arrangement: Arrangement,
    drawn: Drawn,
    layout: Plan,
    wishes: Wishes,
    index: int,
) -> Candidate:
    rng = np.random.default_rng((request.seed, 2, index))
    found = _coloured(request, hearing, arrangement, drawn, layout, wishes, rng)
    voicings = arrangement.voiced(found.chords)
    return Candidate(
        title=found.title,
        reason=reason(found, hearing, layout.named, wish_facts(found, wishes)),
        notes=arrangement.played(voicings, layout.slots, request, rng),
        length_beats=request.bars * request.metre.bar_beats,
        provenance=_provenance(request, hearing, wishes),
        details={
            "chords": [step.as_details() for step in found.steps],
            "key": str(hearing.key),
            "playing": arrangement.as_details(found.chords, voicings),
            **memory_details(request, hearing, drawn.classes),
        },
    )


def _coloured(
    request: Request,
    hearing: Hearing,
    arrangement: Arrangement,
    drawn: Drawn,
    layout: Plan,
    wishes: Wishes,
    rng: np.random.Generator,
) -> Progression:
    key, style = hearing.key, wishes.style
    chords = layout.kept([chord_of(one, key) for one in drawn.classes])
    if arrangement.layout.bass_plays:
        chords = over_the_bass(chords, layout.slots, hearing, 0)
    else:
        chords = walking_bass(chords, rng)
    if style.sevenths or style.blue:
        chords = with_sevenths(chords, key, style.sevenths, style.blue, rng)
    chords = richer(chords, diatonic_pitch_classes(key), request.adventure, rng, style.ninths)
    return progression(key, layout.kept(chords), layout.slots)


def _provenance(request: Request, hearing: Hearing, wishes: Wishes) -> Provenance:
    """Everything that the notes depend on, so that the same request gives them again."""
    card = load_chord_model().card
    cards = [card, *heard_with(request), *wishes.cards]
    return Provenance(
        generator=ChordGenerator.name,
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
            "density": request.density,
            "low_pitch": request.low_pitch,
            "high_pitch": request.high_pitch,
            "avoid": list(request.avoid),
            "track_name": request.track_name,
            **request.parameters,
        },
        context={
            "clips": {clip.clip_id: clip.notes.fingerprint for clip in request.context},
            "drums": {clip.clip_id: clip.notes.fingerprint for clip in request.drums},
            **remembered(request),
            "key": str(hearing.key),
            "key_source": hearing.key.source,
            "key_confidence": round(hearing.key_confidence, 3),
            "tempo_bpm": request.tempo_bpm,
            "metre": str(request.metre),
            "chords_before": [str(heard.chord) for heard in hearing.before],
            "chords_along": [str(heard.chord) for heard in hearing.along],
        },
    )

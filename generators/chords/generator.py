"""The chord generator: listens, draws many progressions, keeps the best that differ and plays them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bridge import __version__
from bridge.model.errors import GeneratorFailed
from bridge.model.suggestion import Provenance
from generators.api import Candidate, Request
from generators.chords.asked import check_request, named_chords
from generators.chords.colouring import richer, walking_bass
from generators.chords.harmonic_rhythm import Slot, harmonic_rhythm
from generators.chords.listening import Hearing, listen
from generators.chords.playing import play
from generators.chords.progression import Progression, progression
from generators.chords.ranking import Drawn
from generators.chords.reasons import reason
from generators.chords.searching import search
from generators.models.chord_model import load_chord_model
from generators.models.vocabulary import chord_of
from generators.theory.chord import Chord
from generators.theory.scales import diatonic_pitch_classes
from generators.theory.voice_leading import lead


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
        """Different progressions, the best first. parameters: "chords" names the ones to start from.

        Fewer than asked for where there are not so many. Raises BadInput.
        """
        check_request(request)
        hearing = listen(request)
        start, slots = _plan(request)
        drawn = search(request, hearing, start, slots)
        found: list[Candidate] = []
        shown = set(request.avoid)
        for index, one in enumerate(drawn):
            candidate = _perform(request, hearing, one, start, slots, index)
            if candidate.title not in shown and len(found) < request.count:
                shown.add(candidate.title)
                found.append(candidate)
        return found


def _plan(request: Request) -> tuple[tuple[Chord, ...], tuple[Slot, ...]]:
    """The named chords, and the slots of the whole clip: theirs, then the harmonic rhythm's."""
    start, named = named_chords(request)
    rhythm = harmonic_rhythm(
        request.bars, request.metre, request.density, np.random.default_rng((request.seed, 0))
    )
    end = named[-1].end_beats if named else 0.0
    rest = [
        Slot(max(slot.start_beats, end), slot.end_beats - max(slot.start_beats, end))
        for slot in rhythm
        if slot.end_beats > end + 1e-9
    ]
    return start, (*named, *rest)


def _perform(
    request: Request,
    hearing: Hearing,
    drawn: Drawn,
    start: tuple[Chord, ...],
    slots: tuple[Slot, ...],
    index: int,
) -> Candidate:
    rng = np.random.default_rng((request.seed, 2, index))
    found = _arranged(request, hearing, drawn, start, slots, rng)
    voicings = lead(found.chords, request.low_pitch, request.high_pitch)
    return Candidate(
        title=found.title,
        reason=reason(found, hearing, len(start)),
        notes=play(voicings, slots, request.metre, rng),
        length_beats=request.bars * request.metre.bar_beats,
        provenance=_provenance(request, hearing),
        details={"chords": [step.as_details() for step in found.steps], "key": str(hearing.key)},
    )


def _arranged(
    request: Request,
    hearing: Hearing,
    drawn: Drawn,
    start: tuple[Chord, ...],
    slots: tuple[Slot, ...],
    rng: np.random.Generator,
) -> Progression:
    key, kept = hearing.key, len(start)
    chords: list[Chord] = [*start, *(chord_of(one, key) for one in drawn.classes[kept:])]
    chords = walking_bass(chords, kept, rng)
    chords = richer(chords, diatonic_pitch_classes(key), kept, request.adventure, rng)
    return progression(key, chords, slots)


def _provenance(request: Request, hearing: Hearing) -> Provenance:
    """Everything that the notes depend on, so that the same request gives them again."""
    card = load_chord_model().card
    return Provenance(
        generator=ChordGenerator.name,
        software=f"sideman {__version__}",
        model_id=card.model_id,
        model_sha256=card.sha256,
        training=card.training,
        seed=request.seed,
        parameters={
            "count": request.count,
            "bars": request.bars,
            "adventure": request.adventure,
            "density": request.density,
            "low_pitch": request.low_pitch,
            "high_pitch": request.high_pitch,
            "avoid": list(request.avoid),
            **request.parameters,
        },
        context={
            "clips": {clip.clip_id: clip.notes.fingerprint for clip in request.context},
            "key": str(hearing.key),
            "key_source": hearing.key.source,
            "key_confidence": round(hearing.key_confidence, 3),
            "tempo_bpm": request.tempo_bpm,
            "metre": str(request.metre),
            "chords_before": [str(heard.chord) for heard in hearing.before],
            "chords_along": [str(heard.chord) for heard in hearing.along],
        },
    )

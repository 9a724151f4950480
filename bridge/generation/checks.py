"""Checks what a generator answered before anyone sees it: a plug-in's promise is not enough."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bridge.model.errors import GeneratorFailed
from generators.api import Candidate, Request

log = logging.getLogger("sideman.generation")

_SLACK_BEATS = 1e-6


def checked(candidates: Iterable[Candidate], request: Request) -> list[Candidate]:
    """The sound candidates, without duplicates, at most ``request.count``, in their order.

    Raises GeneratorFailed where none is left although some were given; no answer at all is an empty list.
    """
    kept: list[Candidate] = []
    faults: list[str] = []
    seen: set[str] = set()
    for candidate in candidates:
        fault = fault_of(candidate, request)
        if fault:
            faults.append(fault)
            log.warning("candidate %r is left out: %s", candidate.title, fault)
        elif candidate.notes.fingerprint not in seen and len(kept) < request.count:
            seen.add(candidate.notes.fingerprint)
            kept.append(candidate)
    if faults and not kept:
        raise GeneratorFailed(
            f"The generator's answer cannot be used: {faults[0]}",
            "Try another seed; if it stays, the generator is at fault.",
            "bad_candidates",
        )
    return kept


def fault_of(candidate: Candidate, request: Request) -> str:
    """What is wrong with a candidate, one sentence; "" for nothing."""
    if not candidate.title.strip():
        return "It has no title."
    if not len(candidate.notes):
        return "It holds no notes."
    wanted = request.bars * request.metre.bar_beats
    if abs(candidate.length_beats - wanted) > _SLACK_BEATS:
        return f"It lasts {candidate.length_beats:g} beats instead of {wanted:g}."
    for note in candidate.notes:
        if not request.low_pitch <= note.pitch <= request.high_pitch:
            return f"Pitch {note.pitch} is outside {request.low_pitch} to {request.high_pitch}."
        if note.start_beats < -_SLACK_BEATS or note.end_beats > wanted + _SLACK_BEATS:
            return f"A note at beat {note.start_beats:g} reaches beyond the clip."
    return ""

"""The one place where every generator's answer passes the guard, on its way to the musician."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec

from bridge.model.errors import GeneratorFailed, SidemanError
from generators.api import Candidate, Generator, Request
from generators.originality.session_copy import session_clips, session_corpus
from generators.originality.shipped import Index, load_index
from generators.originality.verdict import Outcome, Verdict, judge
from generators.wire import request_sha256

ROUNDS = 3
"""How often a generator is asked at most, where the guard kept something back."""


def guarded(
    generator: Generator, request: Request, load: Callable[[], Index] = load_index
) -> tuple[Candidate, ...]:
    """A generator's candidates without those that copy too much, each with its verdict and the hash of the
    request in its provenance.

    Where some are kept back the generator is asked for others, with other seeds. Raises what the generator
    raises, and GeneratorFailed where all it has is too close to a training item.
    """
    kept: list[Candidate] = []
    left_out = 0
    closest = Verdict()
    ask = request
    session = session_corpus(session_clips(request))
    for number in range(ROUNDS):
        try:
            made = tuple(generator.generate(ask))
        except SidemanError:
            if not number:
                raise
            break
        judged = [(one, judge(one.notes, one.details, load(), session, request.parameters)) for one in made]
        for candidate, verdict in judged:
            if verdict.outcome == Outcome.BLOCKED:
                left_out, closest = left_out + 1, verdict
            elif not number or candidate.notes not in [other.notes for other in kept]:
                kept.append(with_verdict(candidate, verdict, request, generator.name))
        missing = request.count - len(kept)
        if missing <= 0 or all(verdict.outcome != Outcome.BLOCKED for _, verdict in judged):
            break
        shown = (*ask.avoid, *(one.title for one in made if one.title not in ask.avoid))
        ask = msgspec.structs.replace(
            ask, count=missing, seed=request.seed + 7919 * (number + 1), avoid=shown
        )
    if left_out and not kept:
        raise GeneratorFailed(
            f"All that came was too close to existing music: {closest.reason}",
            "Try another seed, more adventure or fewer bars.",
            "too_close",
        )
    return tuple(_counted(candidate, left_out) for candidate in kept)


def with_verdict(candidate: Candidate, verdict: Verdict, request: Request, generator: str) -> Candidate:
    """The candidate with what the guard found, and what it takes to make it again; what a generator did not
    write down itself is filled in from the request."""
    made = candidate.provenance
    models = dict(made.models) or ({made.model_id: made.model_sha256} if made.model_id else {})
    heard = {
        "clips": {clip.clip_id: clip.notes.fingerprint for clip in session_clips(request)},
        "key": str(request.key) if request.key else "",
        "tempo_bpm": request.tempo_bpm,
        "metre": str(request.metre),
    }
    full = replace(
        made,
        generator=made.generator or generator,
        seed=made.seed or request.seed,
        context={**heard, **made.context},
        models=models,
        originality=msgspec.to_builtins(verdict),
        request_sha256=request_sha256(request),
    )
    return msgspec.structs.replace(candidate, provenance=full)


def _counted(candidate: Candidate, left_out: int) -> Candidate:
    made = candidate.provenance
    found = replace(made, originality={**made.originality, "left_out": left_out})
    return msgspec.structs.replace(candidate, provenance=found)

"""What a clip copies from the session's own clips: a namespace apart from the training data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from generators.api import ContextClip, Request
from generators.originality.lines import lines_of
from generators.originality.runs import SEED, Corpus, corpus_of
from generators.originality.shipped import LINE_PERIOD
from generators.originality.tokens import LEAD_NOTES, Tokens, readings

SHORTEST_COPY = 12
"""Notes; shorter agreements with the session are what makes a clip fit."""


def session_clips(request: Request) -> tuple[ContextClip, ...]:
    """All clips of the session that a request carries, drums left out."""
    return (*request.context, *(clip for section in request.elsewhere for clip in section))


def session_corpus(clips: Iterable[ContextClip]) -> Corpus | None:
    """The lines of these clips; None where they have none that could be copied."""
    rows = [
        tokens
        for clip in clips
        for line in lines_of(clip.notes, SEED + LEAD_NOTES)
        for tokens in readings(line.onsets_beats, line.pitches)
    ]
    return corpus_of(rows, list(range(len(rows))), LINE_PERIOD) if rows else None


def session_share(lines: Sequence[Tokens], session: Corpus | None) -> float:
    """The largest share of a line that is copied in runs of `SHORTEST_COPY` notes or more, 0..1."""
    if session is None:
        return 0.0
    shares = [0.0]
    for tokens in lines:
        copied = np.zeros(len(tokens) + LEAD_NOTES, bool)
        for run in session.runs(tokens):
            if run.tokens + LEAD_NOTES >= SHORTEST_COPY:
                copied[run.start : run.start + run.tokens + LEAD_NOTES] = True
        shares.append(float(copied.mean()))
    return max(shares)

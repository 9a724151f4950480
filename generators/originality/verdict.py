"""Judges a candidate: what it has in common with the training data and with the session, and whether it may
be shown."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec
import numpy as np

from bridge.model.errors import SidemanError
from bridge.model.notes import Notes
from generators.models.vocabulary import class_of, without_repeats
from generators.originality.lines import lines_of
from generators.originality.runs import SEED, Corpus, Run
from generators.originality.session_copy import session_share
from generators.originality.shipped import Index, Limit, Piece
from generators.originality.tokens import LEAD_CHORDS, LEAD_NOTES, Tokens, change_tokens, readings
from generators.theory.chord import parse_chord

COMMON_PROPERTY = 2
"""A progression that more songs share than these belongs to nobody."""

SESSION_SHARE = 0.5
"""A clip is warned of as a copy of the session where at least this share of a line is copied from it."""

COPY, FROM_SESSION = "copy", "session"
"""``parameters["copy"] = "session"`` says that copying the session is what was asked for."""


class Outcome(StrEnum):
    OK = "ok"
    WARNED = "warned"
    BLOCKED = "blocked"


_GRAVITY = (Outcome.OK, Outcome.WARNED, Outcome.BLOCKED)


class Nearest(msgspec.Struct, frozen=True):
    """The training item that shares the longest run. length: notes or chords, plain repeats included."""

    title: str
    by: str
    licence: str
    data: str
    length: int


class Verdict(msgspec.Struct, frozen=True):
    """longest_run: notes (or chords, role "chords") in common with one training item, without plain
    repetition; 0 below 10 notes or 9 chords. limit: at how many it is blocked. shared_by: training songs
    that hold the run. from_session: share of a line's notes that copy the session's clips, 0..1."""

    outcome: str = Outcome.OK.value
    role: str = ""
    longest_run: int = 0
    limit: int = 0
    nearest: Nearest | None = None
    shared_by: int = 0
    from_session: float = 0.0
    reason: str = ""


def judge(
    notes: Notes,
    details: dict[str, Any],
    index: Index,
    session: Corpus | None = None,
    parameters: dict[str, Any] | None = None,
    without_piece: int = -1,
) -> Verdict:
    """The verdict on a clip: the gravest of its lines and of its progression. Pure.

    details: a candidate's; the chords are taken from it where it names them. session: the lines of the
    session's clips (`session_copy`). parameters: the request's. without_piece: a piece of the index that is
    left out (to judge it by all others).
    """
    lines = [
        (line, tokens)
        for line in lines_of(notes, SEED + LEAD_NOTES)
        for tokens in readings(line.onsets_beats, line.pitches)
    ]
    found = [_judge_line(line.role, tokens, index, without_piece) for line, tokens in lines]
    found.append(_judge_changes(progression_of(details), index, without_piece))
    gravest = max(found, key=lambda one: (_GRAVITY.index(Outcome(one.outcome)), one.longest_run - one.limit))
    share = session_share([tokens for _, tokens in lines], session)
    meant = (parameters or {}).get(COPY) == FROM_SESSION
    if share >= SESSION_SHARE and not meant and gravest.outcome == Outcome.OK:
        reason = f"{share:.0%} of a line is copied from the session's own clips."
        gravest = msgspec.structs.replace(gravest, outcome=Outcome.WARNED.value, reason=reason)
    return msgspec.structs.replace(gravest, from_session=round(share, 3))


def longest_line(notes: Notes, index: Index) -> Verdict:
    """The verdict on the line of a clip that shares the longest run, whatever the limits."""
    lines = [
        _judge_line(line.role, tokens, index, -1)
        for line in lines_of(notes, SEED + LEAD_NOTES)
        for tokens in readings(line.onsets_beats, line.pitches)
    ]
    return max(lines, key=lambda one: one.longest_run, default=Verdict())


def progression_of(details: dict[str, Any]) -> tuple[int, ...]:
    """The changes that a candidate's details name, as chord classes above C; () where they name none."""
    try:
        symbols = [one.get("symbol") for one in details.get("chords", ()) if isinstance(one, dict)]
        return without_repeats(class_of(parse_chord(str(symbol)), 0) for symbol in symbols if symbol)
    except (SidemanError, AttributeError, TypeError):
        return ()


def _judge_line(role: str, tokens: Tokens, index: Index, without_piece: int) -> Verdict:
    limit = index.limits[role]
    runs = index.lines.runs(tokens, without_piece)
    if not runs:
        return Verdict(role=role, limit=limit.block)
    shared = len(index.lines.sharing(tokens, runs[0], without_piece))
    return _said(role, runs[0], LEAD_NOTES, limit, _piece(index, index.lines, runs[0]), shared, common=False)


def _judge_changes(classes: Sequence[int], index: Index, without_piece: int) -> Verdict:
    """The longest run; where that is common property, a shorter one that is not may still be too long."""
    limit = index.limits["chords"]
    tokens = change_tokens(classes) if len(classes) > SEED else np.zeros(0, np.uint8)
    runs = index.changes.runs(tokens, without_piece)
    found = Verdict(role="chords", limit=limit.block)
    for number, run in enumerate(runs):
        if number and run.counted + LEAD_CHORDS <= limit.warn:
            break
        shared = len(index.changes.sharing(tokens, run, without_piece))
        common = shared > COMMON_PROPERTY
        said = _said("chords", run, LEAD_CHORDS, limit, _piece(index, index.changes, run), shared, common)
        if not number or _GRAVITY.index(Outcome(said.outcome)) > _GRAVITY.index(Outcome(found.outcome)):
            found = said
        if found.outcome == Outcome.BLOCKED:
            break
    return found


def _piece(index: Index, corpus: Corpus, run: Run) -> Piece:
    return index.pieces[int(corpus.group[run.item])]


def _said(
    role: str, run: Run, lead: int, limit: Limit, piece: Piece, shared_by: int, common: bool
) -> Verdict:
    counted, length = run.counted + lead, run.tokens + lead
    outcome = (
        Outcome.BLOCKED if counted >= limit.block else Outcome.WARNED if counted > limit.warn else Outcome.OK
    )
    what = f"{length} {'chords' if role == 'chords' else 'notes'}"
    by = f" by {piece.by}" if piece.by else ""
    reason = f"{what} run as in {piece.title!r}{by}."
    if common:
        outcome, reason = Outcome.OK, f"{what} run as in {shared_by} songs: common property."
    nearest = Nearest(piece.title, piece.by, piece.licence, piece.data, length)
    return Verdict(outcome.value, role, counted, limit.block, nearest, shared_by, 0.0, reason)

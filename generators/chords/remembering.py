"""What the session holds apart from the new clip's place: its other sections, and what was turned down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from bridge.model.errors import BadInput
from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.analysis.chord_reading import SURE, read_chords
from generators.analysis.sounding import sounding
from generators.api import ContextClip, Request
from generators.models.chord_model import Lines, load_chord_model
from generators.models.chord_streams import chord_from
from generators.models.vocabulary import class_of, without_repeats

_MATTERS = 0.02

SHORTEST = 2
"""Changes of a section below which it says nothing about what follows what."""


class Remembers(Protocol):
    """What is asked of a hearing."""

    @property
    def history(self) -> tuple[int, ...]: ...
    @property
    def mode(self) -> str: ...
    @property
    def elsewhere(self) -> Lines: ...


def lines_elsewhere(request: Request, key: Key) -> Lines:
    """The changes of the session's other sections as classes of the chord model, one line each."""
    lines = (_line(section, request.metre, key) for section in request.elsewhere)
    return tuple(line for line in lines if len(line) >= SHORTEST)


def rejected_lines(request: Request, key: Key) -> Lines:
    """The changes of what was turned down; a line that holds no chord is left out."""
    return tuple(line for line in (_classes(symbols, key) for symbols in request.rejected) if line)


@lru_cache(maxsize=64)
def _line(section: tuple[ContextClip, ...], metre: Metre, key: Key) -> tuple[int, ...]:
    """Kept, because every ask of a session brings the same sections again."""
    heard = sounding(section)
    if not len(heard):
        return ()
    bar = metre.bar_beats
    first = math.floor(float(heard.starts.min()) / bar + 1e-9) * bar
    last = math.ceil(float(heard.ends.max()) / bar - 1e-9) * bar
    found = (one for one in read_chords(heard, metre, first, last, key) if one.confidence >= SURE)
    return without_repeats(class_of(one.chord, key.tonic) for one in found)


def _classes(symbols: tuple[str, ...], key: Key) -> tuple[int, ...]:
    try:
        chords = [chord_from(symbol) for symbol in symbols]
    except BadInput:
        return ()
    return without_repeats(class_of(chord, key.tonic) for chord in chords if not chord.is_none)


def remembered(request: Request) -> dict[str, Any]:
    """What provenance says of it: hashes, and what was turned down; nothing where there is nothing."""
    said: dict[str, Any] = {}
    if request.elsewhere:
        said["elsewhere"] = {
            clip.clip_id: clip.notes.fingerprint for section in request.elsewhere for clip in section
        }
    if request.rejected:
        said["rejected"] = [list(symbols) for symbols in request.rejected]
    if request.memory is not None:
        said["memory_sha256"] = request.memory.sha256
    return said


def memory_details(request: Request, hearing: Remembers, classes: Sequence[int]) -> dict[str, str]:
    """What the musician's own pieces had to do with a progression: how much likelier they made its chords.

    Nothing where that is less than `_MATTERS`.
    """
    if request.memory is None:
        return {}
    model, line, ratios = load_chord_model(), hearing.history, []
    for chosen in without_repeats(classes):
        if line[-1:] != (chosen,):
            with_it, without = (
                model.distribution(line, hearing.mode, 1.0, hearing.elsewhere, user)[chosen]
                for user in (request.memory, None)
            )
            ratios.append(math.log(max(with_it, 1e-9) / max(without, 1e-9)))
            line = (*line, chosen)
    likelier = math.exp(sum(ratios) / len(ratios)) - 1 if ratios else 0.0
    if likelier < _MATTERS:
        return {}
    return {"memory": f"{likelier:.0%} likelier a chord through your own pieces; {request.memory.said}"}

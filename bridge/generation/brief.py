"""Briefs a generator: the slice of the session that it needs to know to write a clip for one place."""

from __future__ import annotations

import math
from typing import Any

from bridge.generation.context import neighbours, without_drums
from bridge.generation.elsewhere import elsewhere
from bridge.generation.excerpt import excerpts
from bridge.model.keys import Key
from bridge.model.session import Session
from bridge.model.suggestion import Target
from generators.api import Request

DRUM_KINDS = frozenset({"drums"})
"""Kinds whose generator listens to drums; for all others they hide the harmony, and travel apart."""


def brief(
    session: Session,
    target: Target,
    kind: str,
    *,
    bars: int | None = None,
    key: Key | None = None,
    **knobs: Any,
) -> Request:
    """The request for a clip of a kind at a place of the session. Pure.

    bars: as many as the target lasts unless given, rounded up. key: the DAW's own unless the musician
    names one; None leaves it to the generator's ear. knobs: further fields of `Request`, such as count,
    seed, adventure, density, low_pitch, high_pitch, avoid, parameters. The context holds what sounds
    together with the place, then what comes before it, the nearest first; other sections stand apart.
    """
    metre = session.transport.metre
    length = bars * metre.bar_beats if bars else target.length_beats
    clips = neighbours(session, target.track_id, target.place, length)
    heard = excerpts(clips, length)
    pitched = without_drums(heard)
    for_drums = kind in DRUM_KINDS
    return Request(
        kind=kind,
        bars=bars or max(1, math.ceil(length / metre.bar_beats - 1e-9)),
        tempo_bpm=_tempo(session, target),
        metre=metre,
        key=key or session.key,
        context=heard if for_drums else pitched,
        track_name=session.track(target.track_id).name,
        elsewhere=()
        if for_drums
        else elsewhere(session, target.place, length, [one.clip.id for one in clips]),
        drums=() if for_drums else tuple(clip for clip in heard if clip not in pitched),
        **knobs,
    )


def _tempo(session: Session, target: Target) -> float:
    """The tempo at the place: that of the timeline where the DAW told its map, else the transport's."""
    if target.place.is_slot or len(session.tempo_map.steps) < 2:
        return session.transport.tempo_bpm
    return session.tempo_map.tempo_at(target.place.start_beats)

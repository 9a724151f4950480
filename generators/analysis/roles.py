"""The role of each track: drums, bass, chords, melody, pad, arp or vocal, with how sure that is.

Name, channel and notes each give log-odds, and these are added. What notes say is learned
(`generators.models.listening_weights`); without a name, a vocal is a melody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.analysis.role_names import ROLES, name_evidence
from generators.analysis.sounding import Sounding
from generators.analysis.track_features import in_company, track_features
from generators.models.listening_weights import NOTE_ROLES, ListeningWeights, load_listening_weights

_CHANNEL_10 = 8.0
"""Log-odds for drums of a track that is all on the drum channel."""

_NOT_CHANNEL_10 = -2.0
"""The same of one that is on others: kits on other channels exist, in samplers."""

_UNNAMED_VOCAL = -2.0
"""Log-odds of a vocal against a melody where no name says so."""


@dataclass(frozen=True, slots=True)
class TrackPart:
    """What is known of a track: its notes, drums included. drum_share: part of them on channel 10."""

    name: str
    notes: Sounding
    drum_share: float = 0.0


@dataclass(frozen=True, slots=True)
class HeardRole:
    """role: out of `ROLES`. confidence: its probability, 0..1."""

    role: str
    confidence: float


def roles(parts: Sequence[TrackPart], weights: ListeningWeights | None = None) -> list[HeardRole]:
    """One role a track, in their order. A track without notes and a telling name has confidence 0."""
    weights = weights or load_listening_weights()
    return cast([profile(part) for part in parts], weights)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a track says by itself, ready to be kept while it does not change. median: of its pitches, None
    for drums and empty tracks."""

    part: TrackPart
    features: NDArray[np.float64]
    names: NDArray[np.float64]
    median: float | None


def profile(part: TrackPart) -> Profile:
    """The costly half of `roles`."""
    is_pitched = len(part.notes) > 0 and part.drum_share < 0.5
    median = float(np.median(part.notes.pitches)) if is_pitched else None
    return Profile(part, track_features(part.notes), np.array(name_evidence(part.name)), median)


def cast(profiles: Sequence[Profile], weights: ListeningWeights) -> list[HeardRole]:
    """The roles of tracks that sound together."""
    medians = [one.median for one in profiles if one.median is not None]
    return [_role(one, medians, weights) for one in profiles]


def _role(one: Profile, medians: Sequence[float], weights: ListeningWeights) -> HeardRole:
    odds = one.names.copy()
    if not len(one.part.notes):
        best = int(odds.argmax())
        return HeardRole(ROLES[best], float(_softmax(odds)[best]) if odds.any() else 0.0)
    features = in_company(one.features, one.median, medians)
    spoken = dict(zip(NOTE_ROLES, weights.roles @ features, strict=True))
    spoken["vocal"] = spoken["melody"] + _UNNAMED_VOCAL
    odds = odds + np.array([spoken[role] for role in ROLES])
    odds[ROLES.index("drums")] += _CHANNEL_10 if one.part.drum_share > 0.9 else _NOT_CHANNEL_10
    best = int(odds.argmax())
    return HeardRole(ROLES[best], float(_softmax(odds)[best]))


def _softmax(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    grown = np.exp(odds - odds.max())
    shares: NDArray[np.float64] = grown / grown.sum()
    return shares

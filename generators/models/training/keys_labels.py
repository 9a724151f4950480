"""The home key of a stretch under one signature, told by cues that must agree.

A signature leaves a major key and its relative minor. The closing bass decides between the two. Three
other cues are asked as well: which tonic triad stands longer on its own bass, which one opens, and how
often the minor's leading tone stands in for the tone below it. Where two of them contradict the close, the
stretch is dropped; so are those that close on anything else (modal or misleading signatures), but for a
dominant under which all cues agree with its key: the next stretch takes that one up.
"""

from __future__ import annotations

import numpy as np

from generators.analysis.key_evidence import PLACE, whole_evidence
from generators.analysis.key_segments import Floats
from generators.analysis.sounding import Sounding

MINOR = 12
"""Keys are numbered 0..11 for major (0 = C), 12..23 for minor."""

_LEADING_SHARE = 0.25
"""Share of the raised tone, of both forms of the seventh degree, above which it speaks for minor."""


def candidates(sharps: int) -> tuple[int, int]:
    """The major and the minor key of a signature; flats are negative."""
    major = 7 * sharps % 12
    return major, (major + 9) % 12 + MINOR


def home_key(heard: Sounding, sharps: int) -> int | None:
    """The key of a stretch, or None where the cues leave doubt."""
    if not len(heard):
        return None
    major, minor = candidates(sharps)
    row = whole_evidence(heard).rows[0]
    closing = int(row[PLACE["last lowest"]].argmax())
    tonic = minor - MINOR
    allowed = {
        major: (major, 1),
        tonic: (minor, 1),
        (major + 7) % 12: (major, 0),
        (tonic + 7) % 12: (minor, 0),
    }
    if closing not in allowed:
        return None
    key, contradictions = allowed[closing]
    against = [cue for cue in cues(row, sharps) if cue not in (None, key)]
    return key if len(against) <= contradictions else None


def cues(row: Floats, sharps: int) -> tuple[int | None, int | None, int | None]:
    """What the tonic triads, the opening and the leading tone say: a key each, or None."""
    major, minor = candidates(sharps)
    tonic = minor - MINOR
    over = row[PLACE["over the lowest"]].reshape(12, 12)
    standing = {
        major: _triad(over[major], major, 4),
        minor: max(_triad(over[tonic], tonic, 3), _triad(over[tonic], tonic, 4)),
    }
    longer = max(standing, key=lambda key: standing[key])
    opening = int(row[PLACE["first lowest"]].argmax())
    sounding = row[PLACE["sounding"]]
    raised, natural = sounding[(tonic + 11) % 12], sounding[(tonic + 10) % 12]
    leads = raised > _LEADING_SHARE * (raised + natural)
    return (
        longer if standing[longer] > 0 else None,
        {major: major, tonic: minor}.get(opening),
        minor if leads else major,
    )


def _triad(over: Floats, root: int, third: int) -> float:
    """Beats for which third and fifth both can sound over a bass."""
    return float(np.minimum(over[(root + third) % 12], over[(root + 7) % 12]))

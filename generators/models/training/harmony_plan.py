"""How the harmony model is trained: the numbers, apart from torch so that the command can show them."""

from __future__ import annotations

from dataclasses import dataclass

FOLK_SONGS, LOOP_SONGS = 900, 400
"""Songs made by rule."""

QUARTET_BARS = 48
"""Bars of the excerpts that quartets are cut into."""


@dataclass(frozen=True, slots=True)
class Plan:
    """epochs: passes over the songs. synthetic_share: windows with melodies made by rule for each window
    of a song. quartet_share: the same of quartets. pool: passages made by rule, drawn again and again."""

    epochs: int = 14
    synthetic_share: float = 0.6
    quartet_share: float = 0.35
    pool: int = 6000
    seed: int = 1

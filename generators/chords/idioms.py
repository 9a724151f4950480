"""Turns of phrase that belong to styles: progressions that everybody plays and nobody owns.

Written as numerals on the major scale (bVI, bVII also in minor); sevenths and ninths come from the style.
"""

from __future__ import annotations

import re
from functools import cache

from generators.models.vocabulary import KINDS

IDIOMS: dict[str, tuple[str, str]] = {
    "pop": (
        "I V vi IV; vi IV I V; I vi IV V; IV I V vi; I IV vi V; vi V IV V; I iii vi IV",
        "i bVI bIII bVII; i bVII bVI bVII; bVI bVII i bIII; i iv bVI bVII; bVI bIII bVII i",
    ),
    "rock": (
        "I bVII IV I; I bVII IV bVII; I IV bVII IV; I bIII bVII IV; I bIII IV bVII; I V IV bVII; I "
        "bVI bVII I",
        "i bVII bVI bVII; i bIII bVII IV; i bVI bVII i; i bIII IV bVI; i bVII IV bVI",
    ),
    "soul": (
        "I iii IV V; I vi ii V; ii V I vi; IV iii ii I; I III7 vi iv; IV V iii vi; I ii iii IV",
        "i iv bVII bIII; i bVI iiø V; iv bVII bIII bVI; i v bVI iv",
    ),
    "jazz": (
        "ii V I VI7; I vi ii V; iii VI7 ii V; I VI7 ii V; ii V iii VI7; I I7 IV iv; IV iv iii VI7 ii "
        "V I; iii bIIIo ii V; II7 ii V I",
        "iiø V i i; i bVI iiø V; iv bVII bIII bVI iiø V i; i iv bVII bIII; bVI V i iv",
    ),
    "bossa": (
        "I II7 ii V; I II7 ii bII7; ii V I VI7; I bIIIo ii V; I vi II7 ii V",
        "i iv iiø V; iv i iiø V; i bII i V",
    ),
    "blues": (
        "I7 IV7 I7 V7; I7 IV7 V7 IV7; V7 IV7 I7 V7; I7 bIII7 IV7 I7; I7 VI7 II7 V7",
        "i7 iv7 i7 V7; i7 iv7 bVI7 V7",
    ),
    "folk": (
        "I IV I V; I vi IV V; I V vi IV; I iii IV V; IV I V I; I ii IV I",
        "i bVII i v; i bVII bVI V; i bIII bVII i; i bVII bIII bVII; i iv bVII i",
    ),
    "country": (
        "I IV V I; I IV I V; I II IV I; I V IV I; IV I V I; I I7 IV V; I II V I",
        "i bVII bIII V; i iv bVII i; i bVI bIII bVII",
    ),
    "gospel": (
        "I III7 vi II7 ii V; IV #IVo I VI7 ii V; I I7 IV iv; IV V III7 vi; ii iii IV V; I VI7 II7 V; "
        "IV iv I III7 vi",
        "i iiø V i; i I7 iv V; bVI V i I7; iv V bVI iiø V",
    ),
    "film": (
        "I bVI I iv; I iii IV iv; I bIII bVI IV; I III vi iv; vi IV iii V; I bVII bVI IV; I v IV iv",
        "i bVI bIII bVII; i bvi i bVI; i III bVI bVII; i bVI iv bII; i IV bVI i; i bVI i V",
    ),
    "lofi": (
        "ii V I vi; IV iii ii I; IV iii vi ii; I iii IV iv; ii iii IV iii; I vi ii V",
        "i iv bVI v; bVI v i iv; i bIII iv bVI; iv v i bVI",
    ),
    "edm": (
        "vi IV I V; IV V vi I; IV vi I V; IV I V vi; vi V IV V; I V vi IV",
        "i bVI bIII bVII; bVI bVII i i7; bVI bVII v i; iv bVI i bVII; i bIII bVII iv",
    ),
    "metal": (
        "I bVII bVI bVII; I bII I bVII; I bIII bII bVII; I bVI bVII bIII",
        "i bVI bVII i; i bII i bVII; i bVI bII bVII; i bIII bII i; i bVI iv V; i vo bVI bII",
    ),
}  # fmt: skip
"""Style -> (in major keys, in minor keys), apart by semicolons."""

_DEGREES = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
_NUMERAL = re.compile(r"(?P<accidental>[b#]?)(?P<degree>[iIvV]+)(?P<sign>o7|o|ø|7|)")


@cache
def idioms(style: str, minor: bool) -> tuple[tuple[int, ...], ...]:
    """The turns of a style as classes of the chord model; () for a style that has none."""
    lines = IDIOMS.get(style, ("", ""))[minor]
    return tuple(tuple(map(_class, line.split())) for line in lines.split(";") if line.strip())


def _class(numeral: str) -> int:
    match = _NUMERAL.fullmatch(numeral)
    if match is None:
        raise ValueError(f"{numeral!r} is no numeral")
    low = match["degree"].islower()
    root = _DEGREES[match["degree"].upper()] + {"": 0, "b": -1, "#": 1}[match["accidental"]]
    kind = {"": "min" if low else "maj", "7": "min7" if low else "7", "o": "dim", "o7": "dim", "ø": "hdim7"}[
        match["sign"]
    ]
    return root % 12 * len(KINDS) + KINDS.index(kind)

"""A made-up corpus, so that the house stands without any data: the songs of a village band."""

from __future__ import annotations

import json

from bridge.model.keys import parse_key
from generators.models.training.billboard import Song, read_lines

LOOPS = {
    "major": (
        "C:maj A:min F:maj G:maj",
        "C:maj F:maj C:maj G:7",
        "C:maj G:maj A:min F:maj",
        "D:min7 G:7 C:maj7 C:maj",
    ),
    "minor": ("A:min F:maj C:maj G:maj", "A:min D:min E:7 A:min", "A:min G:maj F:maj E:maj"),
}


def songs(count: int = 12) -> list[Song]:
    """Songs in C major and A minor, each with a loop played four times and an ending of its own."""
    return list(read_lines(_line(index) for index in range(count)))


def _line(index: int) -> str:
    mode = "minor" if index % 3 == 2 else "major"
    loops = LOOPS[mode]
    loop = loops[index % len(loops)].split()
    ending = loops[(index + 1) % len(loops)].split()
    key = parse_key("A minor" if mode == "minor" else "C major")
    record = {
        "id": f"tiny{index:02}",
        "title": f"Tune {index}",
        "artist": "The Village",
        "tonics": [[0, key.spell(key.tonic)]],
        "bars": [[[0, symbol]] for symbol in (*loop * 4, *ending)],
    }
    return json.dumps(record)

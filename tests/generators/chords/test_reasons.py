"""Given a progression, when Sideman says why it works, then it says what is true of exactly these chords."""

from __future__ import annotations

import pytest

from bridge.model.keys import parse_key
from bridge.model.timebase import Metre
from generators.api import Request
from generators.chords.harmonic_rhythm import Slot
from generators.chords.listening import listen
from generators.chords.progression import Progression, progression
from generators.chords.reasons import reason
from generators.theory.chord import parse_chord
from tests.generators.playing import block_chords, clip, clip_before


def four_four(symbols: str, key: str) -> Progression:
    chords = [parse_chord(symbol) for symbol in symbols.split()]
    slots = [Slot(4.0 * place, 4.0) for place in range(len(chords))]
    return progression(parse_key(key), chords, slots)


SILENCE = listen(Request(kind="chords", metre=Metre()))


@pytest.mark.parametrize(
    ("symbols", "key", "title", "said"),
    [
        ("C:maj G:maj A:min F:maj", "C major", "I–V–vi–IV in C major", "the four-chord loop"),
        ("A:min G:maj F:maj E:maj", "A minor", "i–VII–VI–V in A minor", "the Andalusian cadence"),
        ("A:min G:maj F:maj E:maj", "A minor", "i–VII–VI–V in A minor", "V pulls back to i, G# to A"),
        ("C:maj A:7 D:min7 G:7", "C major", "I–V7/ii–ii7–V7 in C major", "C# rising to D"),
        ("C:maj F:min C:maj G:maj", "C major", "I–iv–I–V in C major", "iv (Fm) borrows Ab from C minor"),
        ("C:maj G:maj/3 A:min E:min", "C major", "I–V6–vi–iii in C major", "the bass walks down C–B–A"),
        ("E:min A:min D:min F:maj", "C major", "iii–vi–ii–IV in C major", "fifths through iii–vi–ii"),
        ("D:min G:maj D:min F:maj", "C major", "ii–V–ii–IV in C major", "subdominant to dominant"),
        ("C:maj F:maj C:maj F:maj", "C major", "I–IV ×2 in C major", "a plagal cadence"),
        ("G:maj", "G major", "I in G major", "stays in the tonic of G major"),
    ],
)
def test_facts(symbols: str, key: str, title: str, said: str) -> None:
    found = four_four(symbols, key)
    assert found.title == title
    assert said.lower() in reason(found, SILENCE).lower()


@pytest.mark.parametrize(
    ("before", "symbols", "said"),
    [
        ("C:maj G:7", "C:maj F:maj", "Resolves from the session's last chord, V7 (G7), to I"),
        ("C:maj G:7", "A:min F:maj", "Turns aside from the session's last chord, V7 (G7), to vi"),
        ("F:maj C:maj", "F:maj G:maj", "Moves out from the session's last chord, I (C), to IV"),
        ("C:maj G:maj", "G:7 C:maj", "Stays on the V (G) that the session ends on"),
    ],
)
def test_the_seam_with_the_session(before: str, symbols: str, said: str) -> None:
    request = Request(kind="chords", key=parse_key("C major"), context=(clip_before(block_chords(before)),))
    assert reason(four_four(symbols, "C major"), listen(request)).startswith(said)


def test_the_share_of_what_plays_along_is_counted() -> None:
    request = Request(
        kind="chords", bars=2, key=parse_key("C major"), context=(clip(block_chords("C:maj F:maj")),)
    )
    hearing = listen(request)
    assert "100% of what plays along" in reason(four_four("C:maj F:maj", "C major"), hearing)
    assert "plays along" not in reason(four_four("B:dim E:maj", "C major"), hearing)


def test_long_titles_are_cut_and_repeats_counted() -> None:
    long = four_four(" ".join(["C:maj", "F:maj", "G:maj"] * 5 + ["A:min", "D:min", "E:min"]), "C major")
    assert long.title.count("–") == 15 and "…" in long.title
    assert four_four("C:maj F:maj G:maj " * 3, "C major").title == "I–IV–V ×3 in C major"

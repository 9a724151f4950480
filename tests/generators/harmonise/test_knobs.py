"""The knobs: plain or rich, triads or colour, and neutral is what is measured."""

from __future__ import annotations

from bridge.model.keys import Key
from generators.harmonise.answering import answer
from generators.harmonise.asked import Wishes
from generators.harmonise.enriching import enriched, walked
from generators.harmonise.parting import note_rows
from generators.harmonise.steering import applied, in_key
from generators.theory.chord import Chord, parse_chord
from tests.generators.harmonise.tunes import TWINKLE, notes_of, twinkle

C_MAJOR = Key(0)


def chords(symbols: str) -> list[Chord]:
    return [parse_chord(symbol) for symbol in symbols.split()]


def spans(count: int) -> list[tuple[float, float]]:
    return [(4.0 * n, 4.0 * n + 4) for n in range(count)]


def texts(found: list[Chord] | tuple[Chord, ...]) -> list[str]:
    return [str(chord) for chord in found]


def test_neutral_knobs_change_nothing() -> None:
    plain = chords("C:maj F:maj G:maj C:maj")
    assert texts(enriched(plain, spans(4), note_rows([]), C_MAJOR, 0.5, 0.0)) == texts(plain)
    assert "chords" not in answer(twinkle())


def test_more_colour_adds_tones_and_keeps_the_triads() -> None:
    plain = chords("C:maj A:min D:min G:maj C:maj")
    sizes = []
    for colour in (0.0, 0.25, 0.5, 0.9):
        found = enriched(plain, spans(5), note_rows([]), C_MAJOR, 0.5, colour)
        assert all(one.root == other.root for one, other in zip(found, plain, strict=True))
        sizes.append(sum(len(chord.pitch_classes) for chord in found))
    assert sizes == sorted(sizes) and len(set(sizes)) == 4
    assert "G:7" in texts(enriched(plain, spans(5), note_rows([]), C_MAJOR, 0.5, 0.25))
    home = enriched(chords("C:maj F:maj"), spans(2), note_rows([]), C_MAJOR, 0.5, 0.5)
    assert texts(home) == ["C:maj7", "F:maj7"]  # a tonic before IV is no dominant
    applied_dominant = enriched(chords("A:maj D:min"), spans(2), note_rows([]), C_MAJOR, 0.5, 0.25)
    assert str(applied_dominant[0]) == "A:7"
    assert "D:min7" in texts(enriched(plain, spans(5), note_rows([]), C_MAJOR, 0.5, 0.5))


def test_colour_makes_room_for_the_melody() -> None:
    high_c = note_rows([(0.0, 4.0, 72.0)])
    rubs = enriched(chords("C:maj F:maj"), spans(2), high_c, C_MAJOR, 0.5, 0.5)
    assert rubs[0].quality != "maj7"  # its B would lie under the held C
    held = enriched(chords("G:maj C:maj"), spans(2), high_c, C_MAJOR, 0.5, 0.7)
    assert str(held[0]) == "G:sus4(b7)"  # the held C suspends the dominant


def test_basses_walk_when_complexity_asks_for_it() -> None:
    assert texts(walked(chords("C:maj G:maj A:min"))) == ["C:maj", "G:maj/3", "A:min"]
    assert texts(walked(chords("C:maj F:maj G:maj"))) == ["C:maj", "F:maj", "G:maj"]


def test_complexity_moves_the_number_of_changes() -> None:
    record = {k: v for k, v in twinkle(notes=notes_of(TWINKLE * 2)).items() if k != "slot_starts"}
    counts = [len(answer(record, Wishes(complexity=c))["slots"]) for c in (0.0, 0.5, 1.0)]
    assert counts[0] < counts[2] and counts[0] <= counts[1] <= counts[2]


def test_plain_chords_stay_in_the_key() -> None:
    slots = answer(twinkle(), Wishes(complexity=0.0))["slots"]
    assert set(slots) <= {"C:maj", "D:min", "E:min", "F:maj", "G:maj", "A:min", "B:dim"}


def test_the_tables_of_the_key() -> None:
    assert in_key(0).sum() == 7
    d_major, g_major, c_sharp_dim, d_minor = 2 * 4, 7 * 4, 1 * 4 + 2, 2 * 4 + 1
    assert applied(0)[d_major, g_major] == 1 and applied(0)[c_sharp_dim, d_minor] == 1
    assert applied(0)[g_major, 0] == 0  # the key's own dominant is not an applied one

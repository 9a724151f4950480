"""Given the tracks of a file, when Sideman listens, then it hears the whole piece."""

from __future__ import annotations

from bridge.model.keys import Key, parse_key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.analysis.key_finding import HeardKey
from generators.analysis.piece import HeardPiece, bar_line, listen_to, with_signature
from generators.analysis.roles import TrackPart
from generators.analysis.sounding import all_notes, drum_share
from tests.generators.playing import block_chords

DRUMS = Notes([Note(step / 2, (36, 42, 38, 42)[step % 4], 0.1, channel=9) for step in range(64)])


def part(notes: Notes, name: str = "") -> TrackPart:
    return TrackPart(name, all_notes(notes), drum_share(notes))


def symbols(heard: HeardPiece) -> list[tuple[str, float]]:
    return [(str(chord.chord), chord.start_beats) for chord in heard.chords]


def test_a_song_with_drums() -> None:
    keys = block_chords("A:min F:maj C:maj G:maj D:min E:7 A:min A:min")
    heard = listen_to([part(DRUMS, "Kit"), part(keys, "Keys")], metres=[(0.0, Metre())])
    assert [role.role for role in heard.roles] == ["drums", "chords"]
    assert (heard.key.key.tonic, heard.key.key.scale) == (9, "minor")
    assert symbols(heard)[:3] == [("A:min", 0.0), ("F:maj", 4.0), ("C:maj", 8.0)]
    assert heard.chords[5].numeral.text == "V7"
    assert [one.kind for one in heard.cadences][-1] == "authentic"
    assert heard.end_beats == 32.0


def test_a_short_first_metre_is_a_pickup() -> None:
    notes = Notes(
        [Note(0.0, 67, 1.0)] + [Note(n.start_beats + 1, n.pitch, 4.0) for n in block_chords("C:maj F:maj")]
    )
    heard = listen_to(
        [part(notes)], metres=[(0.0, Metre(1, 4)), (1.0, Metre(4, 4))], key=parse_key("C major")
    )
    assert (heard.grid.metre, heard.grid.pickup_beats, heard.grid.first_bar_beats) == (Metre(4, 4), 1.0, 1.0)
    assert symbols(heard)[-1] == ("F:maj", 5.0)
    assert [one.start_beats for one in heard.key_regions] == [0.0]


def test_an_excerpt_by_bars() -> None:
    heard = listen_to(
        [part(block_chords("A:min F:maj C:maj G:maj"))],
        metres=[(0.0, Metre())],
        key=parse_key("A minor"),
        bars=(2, 3),
    )
    assert symbols(heard) == [("F:maj", 4.0), ("C:maj", 8.0)]


def test_bars_are_counted_through_changes_of_metre() -> None:
    sections = [(0.0, Metre(4, 4)), (8.0, Metre(3, 4))]
    heard = listen_to([part(block_chords("C:maj F:maj C:maj F:maj C:maj"))], metres=sections)
    assert [bar_line(heard.grid, sections, bar) for bar in range(5)] == [0.0, 4.0, 8.0, 11.0, 14.0]


def test_a_modulation_changes_the_numerals() -> None:
    home = "C:maj F:maj G:7 C:maj " * 4
    away = "E:maj A:maj B:7 E:maj " * 4
    heard = listen_to([part(block_chords((home + away).strip()))], metres=[(0.0, Metre())])
    assert [(one.key.tonic, one.key.scale) for one in heard.key_regions] == [(0, "major"), (4, "major")]
    numerals = [chord.numeral.text for chord in heard.chords]
    assert numerals[-3:] == ["IV", "V7", "I"]
    assert numerals[:3] == ["I", "IV", "V7"]


def test_a_key_signature_tips_the_balance_and_no_more() -> None:
    torn = HeardKey(parse_key("F major"), 0.5, ((parse_key("G minor"), 0.4), (parse_key("D minor"), 0.1)))
    flats = Key(10, "major")
    assert str(with_signature(torn, flats).key) == "G minor"
    assert with_signature(torn, Key(0, "major")) == torn
    sure = HeardKey(parse_key("F major"), 0.95, ((parse_key("G minor"), 0.05),))
    assert str(with_signature(sure, flats).key) == "F major"


def test_silence() -> None:
    heard = listen_to([part(Notes(), "Pad")])
    assert (heard.chords, heard.end_beats, heard.key.confidence) == ((), 0.0, 0.0)


def test_drums_alone_have_roles_and_no_chords() -> None:
    heard = listen_to([part(DRUMS)])
    assert heard.roles[0].role == "drums"
    assert {str(chord.chord) for chord in heard.chords} <= {"N"}

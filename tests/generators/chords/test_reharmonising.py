"""Given a progression, when it is reharmonised, then each change has a name, a reason and fits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from bridge.model.keys import Key, parse_key
from generators.chords.reharmonise_answering import answer_reharmonise
from generators.chords.substitutions import RULES, Place
from generators.models.chord_model import load_chord_model
from generators.models.vocabulary import CLASSES, chord_of
from generators.theory.chord import Chord, parse_chord

TURNAROUND = ["C:maj", "A:min", "F:maj", "G:7"]


def ask(
    chords: list[Any] | None = None, tonic: str = "C", mode: str = "major", **fields: Any
) -> list[dict[str, Any]]:
    asked = {"tonic": tonic, "mode": mode, "chords": chords or TURNAROUND, **fields}
    found: list[dict[str, Any]] = answer_reharmonise(load_chord_model(), asked)["reharmonisations"]
    return found


def made(name: str, chord: str, before: str, after: str, key: str = "C major") -> list[list[str]]:
    place = Place(parse_chord(chord), parse_chord(before), parse_chord(after), parse_key(key))
    return [[str(one) for one in way] for rule in RULES if rule.name == name for way in rule.make(place)]


@pytest.mark.parametrize(
    ("rule", "chord", "after", "key", "way"),
    [
        ("tritone substitution", "G:7", "C:maj", "C major", ["Db:7"]),
        ("tritone substitution", "B:7", "E:min", "E minor", ["F:7"]),
        ("secondary dominant", "C:maj", "A:min", "C major", ["C:maj", "E:7"]),
        ("secondary dominant", "A:min", "D:min", "C major", ["A:7"]),
        ("inserted ii–V", "C:maj", "A:min", "C major", ["C:maj", "C:maj", "B:hdim7", "E:7"]),
        ("added ii", "G:7", "C:maj", "C major", ["D:min7", "G:7"]),
        ("added ii", "E:7", "A:min", "A minor", ["B:hdim7", "E:7"]),
        ("passing diminished", "C:maj", "D:min", "C major", ["C:maj", "C#:dim7"]),
        ("passing diminished", "Ab:maj", "Bb:min", "Ab major", ["Ab:maj", "A:dim7"]),
        ("backdoor", "G:7", "C:maj", "C major", ["Bb:7"]),
        ("backdoor", "G:7", "C:maj", "C major", ["F:min7", "Bb:7"]),
        ("modal interchange", "F:maj", "C:maj", "C major", ["F:min"]),
        ("modal interchange", "A:min", "F:maj", "C major", ["Ab:maj"]),
        ("Neapolitan", "F:min", "G:7", "C minor", ["Db:maj/3"]),
        ("German sixth", "F:min", "G:7", "C minor", ["Ab:7"]),
        ("relative", "C:maj", "F:maj", "C major", ["A:min"]),
        ("suspension", "G:7", "C:maj", "C major", ["G:sus4(b7)", "G:7"]),
        ("line cliché", "A:min", "F:maj", "A minor", ["A:min", "A:minmaj7", "A:min7", "A:min6"]),
        ("altered dominant", "E:7", "A:min", "A minor", ["E:7(b9)"]),
    ],
)
def test_the_table_knows_the_textbook(rule: str, chord: str, after: str, key: str, way: list[str]) -> None:
    assert way in made(rule, chord, "C:maj", after, key)


@pytest.mark.parametrize(
    ("rule", "chord", "after"),
    [
        ("tritone substitution", "C:maj", "F:maj"),
        ("Neapolitan", "F:maj", "C:maj"),
        ("backdoor", "G:7", "A:min"),
        ("passing diminished", "C:maj", "F:maj"),
        ("secondary dominant", "F:maj", "C:maj"),
        ("relative", "G:7", "C:maj"),
    ],
)
def test_rules_stay_out_where_they_do_not_apply(rule: str, chord: str, after: str) -> None:
    assert made(rule, chord, "D:min", after) == []


def test_adventure_is_how_far_it_goes() -> None:
    plain, daring = ask(adventure=0.0), ask(adventure=1.0)
    names = {change["rule"] for one in plain for change in one["changes"]}
    assert names <= {"seventh", "first inversion"}
    assert max(one["daring"] for one in plain) < 0.1 < min(one["daring"] for one in daring)


def test_each_change_is_named_and_explained() -> None:
    for one in ask(adventure=0.6):
        assert one["changes"]
        for change in one["changes"]:
            assert change["old"] == TURNAROUND[change["place"]]
            assert change["why"].endswith(".") and "{" not in change["why"]
            assert change["new"] != [change["old"]]


chords = st.lists(st.integers(0, CLASSES - 1), min_size=1, max_size=8)


@given(
    st.integers(0, 11),
    st.sampled_from(["major", "minor"]),
    chords,
    st.floats(0, 1),
    st.lists(st.tuples(st.integers(0, 31), st.sampled_from([1, 2, 4]), st.integers(48, 84)), max_size=8),
)
@settings(max_examples=40, deadline=None)
def test_time_is_kept_and_no_new_chord_rubs_against_a_held_note(
    tonic: int, mode: str, classes: list[int], adventure: float, notes: list[tuple[int, int, int]]
) -> None:
    key = Key(tonic, mode)
    given_ = [str(chord_of(one, key)) for one in classes]
    found = ask(given_, key.spell(tonic), mode, adventure=adventure, notes=[list(note) for note in notes])
    assert len({tuple(one["symbols"]) for one in found}) == len(found)
    for one in found:
        told = one["chords"]
        assert told[0]["start_beats"] == 0
        for left, right in pairwise(told):
            assert left["start_beats"] + left["length_beats"] == pytest.approx(right["start_beats"])
        assert told[-1]["start_beats"] + told[-1]["length_beats"] == pytest.approx(4 * len(classes))
        for change in one["changes"]:
            length = 4 / len(change["new"])
            for n, symbol in enumerate(change["new"]):
                start = 4 * change["place"] + n * length
                _no_rub(parse_chord(symbol), notes, start, start + length)


def _no_rub(chord: Chord, notes: list[tuple[int, int, int]], start: float, end: float) -> None:
    for onset, length, pitch in notes:
        sounds = min(onset + length, end) - max(onset, start)
        if sounds >= 1 and pitch % 12 not in chord.pitch_classes:
            assert all((pitch - one) % 12 not in (1, 11) for one in chord.pitch_classes)


def test_a_melody_rules_out_what_it_rubs_against() -> None:
    """A held D over G7 leaves the tritone substitute Db7 no room; without it Db7 is among the answers."""
    free = {s for one in ask(["C:maj", "G:7"], adventure=1.0, count=12) for s in one["symbols"]}
    held = {
        s
        for one in ask(["C:maj", "G:7"], adventure=1.0, count=12, notes=[[4, 4, 74]])
        for s in one["symbols"]
    }
    assert "Db:7" in free and "Db:7" not in held


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"adventure": 2}, "bad_adventure"),
        ({"count": 0}, "bad_count"),
        ({"notes": [3]}, "bad_notes"),
        ({"chords": ["N"]}, "bad_chords"),
        ({"chords": [["C:maj", -1]]}, "bad_chords"),
        ({"adventure": "much"}, "bad_adventure"),
    ],
)
def test_what_cannot_be_done_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        ask(**{"chords": TURNAROUND, **fields})
    assert refused.value.code == code and refused.value.hint


def test_silence_stays_where_it_is() -> None:
    for one in ask(["C:maj", "N", "F:maj", "G:7"], adventure=0.5):
        assert "N" in one["symbols"]

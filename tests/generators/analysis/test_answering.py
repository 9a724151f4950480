"""Given JSON lines with notes, when Sideman answers, then each line gets its answer, in order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generators.analysis.answering import answer, answers

C, F, G = (48, 60, 64, 67), (53, 60, 65, 69), (43, 59, 62, 67)
SONG = [[4.0 * bar, 4, pitch] for bar, chord in enumerate((C, F, G, C)) for pitch in chord]


def ask(**fields: Any) -> dict[str, Any]:
    return answer({"id": "a", "notes": SONG, **fields})


def symbols(said: dict[str, Any]) -> list[str]:
    return [chord["symbol"] for chord in said["chords"]]


def test_key_and_chords() -> None:
    said = ask()
    assert (said["id"], said["key"]["tonic"], said["key"]["mode"]) == ("a", "C", "major")
    assert symbols(said) == ["C:maj", "F:maj", "G:maj", "C:maj"]
    assert [chord["roman"] for chord in said["chords"]] == ["I", "IV", "V", "I"]
    assert [(c["start_beats"], c["length_beats"]) for c in said["chords"]] == [
        (4.0 * n, 4.0) for n in range(4)
    ]
    json.dumps(said)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"tonic": "A", "mode": "minor"}, ("A", "minor")),
        ({"tonic": 5}, ("F", "major")),
        ({"tonic": "7", "mode": "maj"}, ("G", "major")),
        ({"tonic": "Bb", "mode": "mixolydian"}, ("Bb", "mixolydian")),
        ({"tonic": "F♯", "mode": "min"}, ("F#", "minor")),
    ],
)
def test_a_given_key_is_taken(fields: dict[str, Any], key: tuple[str, str]) -> None:
    said = ask(**fields)["key"]
    assert (said["tonic"], said["mode"], said["confidence"]) == (*key, 1.0)


@pytest.mark.parametrize("metre", ["3/4", [3, 4], [3.0, 4]])
def test_metres_in_both_forms(metre: Any) -> None:
    waltz = [[3.0 * bar, 3, pitch] for bar, chord in enumerate((C, F)) for pitch in chord]
    said = answer({"id": 1, "notes": waltz, "metre": metre, "tonic": "C"})
    assert [(c["start_beats"], c["length_beats"]) for c in said["chords"]] == [(0.0, 3.0), (3.0, 3.0)]


def test_unsorted_notes_with_velocities_and_grace_notes() -> None:
    notes = [[*note, 90, 0] for note in reversed(SONG)] + [[2.0, 0, 72]]
    assert symbols(answer({"id": 1, "notes": notes})) == ["C:maj", "F:maj", "G:maj", "C:maj"]


def test_where_nothing_sounds_there_is_no_chord() -> None:
    gap = [[0, 4, p] for p in C] + [[12, 4, p] for p in C]
    said = answer({"id": 1, "notes": gap, "tonic": "C"})
    assert [(c["symbol"], c["start_beats"]) for c in said["chords"]] == [
        ("C:maj", 0),
        ("N", 4),
        ("C:maj", 12),
    ]
    assert answer({"id": 2, "notes": []})["chords"] == []


def test_a_pickup_shifts_the_bars() -> None:
    notes = [[0, 1, 67]] + [[1.0 + 4 * bar, 4, p] for bar, chord in enumerate((C, F)) for p in chord]
    said = answer({"id": 1, "notes": notes, "tonic": "C", "pickup_beats": 1})
    assert [c["start_beats"] for c in said["chords"]][-1] == 5.0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nope", "bad_input"),
        ("7", "bad_input"),
        ('{"id": 1}', "bad_notes"),
        ('{"id": 1, "notes": "abc"}', "bad_notes"),
        ('{"id": 1, "notes": [[0, 1]]}', "bad_notes"),
        ('{"id": 1, "notes": [[0, 1, 200]]}', "bad_notes"),
        ('{"id": 1, "notes": [[0, -1, 60]]}', "bad_notes"),
        ('{"id": 1, "notes": [[1e400, 1, 60]]}', "bad_notes"),
        ('{"id": 1, "notes": [], "metre": "waltz"}', "bad_input"),
        ('{"id": 1, "notes": [], "tonic": "H"}', "bad_input"),
        ('{"id": 1, "notes": [], "tonic": "C", "mode": "happy"}', "bad_input"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(line: str, code: str) -> None:
    good = json.dumps({"id": 2, "notes": SONG, "tonic": "C"})
    bad, after = answers([line, "", good])
    assert bad["error"]["code"] == code
    assert bad["error"]["message"] and bad["error"]["hint"]
    assert after["id"] == 2 and symbols(after)[0] == "C:maj"


def test_answers_come_one_by_one() -> None:
    taken: list[int] = []

    def lines() -> Any:
        for number in range(3):
            taken.append(number)
            yield json.dumps({"id": number, "notes": []})

    said = answers(lines())
    assert next(said)["id"] == 0
    assert taken == [0]

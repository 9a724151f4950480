"""The generator in a session: chords under the melody that plays along."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import msgspec
import pytest

from bridge.generation.checks import fault_of
from bridge.model.errors import BadInput
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.api import Request
from generators.harmonise.generator import HarmoniseGenerator
from generators.models.harmony_model import load_harmony_model
from generators.registry import BUILT_INS, GROUP, discover
from generators.theory.chord import parse_chord
from tests.generators.harmonise.tunes import TWINKLE, notes_of
from tests.generators.playing import clip, line

MELODY = Notes([Note(onset, int(pitch), length) for onset, length, pitch in notes_of(TWINKLE)])
ASK = Request(
    kind="harmonise", bars=4, count=3, key=Key(0), context=(clip(MELODY, track_name="Lead"),), seed=5
)


def test_each_candidate_is_sound_and_differs() -> None:
    found = HarmoniseGenerator().generate(ASK)
    assert len(found) == 3
    assert len({one.title for one in found}) == 3
    for one in found:
        assert fault_of(one, ASK) == ""
        chords = one.details["chords"]
        assert chords[0]["start_beats"] == 0
        assert chords[-1]["start_beats"] + chords[-1]["length_beats"] == 16
        assert all(row["symbol"] and row["roman"] and row["name"] for row in chords)
        assert one.reason.endswith(".") and "%" in one.reason


def test_the_best_begins_and_ends_at_home() -> None:
    chords = HarmoniseGenerator().generate(ASK)[0].details["chords"]
    assert chords[0]["symbol"] == "C:maj" and chords[-1]["symbol"] == "C:maj"


def test_the_same_request_gives_the_same_notes_and_says_what_they_depend_on() -> None:
    one, again = (HarmoniseGenerator().generate(ASK) for _ in range(2))
    assert [c.notes.fingerprint for c in one] == [c.notes.fingerprint for c in again]
    made = one[0].provenance
    assert made.generator == "harmonise" and made.seed == 5
    assert made.model_sha256 == load_harmony_model().card.sha256
    assert any("Lieder" in text for text in made.training) and any("Billboard" in t for t in made.training)
    assert made.context["clips"] == {"c1": MELODY.fingerprint}


def test_titles_that_were_shown_are_not_shown_again() -> None:
    shown = [one.title for one in HarmoniseGenerator().generate(ASK)]
    more = HarmoniseGenerator().generate(msgspec.structs.replace(ASK, avoid=tuple(shown), count=2))
    assert more and not {one.title for one in more} & set(shown)


def test_a_bass_line_alone_carries_its_chords() -> None:
    bass = line([36, 36, 41, 41, 43, 43, 36, 36], beats=2.0)
    ask = msgspec.structs.replace(ASK, context=(clip(bass, track_name="Bass"),), parameters={"rhythm": "bar"})
    symbols = [row["symbol"] for row in HarmoniseGenerator().generate(ask)[0].details["chords"]]
    assert symbols[0] == "C:maj" and symbols[-1] == "C:maj" and len(symbols) == 4


def test_without_a_key_it_listens_and_says_so() -> None:
    found = HarmoniseGenerator().generate(msgspec.structs.replace(ASK, key=None))[0]
    assert found.provenance.context["key_source"] == "listened"


def test_adventure_brings_colour_and_the_default_brings_none() -> None:
    plain = HarmoniseGenerator().generate(ASK)[0]
    daring = HarmoniseGenerator().generate(msgspec.structs.replace(ASK, adventure=1.0))[0]
    qualities = {parse_chord(row["symbol"]).quality for row in daring.details["chords"]}
    assert qualities - {"maj", "min", "dim", "aug"}
    assert {parse_chord(row["symbol"]).quality for row in plain.details["chords"]} <= {
        "maj",
        "min",
        "dim",
        "aug",
    }


def test_three_four_and_long_clips_are_filled_to_the_end() -> None:
    tune = line([60, 62, 64, 65, 67, 69, 71, 72, 71] * 2)
    ask = msgspec.structs.replace(ASK, metre=Metre(3, 4), bars=8, context=(clip(tune),))
    chords = HarmoniseGenerator().generate(ask)[0].details["chords"]
    assert chords[-1]["start_beats"] + chords[-1]["length_beats"] == 24


def test_silence_is_told_in_words() -> None:
    with pytest.raises(BadInput) as refused:
        HarmoniseGenerator().generate(msgspec.structs.replace(ASK, context=()))
    assert refused.value.code == "nothing_to_hear" and refused.value.hint
    with pytest.raises(BadInput):
        HarmoniseGenerator().generate(msgspec.structs.replace(ASK, parameters={"rhythm": "samba"}))
    with pytest.raises(BadInput):
        HarmoniseGenerator().generate(msgspec.structs.replace(ASK, parameters={"colour": "blue"}))


def test_the_registry_finds_it_ready() -> None:
    found = discover([EntryPoint(name, value, GROUP) for name, value in BUILT_INS.items()])
    assert isinstance(found.get("harmonise"), HarmoniseGenerator)


def test_the_entry_points_of_the_package_are_the_built_ins() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"]["sideman.generators"]["harmonise"] == BUILT_INS["harmonise"]

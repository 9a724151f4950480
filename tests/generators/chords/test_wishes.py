"""Given wishes in words, when chords are asked for, then every candidate keeps to them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from bridge.model.keys import SCALES, Key, parse_key
from bridge.model.timebase import Metre
from generators.api import Candidate, Request
from generators.chords import ChordGenerator
from generators.chords.cadence_wishes import CADENCES, PICARDY, leads_back
from generators.chords.idioms import IDIOMS, idioms
from generators.chords.styles import STYLES
from generators.models.moods import load_moods
from generators.models.vocabulary import class_of
from generators.theory.chord import parse_chord
from generators.theory.scales import sounds_minor

C_MAJOR, A_MINOR = parse_key("C major"), parse_key("A minor")
keys = st.builds(Key, st.integers(0, 11), st.sampled_from(sorted(SCALES)))


def ask(key: Key = C_MAJOR, bars: int = 4, count: int = 3, **parameters: Any) -> list[Candidate]:
    request = Request(kind="chords", key=key, bars=bars, count=count, seed=3, parameters=parameters)
    return list(ChordGenerator().generate(request))


def symbols(candidate: Candidate) -> list[str]:
    return [chord["symbol"] for chord in candidate.details["chords"]]


def degrees(candidate: Candidate, key: Key) -> list[int]:
    return [(parse_chord(symbol).root_pitch_class - key.tonic) % 12 for symbol in symbols(candidate)]


LAST = {"authentic": (7, 0), "plagal": (5, 0), "half": (7,), PICARDY: (7, 0)}


@given(
    keys,
    st.sampled_from([name for name in CADENCES if name != "none"]),
    st.sampled_from([2, 4, 7, 8]),
    st.sampled_from(["", *STYLES]),
    st.integers(0, 1000),
)
@settings(max_examples=25, deadline=None)
def test_every_candidate_ends_as_was_wished(key: Key, cadence: str, bars: int, style: str, seed: int) -> None:
    minor = sounds_minor(key)
    if cadence == PICARDY and not minor:
        return
    parameters = {"cadence": cadence, "style": style}
    request = Request(kind="chords", key=key, bars=bars, count=2, seed=seed, parameters=parameters)
    found = list(ChordGenerator().generate(request))
    assert found
    wanted = {**LAST, "deceptive": (7, 8 if minor else 9)}
    for candidate in found:
        roots = degrees(candidate, key)
        if cadence == "loop":
            first, last = (class_of(parse_chord(symbols(candidate)[n]), key.tonic) for n in (0, -1))
            assert leads_back(last, first)
            continue
        assert tuple(roots[-len(wanted[cadence]) :]) == wanted[cadence]
        closing = [parse_chord(symbol).intervals for symbol in symbols(candidate)[-2:]]
        if cadence in ("authentic", "deceptive", PICARDY):
            assert 4 in closing[0]
        if cadence == "half":
            assert 4 in closing[1]
        if cadence in ("authentic", "plagal"):
            assert (3 in closing[1]) == minor
        if cadence == PICARDY:
            assert 4 in closing[1]


def test_the_reason_says_which_cadence() -> None:
    assert all("an authentic cadence" in one.reason for one in ask(cadence="authentic"))
    assert all("Picardy" in one.reason for one in ask(A_MINOR, cadence=PICARDY))


@pytest.mark.parametrize(
    "chords",
    [["C:maj", None, "F:maj", None], [None, None, "Ab:maj", "G:7"], [["C:maj", 2], [None, 2], "F:maj"]],
)
def test_gaps_are_filled_around_what_was_named(chords: list[Any]) -> None:
    found = ask(chords=chords)
    assert found
    for candidate in found:
        told = symbols(candidate)
        for place, item in enumerate(chords):
            wanted = item[0] if isinstance(item, list) else item
            assert wanted is None or told[place] == wanted
        classes = [class_of(parse_chord(symbol), 0) for symbol in told]
        assert all(one != other for one, other in pairwise(classes))
    assert len({tuple(symbols(candidate)) for candidate in found}) == len(found)


def test_a_gap_before_g7_is_filled_with_what_prepares_it() -> None:
    """Between C and G7 one of the first answers is ii, IV or vi: the gap is read from both sides."""
    best = ask(chords=["C:maj", None, "G:7", "C:maj"], count=1)[0]
    assert degrees(best, C_MAJOR)[1] in (2, 5, 9)


@pytest.mark.parametrize("bars", [8, 12, 16])
def test_a_blues_has_the_changes_of_a_blues(bars: int) -> None:
    for key, third in ((C_MAJOR, 4), (A_MINOR, 3)):
        for candidate in ask(key, bars=bars, form="blues", count=2):
            roots = degrees(candidate, key)
            assert roots[0] == 0 and len(roots) == bars and {0, 5, 7} <= set(roots)
            assert third in parse_chord(symbols(candidate)[0]).intervals


def test_aaba_comes_back_after_a_contrast() -> None:
    for candidate in ask(bars=16, form="aaba", count=3):
        bars = symbols(candidate)
        first, second, bridge, last = (bars[at : at + 4] for at in (0, 4, 8, 12))
        assert [parse_chord(s).root for s in first[:3]] == [parse_chord(s).root for s in second[:3]]
        assert [parse_chord(s).root for s in second] == [parse_chord(s).root for s in last]
        assert bridge != first


def test_long_clips_are_not_four_bars_copied() -> None:
    found = ask(bars=16, count=4)
    assert any(len({tuple(symbols(one)[at : at + 4]) for at in (0, 4, 8, 12)}) >= 3 for one in found)


def test_a_style_is_heard() -> None:
    """Jazz has sevenths on nearly all chords, folk on nearly none; blues has a seventh on I."""

    def sevenths(style: str) -> float:
        chords = [parse_chord(s) for one in ask(style=style, count=5) for s in symbols(one)]
        return sum(bool({10, 11} & chord.intervals) for chord in chords) / len(chords)

    assert sevenths("jazz") > 0.9 and sevenths("folk") < 0.15
    blues = [parse_chord(s) for one in ask(style="blues", count=5) for s in symbols(one)]
    assert all(10 in chord.intervals for chord in blues if chord.root == "C")


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_has_turns_of_phrase_for_both_modes(style: str) -> None:
    assert len(idioms(style, False)) >= 2 and len(idioms(style, True)) >= 2


def test_styles_and_idioms_belong_together() -> None:
    assert set(IDIOMS) == set(STYLES)


def test_a_mood_bends_what_is_drawn() -> None:
    """Candidates for a mood have more of it than those for its opposite have, by the data's own measure."""
    moods = load_moods()
    for word, other in (("hopeful", "dark"), ("dark", "hopeful")):
        mood = moods.mood(word, "minor")
        leaning = {
            asked: sum(
                mood.leaning([class_of(parse_chord(s), 9) for s in symbols(one)])
                for one in ask(A_MINOR, mood=asked, count=6)
            )
            for asked in (word, other)
        }
        assert leaning[word] > leaning[other]


def test_what_a_mood_was_learned_from_is_told() -> None:
    provenance = ask(mood="hopeful")[0].provenance
    assert any("Ludovic Drolez" in line for line in provenance.training)
    assert "moods-tagged-progressions-1" in provenance.models
    assert not any("Drolez" in line for line in ask()[0].provenance.training)


@pytest.mark.parametrize(
    ("parameters", "code", "hint"),
    [
        ({"mood": "angryish"}, "bad_mood", "hopeful"),
        ({"style": "polka"}, "bad_style", "soul"),
        ({"cadence": "sideways"}, "bad_cadence", "plagal"),
        ({"cadence": "picardy"}, "bad_cadence", "minor"),
        ({"form": "sonata"}, "bad_form", "aaba"),
        ({"form": "aaba", "bars": 6}, "bad_form", "multiple of 4"),
        ({"form": "blues", "bars": 4}, "bad_form", "bars"),
    ],
)
def test_unknown_words_are_refused_with_the_list(parameters: dict[str, Any], code: str, hint: str) -> None:
    with pytest.raises(BadInput) as refused:
        ask(**parameters)
    assert refused.value.code == code
    assert hint in refused.value.hint


def test_three_four_and_odd_lengths_work() -> None:
    request = Request(
        kind="chords", key=C_MAJOR, bars=5, metre=Metre(3, 4), parameters={"cadence": "plagal", "mood": "sad"}
    )
    for candidate in ChordGenerator().generate(request):
        assert degrees(candidate, C_MAJOR)[-2:] == [5, 0]

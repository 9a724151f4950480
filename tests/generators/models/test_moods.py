"""Given tagged progressions, when a mood is asked for, then it leans to its own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bridge.model.errors import BadInput
from generators.models.card import parse_card
from generators.models.moods import CARD, MoodModel, Tagged, load_moods
from generators.models.training.moods import left_out_bits, write_moods
from generators.models.vocabulary import CLASSES

ONE, FOUR, FIVE, SIX = 0, 45, 63, 82


def model(*tagged: tuple[tuple[int, ...], str]) -> MoodModel:
    return MoodModel(tuple(Tagged(line, (word,)) for line, word in tagged), load_moods().card)


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_every_mood_gives_probabilities(mode: str) -> None:
    for word in load_moods().words:
        mood = load_moods().mood(word, mode)
        assert mood.chords.sum() == pytest.approx(1) and (mood.chords > 0).all()
        assert np.allclose(mood.steps.sum(axis=1), 1) and mood.steps.shape == (CLASSES, CLASSES)
        assert np.isfinite(mood.leaning((ONE, FIVE, SIX, FOUR))) and mood.lines


def test_a_mood_leans_to_its_own_progressions() -> None:
    found = model(*[((ONE, FOUR, FIVE), "glad")] * 30, *[((ONE, SIX), "sad")] * 30)
    glad, sad = found.mood("glad", "major"), found.mood("sad", "major")
    assert glad.leaning((ONE, FOUR, FIVE)) > 0 > sad.leaning((ONE, FOUR, FIVE))
    assert glad.bend((ONE,))[FOUR] > 1 > sad.bend((ONE,))[FOUR]


def test_progressions_that_carry_no_mood_more_than_others_lean_nowhere() -> None:
    found = model(((ONE, FIVE), "one"), ((ONE, FIVE), "other")).mood("one", "major")
    assert found.leaning((ONE, FIVE)) == pytest.approx(0, abs=0.01)


def test_a_minor_loop_begins_on_vi_in_major() -> None:
    line, weight = Tagged((1, 72, 27), ("dark",)).in_mode("major")
    assert line == (SIX, 45, 0) and weight < 1


def test_a_mood_helps_on_progressions_that_were_left_out() -> None:
    """Weak labels, so a small gain: but a gain, or the mood would be noise."""
    bits = left_out_bits(load_moods().tagged)
    steps = sum(count for *_, count in bits.values())
    with_mood, without = (sum(one[side] * one[2] for one in bits.values()) / steps for side in (0, 1))
    assert with_mood < without


def test_an_unknown_mood_is_refused_with_the_list() -> None:
    with pytest.raises(BadInput) as refused:
        load_moods().named("angryish")
    assert "hopeful" in refused.value.hint


def test_the_card_carries_the_licence() -> None:
    text = CARD.read_text(encoding="utf-8")
    assert "Permission is hereby granted" in text and "Ludovic Drolez" in parse_card(text).training[0]


def test_the_file_is_made_from_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "progressions"
    folder.mkdir()
    (folder / "LICENSE").write_text("MIT", encoding="utf-8")
    rows = [
        {"chords": [[0, "maj"], [0, "maj(b5)"], [7, "sus2"]], "moods": ["joyful"]},
        {"chords": [[0, "min"], [5, "min7"]], "moods": ["sad", "dark"]},
        {"chords": [[0, "min"]], "moods": ["sad"]},
        {"chords": [[0, "min"], [5, "min"]], "moods": ["sad"]},
    ]
    (folder / "progressions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    card = parse_card(write_moods(tmp_path, tmp_path).read_text(encoding="utf-8"))
    made = json.loads((tmp_path / card.file).read_bytes())
    assert [one["moods"] for one in made] == [["joyful"], ["sad", "dark"], ["sad"]]
    assert made[0]["classes"][0] == 0 and made[0]["classes"][-1] == 63 + 8

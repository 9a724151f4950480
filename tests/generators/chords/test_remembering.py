"""Given what was done in the session before, when chords are asked for, then they bear it in mind."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.keys import parse_key
from generators.api import Candidate, ContextClip, Request, UserMemory
from generators.chords import ChordGenerator
from generators.chords.ranking import distance, regret
from generators.models.user_memory import BUCKETS, START, packed_runs, runs_of
from generators.models.vocabulary import class_of
from generators.theory.chord import parse_chord
from tests.generators.playing import block_chords

C_MAJOR = parse_key("C major")
ODD = "C:maj Ab:maj Eb:maj D:min"


def ask(**fields: Any) -> list[Candidate]:
    return list(ChordGenerator().generate(Request(kind="chords", key=C_MAJOR, **fields)))


def symbols(candidate: Candidate) -> tuple[str, ...]:
    return tuple(chord["symbol"] for chord in candidate.details["chords"])


def classes(candidate: Candidate) -> list[int]:
    return [class_of(parse_chord(symbol), C_MAJOR.tonic) for symbol in symbols(candidate)]


def section(text: str) -> tuple[ContextClip, ...]:
    notes = block_chords(text)
    return (ContextClip("verse", "Verse", "Keys", 0.0, notes.end_beats, notes),)


def habit(text: str, share: float) -> UserMemory:
    line = [class_of(parse_chord(symbol), 0) for symbol in text.split()] * 8
    padded = [START, START, *line]
    triples = zip(padded, padded[1:], line, strict=False)
    return UserMemory(packed_runs(runs_of((run, 1.0) for run in triples)), (share,) * BUCKETS, 6, 1.5, 2.5)


def test_a_verse_in_another_scene_colours_what_is_suggested() -> None:
    """Its steps from chord to chord come more often than without it."""
    verse = "C:maj E:min D:min A:min"
    steps = set(pairwise(class_of(parse_chord(one), C_MAJOR.tonic) for one in [*verse.split(), "C:maj"]))
    elsewhere = (section(" ".join([verse] * 4)),)

    def of_the_verse(found: list[Candidate]) -> int:
        return sum(step in steps for one in found for step in pairwise(classes(one)))

    plain = sum(of_the_verse(ask(seed=seed, count=6)) for seed in range(1, 5))
    told = sum(of_the_verse(ask(seed=seed, count=6, elsewhere=elsewhere)) for seed in range(1, 5))
    assert told > 1.5 * plain
    assert ask(seed=1, elsewhere=elsewhere)[0].provenance.context["elsewhere"].keys() == {"verse"}


def test_what_was_turned_down_does_not_come_again() -> None:
    first = ask(seed=5, count=3)
    rejected = tuple(symbols(one) for one in first)
    again = ask(seed=5, count=3, rejected=rejected)
    for one in again:
        assert min(distance(classes(one), classes(other)) for other in first) > 0
    assert again[0].provenance.context["rejected"] == [list(line) for line in rejected]


def test_regret_fades_with_distance() -> None:
    near, nearer = regret((0, 45, 63, 64), [(0, 45, 63, 1)]), regret((0, 45, 63, 64), [(0, 45, 63, 64)])
    assert nearer > near > 0 == regret((0, 45, 63, 64), [(13, 97, 31)]) == regret((0, 45), [])


def test_nonsense_that_was_turned_down_is_no_reason_to_fail() -> None:
    assert ask(seed=1, rejected=(("H:moll", "?"), ("N",), ()))


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_a_memory_without_weight_changes_no_note(seed: int) -> None:
    plain = ask(seed=seed, count=2)
    empty = ask(seed=seed, count=2, memory=habit(ODD, 0.0))
    assert [one.notes for one in empty] == [one.notes for one in plain]
    assert [one.title for one in empty] == [one.title for one in plain]


def test_a_memory_shows_in_the_chords_in_provenance_and_in_the_details() -> None:
    own = habit(ODD, 0.8)
    plain, bent = ask(seed=2, count=4, adventure=0.6), ask(seed=2, count=4, adventure=0.6, memory=own)
    assert [symbols(one) for one in bent] != [symbols(one) for one in plain]
    assert all(one.provenance.context["memory_sha256"] == own.sha256 for one in bent)
    assert all("memory_sha256" not in one.provenance.context for one in plain)
    told = [one.details["memory"] for one in bent if "memory" in one.details]
    assert told and "on your 6 held-out pieces 1.50 bits" in told[0]

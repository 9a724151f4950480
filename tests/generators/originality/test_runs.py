"""The longest common run is the longest, whatever stands around it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.originality.runs import SEED, corpus_of
from generators.originality.tokens import Tokens

ROWS = st.lists(st.lists(st.integers(0, 3), min_size=0, max_size=40), min_size=1, max_size=4)


def row(values: list[int]) -> Tokens:
    return np.array(values, np.uint8)


def plain(window: list[int]) -> bool:
    return any(
        all(window[place] == window[place - period] for place in range(period, len(window)))
        for period in (1, 2, 3, 4)
    )


def longest_by_hand(line: list[int], rows: list[list[int]]) -> int:
    """The longest common stretch that is not one short figure over and over."""
    best = 0
    for start in range(len(line)):
        for one in rows:
            for place in range(len(one)):
                size = 0
                while (
                    start + size < len(line)
                    and place + size < len(one)
                    and line[start + size] == one[place + size]
                ):
                    size += 1
                windows = [line[at : at + SEED] for at in range(start, start + size - SEED + 1)]
                if any(not plain(window) for window in windows):
                    best = max(best, size)
    return best


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), max_size=40), ROWS)
def test_it_agrees_with_a_search_by_hand(line: list[int], rows: list[list[int]]) -> None:
    corpus = corpus_of([row(one) for one in rows], list(range(len(rows))))
    found = corpus.runs(row(line))
    assert max((run.tokens for run in found), default=0) <= longest_by_hand(line, rows)
    for run in found:
        own = line[run.start : run.start + run.tokens]
        assert corpus.tokens[run.position : run.position + run.tokens].tolist() == own
        assert run.counted <= run.tokens


@settings(max_examples=60)
@given(st.lists(st.integers(0, 200), min_size=SEED, max_size=30), ROWS, st.integers(0, 20))
def test_a_planted_stretch_is_found_whole(stretch: list[int], rows: list[list[int]], before: int) -> None:
    if plain(stretch[:SEED]):
        return
    planted = [210] * before + stretch + [211]
    corpus = corpus_of([row([220, *stretch, 221]), *map(row, rows)], [7, *range(10, 10 + len(rows))])
    found = corpus.runs(row(planted))
    assert max(run.tokens for run in found) >= len(stretch)
    assert 7 in corpus.sharing(row(planted), max(found, key=lambda run: run.tokens))


def test_no_run_goes_on_from_one_item_to_the_next() -> None:
    theme = list(range(1, 15))
    corpus = corpus_of([row(theme[:10]), row(theme[10:])], [0, 1])
    assert [run.tokens for run in corpus.runs(row(theme))] == [10]


def test_a_piece_can_be_left_out_with_all_its_parts() -> None:
    theme = row(list(range(1, 13)))
    corpus = corpus_of([theme, theme, theme], [4, 4, 9])
    run = corpus.runs(theme, without_group=4)[0]
    assert corpus.group[run.item] == 9
    assert corpus.sharing(theme, run) == {4, 9} and corpus.sharing(theme, run, without_group=9) == {4}
    assert corpus_of([theme], [4]).runs(theme, without_group=4) == []


def test_nothing_is_found_in_nothing() -> None:
    empty = corpus_of([], [])
    assert empty.runs(row(list(range(20)))) == []
    assert corpus_of([row([1, 2])], [0]).runs(row([])) == []

"""Which phrase repeats which, and which progressions limp."""

from __future__ import annotations

from bridge.model.timebase import Metre
from generators.chords.forms import laid_out
from generators.chords.harmonic_rhythm import Slot
from generators.chords.ranking import Drawn, choose, limps

FOUR = Metre(4, 4)


def bars(count: int) -> tuple[Slot, ...]:
    return tuple(Slot(4.0 * bar, 4.0) for bar in range(count))


def test_a_period_answers_up_to_its_own_ending() -> None:
    assert laid_out("period", 8, FOUR, bars(8), 0, False).copies == (-1, -1, -1, -1, 0, 1, 2, -1)


def test_aaba_takes_the_second_ending_home() -> None:
    form = laid_out("aaba", 16, FOUR, bars(16), 0, False)
    assert form.copies == (-1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1, -1, 4, 5, 6, 7)
    assert form.contrasts == (-1,) * 8 + (0,) + (-1,) * 7


def test_a_loop_is_one_phrase() -> None:
    assert laid_out("loop", 8, FOUR, bars(8), 0, False).copies == (-1,) * 4 + (0, 1, 2, 3)


def test_lengths_without_phrases_are_free() -> None:
    assert set(laid_out("auto", 6, FOUR, bars(6), 0, False).copies) == {-1}


def test_blues_changes_come_one_a_bar_in_every_metre() -> None:
    slots = tuple(Slot(3.0 * bar, 3.0) for bar in range(12))
    fixed = laid_out("blues", 12, Metre(3, 4), slots, 0, False).fixed
    assert [one // 9 for one in fixed] == [0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 7]


def test_three_chords_round_in_eight_bars_limp() -> None:
    assert limps((0, 9, 18, 0, 9, 18, 0, 9))
    assert not limps((0, 9, 18, 27, 0, 9, 18, 27))
    assert not limps((0, 9, 18, 0, 9, 18))
    assert not limps((0, 9, 18, 27))


def test_the_best_come_first_and_apart() -> None:
    best, twin, other = Drawn((0, 9, 18, 27), 5.0), Drawn((0, 9, 18, 30), 4.9), Drawn((45, 63, 81, 0), 4.0)
    assert choose([other, twin, best], 2) == [best, other]
    assert choose([other, twin, best], 3) == [best, other, twin]

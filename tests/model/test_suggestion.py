"""The life of a suggestion: what may become what, and that nothing else can."""

import itertools
import re

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bridge.model import suggestion as module
from bridge.model.errors import IllegalMove
from bridge.model.notes import Note, Notes
from bridge.model.session import Place
from bridge.model.suggestion import MOVES, OPEN, Status, Suggestion, Target, move

NEW = Suggestion(
    id="s-1",
    kind="chords",
    title="i–VI–III–VII in A minor",
    reason="It stays in the key of the loop.",
    notes=Notes([Note(0.0, 57, 4.0)]),
    set_id="set",
    target=Target("t1", Place("s1"), 16.0, "0" * 16),
)

# Written out by hand from what a musician and the desk may do; `MOVES` must agree with it.
LEGAL = {
    ("proposed", "auditioning"), ("proposed", "accepted"), ("proposed", "rejected"), ("proposed", "expired"),
    ("auditioning", "proposed"), ("auditioning", "accepted"), ("auditioning", "rejected"),
    ("auditioning", "expired"), ("accepted", "committing"), ("accepted", "failed"),
    ("committing", "committed"), ("committing", "failed"), ("committed", "undone"), ("failed", "accepted"),
    ("failed", "proposed"), ("failed", "rejected"), ("rejected", "proposed"), ("undone", "accepted"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), list(itertools.product(Status, Status)))
def test_every_pair_of_statuses(old: Status, new: Status) -> None:
    before = module.replace(NEW, status=old)
    if (old, new) in LEGAL:
        assert move(before, new, "because") == module.replace(before, status=new, status_reason="because")
        return
    with pytest.raises(IllegalMove) as refused:
        move(before, new)
    assert f"is {old}; it cannot become {new}" in refused.value.message
    assert all(legal in refused.value.hint for was, legal in LEGAL if was == old)


def test_the_table_covers_every_status_and_only_statuses() -> None:
    assert set(MOVES) == set(Status)
    assert {(old, new) for old, targets in MOVES.items() for new in targets} == LEGAL
    with pytest.raises(TypeError):
        MOVES[Status.EXPIRED] = frozenset(Status)  # type: ignore[index]


def test_only_an_accepted_suggestion_can_reach_the_set() -> None:
    """The first promise: nothing is committed that was not accepted just before."""
    assert {old for old, new in LEGAL if new == "committing"} == {"accepted"}
    assert {old for old, new in LEGAL if new == "committed"} == {"committing"}
    assert {old for old, new in LEGAL if new == "undone"} == {"committed"}


def test_what_waits_for_the_musician_can_be_refused() -> None:
    assert all((status, "rejected") in LEGAL and (status, "accepted") in LEGAL for status in OPEN)


def test_the_drawing_names_every_status() -> None:
    drawing = module.__doc__ or ""
    assert [status for status in Status if not re.search(rf"\b{status.removesuffix('d')}", drawing)] == []


class SuggestionLife(RuleBasedStateMachine):
    """Moves at random, legal and not, against a plain record of what has happened."""

    def __init__(self) -> None:
        super().__init__()
        self.suggestion = NEW
        self.trail = [NEW.status]

    def legal(self) -> list[Status]:
        return [status for status in Status if (self.suggestion.status, status) in LEGAL]

    @precondition(lambda self: self.legal())
    @rule(data=st.data(), reason=st.text(max_size=5))
    def a_legal_move_is_made(self, data: st.DataObject, reason: str) -> None:
        status = data.draw(st.sampled_from(self.legal()))
        self.suggestion = move(self.suggestion, status, reason)
        assert (self.suggestion.status, self.suggestion.status_reason) == (status, reason)
        self.trail.append(status)

    @rule(data=st.data())
    def an_illegal_move_is_refused(self, data: st.DataObject) -> None:
        before = self.suggestion
        status = data.draw(st.sampled_from([status for status in Status if status not in self.legal()]))
        with pytest.raises(IllegalMove):
            move(self.suggestion, status)
        assert self.suggestion is before

    @invariant()
    def nothing_but_the_status_changes(self) -> None:
        assert module.replace(self.suggestion, status=NEW.status, status_reason="") == NEW

    @invariant()
    def every_commit_was_accepted_and_every_undo_committed(self) -> None:
        for before, after in itertools.pairwise(self.trail):
            assert after is not Status.COMMITTING or before is Status.ACCEPTED
            assert after is not Status.UNDONE or before is Status.COMMITTED


TestSuggestionLife = SuggestionLife.TestCase
TestSuggestionLife.settings = settings(max_examples=40, stateful_step_count=30)

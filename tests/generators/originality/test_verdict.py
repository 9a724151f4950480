"""Given an index of a few pieces, when a clip copies from them, then it is said, and too much is blocked."""

from __future__ import annotations

import pytest

from bridge.model.notes import Note, Notes
from generators.api import ContextClip
from generators.originality.runs import Corpus
from generators.originality.session_copy import session_corpus, session_share
from generators.originality.verdict import Outcome, judge, progression_of
from tests.generators.originality.small_index import LOOP, SONG, named, small_index, theme

INDEX = small_index()
OWN = Notes([Note(n * 0.5, 50 + (n * 7) % 12, 0.5) for n in range(16)])


@pytest.mark.parametrize("up", [-7, 0, 5])
@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_a_long_copy_is_blocked_in_any_key_at_any_speed(up: int, factor: float) -> None:
    verdict = judge(theme(3, 30, up, factor), {}, INDEX)
    assert verdict.outcome == Outcome.BLOCKED and verdict.longest_run >= verdict.limit == 18
    assert verdict.nearest is not None
    assert (verdict.nearest.title, verdict.nearest.licence, verdict.nearest.length) == ("Theme", "CC0", 27)
    assert "27 notes run as in 'Theme' by Nobody" in verdict.reason and verdict.shared_by == 1


def test_between_ok_and_blocked_it_is_warned_of() -> None:
    outcomes = [judge(theme(5, 5 + count), {}, INDEX).outcome for count in (8, 13, 17, 25)]
    assert outcomes == ["ok", "ok", "warned", "blocked"]


def test_music_of_its_own_is_ok() -> None:
    verdict = judge(OWN, {}, INDEX)
    assert (verdict.outcome, verdict.longest_run, verdict.nearest, verdict.reason) == ("ok", 0, None, "")


def test_its_own_piece_can_be_left_out() -> None:
    assert judge(theme(0, 30), {}, INDEX, without_piece=0).outcome == Outcome.OK


def test_a_long_run_of_one_song_is_blocked_and_one_that_many_share_is_told() -> None:
    copied, common = judge(OWN, named(SONG[5:22]), INDEX), judge(OWN, named(LOOP), INDEX)
    assert copied.outcome == Outcome.BLOCKED and copied.nearest is not None
    assert (copied.role, copied.nearest.title, copied.nearest.length) == ("chords", "Song 0", 17)
    assert (common.outcome, common.shared_by, common.longest_run) == ("ok", 3, 15)
    assert common.reason == "15 chords run as in 3 songs: common property."


def test_a_copy_is_blocked_beside_a_longer_run_that_is_common() -> None:
    """The longest run must not hide a shorter one that is nobody else's."""
    assert judge(OWN, named([*LOOP, *SONG[8:22]]), INDEX).outcome == Outcome.BLOCKED


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"chords": []},
        {"chords": None},
        {"chords": [{"symbol": "H:odd"}]},
        {"chords": ["C"]},
        {"chords": 3},
    ],
)
def test_a_generator_may_name_no_chords(details: dict[str, object]) -> None:
    assert progression_of(details) == () and judge(OWN, details, INDEX).outcome == Outcome.OK


def session(notes: Notes) -> Corpus | None:
    return session_corpus([ContextClip("c1", "Verse", "Lead", 0.0, notes.end_beats, notes)])


def test_what_is_copied_from_the_session_is_shown_and_warned_of() -> None:
    mine = Notes([Note(n * 0.5, 50 + (n * n) % 13, 0.5) for n in range(20)])
    verdict = judge(mine, {}, INDEX, session(mine))
    assert (verdict.outcome, verdict.from_session) == ("warned", 1.0)
    assert "100% of a line is copied from the session" in verdict.reason
    meant = judge(mine, {}, INDEX, session(mine), {"copy": "session"})
    assert (meant.outcome, meant.from_session) == ("ok", 1.0)


def test_half_a_copy_of_the_session_is_half() -> None:
    mine = [Note(n * 0.5, 50 + (n * n) % 13, 0.5) for n in range(16)]
    new = [Note(8 + n * 0.5, 50 + (n * 5) % 17, 0.5) for n in range(16)]
    assert 0.4 < judge(Notes(mine + new), {}, INDEX, session(Notes(mine))).from_session < 0.7
    assert session_share([], session(Notes(mine))) == 0.0
    assert session(Notes(mine[:9])) is None and session_share([], None) == 0.0

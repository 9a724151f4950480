"""One clip's way into a DAW and back: through the gate, read in the DAW and through Sideman, out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bridge.model.errors import BadInput, Mismatch, Refused, SidemanError
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance, Status, Suggestion
from bridge.review.looking import target_for
from generators.api import Candidate
from tests.scenario.note_rules import NEAR_BEATS, NoteRules
from tests.scenario.random_clips import RandomClip
from tests.scenario.stagehand import Stagehand
from tests.scenario.truth import Sounding

TITLE = "Handed over"
DUST = 1e-9


@dataclass
class Survived:
    """A row of the table: what was written on one host, and what came back of it."""

    clips: int = 0
    notes: int = 0
    longest: int = 0
    refused: int = 0
    limit: str = ""
    worst_written_beats: float = 0.0
    worst_read_beats: float = 0.0
    reported: set[str] = field(default_factory=set)


async def hand_over(hand: Stagehand, clip: RandomClip, row: Survived) -> None:
    """What the DAW takes goes in and comes back; what it does not take is refused, with nothing changed."""
    rules = hand.set.rules
    row.limit = rules.said
    taken = rules.fitted(clip.notes, clip.length_beats)
    if sorted(taken) != sorted(clip.notes):
        await _is_refused(hand, clip)
        row.refused += 1
    if taken:
        await _survives(hand, Notes(taken), clip.length_beats, row)


def _proposed(hand: Stagehand, notes: Notes, length_beats: float) -> Suggestion:
    target = target_for(hand.peer, *hand.place(), length_beats)
    candidate = Candidate(TITLE, "As it is.", notes, length_beats, Provenance("test", seed=1))
    return hand.desk.propose(hand.peer, target, "chords", [candidate])[0]


async def _is_refused(hand: Stagehand, clip: RandomClip) -> None:
    before = await hand.truth()
    suggestion = _proposed(hand, Notes(clip.notes), clip.length_beats)
    with pytest.raises(SidemanError) as problem:
        await hand.doing(hand.desk.accept(suggestion.id))
    assert isinstance(problem.value, Refused | BadInput | Mismatch) or problem.value.code in NOT_TAKEN
    assert problem.value.message and problem.value.hint
    assert await hand.truth() == before
    await hand.doing(hand.desk.reject(suggestion.id))


NOT_TAKEN = {"unsupported", "not_taken"}


async def _survives(hand: Stagehand, notes: Notes, length_beats: float, row: Survived) -> None:
    before, rules = await hand.truth(), hand.set.rules
    suggestion = _proposed(hand, notes, length_beats)
    accepted = await hand.doing(hand.desk.accept(suggestion.id))
    assert accepted.status is Status.COMMITTED
    [lying] = (await hand.truth()).clips_beyond(before)
    row.worst_written_beats = max(row.worst_written_beats, worst_written(rules, notes, lying.notes))
    [clip] = [clip for clip in hand.peer.session.clips.values() if clip.name == TITLE]
    assert clip.length_beats == pytest.approx(length_beats, abs=1 / rules.ppq if rules.ppq else NEAR_BEATS)
    found = (await hand.doing(hand.peer.read_notes(clip.id))).notes
    row.worst_read_beats = max(row.worst_read_beats, worst_read(rules, notes, found))
    _is_reported(rules, notes, found, accepted.status_reason)
    row.reported |= _kinds(accepted.status_reason)
    undone = await hand.doing(hand.desk.undo(accepted.id))
    assert undone.status is Status.UNDONE
    assert await hand.truth() == before
    row.clips, row.notes, row.longest = row.clips + 1, row.notes + len(notes), max(row.longest, len(notes))


def worst_written(rules: NoteRules, wanted: Notes, lying: tuple[Sounding, ...]) -> float:
    """How far the notes in the DAW itself are from those that were written, in beats."""
    sounding = sorted((n.pitch, n.start_beats, n.length_beats, rules.back(n).velocity) for n in wanted)
    there = sorted((pitch, start, length, velocity) for start, pitch, length, velocity in lying)
    assert len(sounding) == len(there)
    worst = 0.0
    for (pitch, start, length, velocity), (pitch_there, start_there, length_there, velocity_there) in zip(
        sounding, there, strict=True
    ):
        assert pitch == pitch_there
        assert velocity == pytest.approx(velocity_there, abs=1e-3)
        worst = max(worst, _distance(rules, (start, length), (start_there, length_there)))
    return worst


def _distance(rules: NoteRules, wanted: tuple[float, float], found: tuple[float, float]) -> float:
    """The larger error of start and end. On a grid of ticks: none above half a tick, and none at all for what
    lies on it; but no note is shorter than a tick."""
    (start, length), (start_there, length_there) = wanted, found
    off_start, off_length = abs(start - start_there), abs(length - length_there)
    off_end = abs(start + length - start_there - length_there)
    if not rules.ppq:
        assert max(off_start, off_length) <= NEAR_BEATS
        return max(off_start, off_length)
    tick = 1 / rules.ppq
    assert off_start <= tick / 2 + DUST
    if length_there <= tick + DUST:
        off_end = off_length = 0.0
    assert min(off_length, off_end) <= tick / 2 + DUST
    if _on_grid(rules, start):
        assert off_start <= NEAR_BEATS
        assert not _on_grid(rules, length) or off_length <= NEAR_BEATS
    return max(off_start, min(off_length, off_end))


def _on_grid(rules: NoteRules, beats: float) -> bool:
    ticks = beats * rules.ppq
    return abs(ticks - round(ticks)) <= DUST * rules.ppq


def worst_read(rules: NoteRules, wanted: Notes, found: Notes) -> float:
    """How far the notes read back are from those that were written. Every field that the DAW keeps is
    compared exactly; places on the grid that it shows them on."""
    assert len(wanted) == len(found)
    worst = 0.0
    for want, have in zip(_in_order(rules, map(rules.back, wanted)), _in_order(rules, found), strict=True):
        fields = ("pitch", "channel", "muted", "velocity", "release_velocity", "probability")
        for name in (*fields, "velocity_deviation"):
            assert getattr(want, name) == pytest.approx(getattr(have, name), abs=1e-4), name
        if rules.shown_ppq:
            assert round(have.start_beats * rules.shown_ppq) == rules.step(want.start_beats)
            assert want.length_beats == pytest.approx(have.length_beats, abs=1 / rules.ppq)
            worst = max(worst, abs(want.start_beats - have.start_beats))
        else:
            there = (have.start_beats, have.length_beats)
            worst = max(worst, _distance(rules, (want.start_beats, want.length_beats), there))
    return worst


def _in_order(rules: NoteRules, notes: Iterator[Note] | Notes) -> list[Note]:
    """The same order for notes before and after a grid."""
    place = rules.step if rules.shown_ppq else rules.tick
    plain = [note for note in notes]
    return sorted(
        plain, key=lambda n: (n.pitch, n.channel, place(n.start_beats + DUST), n.velocity, n.length_beats)
    )


def _is_reported(rules: NoteRules, wanted: Notes, found: Notes, said: str) -> None:
    """Whatever the DAW reduced is in the sentence that the musician gets."""
    pairs = zip(_in_order(rules, map(rules.back, wanted)), _in_order(rules, found), strict=True)
    moved = any(
        max(abs(want.start_beats - have.start_beats), abs(want.length_beats - have.length_beats)) > NEAR_BEATS
        for want, have in pairs
    )
    assert moved == ("grid" in said), said
    kept = [rules.back(note) for note in wanted]
    for name in ("muted", "release_velocity", "probability", "velocity_deviation"):
        lost = any(
            getattr(want, name) != getattr(have, name) for want, have in zip(wanted, kept, strict=True)
        )
        assert lost == (name.replace("_", " ") in said), (name, said)
    rounded = any(want.velocity != have.velocity for want, have in zip(wanted, kept, strict=True))
    assert rounded == ("velocities are rounded" in said)


KINDS = ("grid", "channel", "muted", "release velocity", "probability", "velocity deviation", "rounded")


def _kinds(said: str) -> set[str]:
    return {"fractions of velocities" if kind == "rounded" else kind for kind in KINDS if kind in said}

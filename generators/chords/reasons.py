"""Why a progression works: facts that are true of exactly these chords, the most telling first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generators.chords.listening import Hearing
from generators.chords.loops import loop_fact
from generators.chords.progression import Progression, Step
from generators.theory.chord import Chord
from generators.theory.functions import DOMINANT, SUBDOMINANT, TONIC
from generators.theory.lead_sheet import lead_sheet
from generators.theory.roman import roman_numeral
from generators.theory.scales import own_pitch_classes
from generators.theory.spelling import spell_degree, spell_in_key

FACTS_SHOWN = 2
_COMPANY_WORTH_SAYING = 0.6


def reason(
    found: Progression, hearing: Hearing, asked: Sequence[Chord] = (), wished: Sequence[str] = ()
) -> str:
    """One sentence from the first facts that hold. asked: the chords that the musician named. wished: facts
    about what else was asked for, which come first."""
    facts: list[str] = list(wished)
    for fact in _FACTS:
        text = fact(found, hearing, asked)
        if text and len(facts) < max(FACTS_SHOWN, len(wished)):
            facts.append(text)
    sentence = "; ".join(facts) or _path(found)
    return sentence[0].upper() + sentence[1:] + "."


def _keeps_asked(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    if not asked:
        return ""
    return f"keeps your {', '.join(lead_sheet(chord) for chord in asked)}"


def _continues(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """How the session's last chord goes into the first of these."""
    last = hearing.last_chord
    if last is None or asked:
        return ""
    first = found.steps[0]
    before = roman_numeral(last, found.key, first.chord)
    if last.root_pitch_class == first.chord.root_pitch_class:
        return f"stays on the {before.text} ({lead_sheet(last)}) that the session ends on before it moves"
    motion = _MOTIONS.get((before.function, first.roman.function), "goes on")
    if motion == "resolves" and first.roman.degree != "1":
        motion = "turns aside"  # a dominant that meets another tonic than its own: a deceptive cadence
    return (
        f"{motion} from the session's last chord, {before.text} ({lead_sheet(last)}), to {first.roman.text}"
    )


_MOTIONS = {
    (DOMINANT, TONIC): "resolves",
    (SUBDOMINANT, TONIC): "comes home",
    (TONIC, SUBDOMINANT): "moves out",
    (TONIC, DOMINANT): "opens up",
    (SUBDOMINANT, DOMINANT): "builds on",
}


def _agrees(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """How much of what sounds along lies in the chords."""
    shares = []
    for step in found.steps:
        company = hearing.company(step.slot)
        if company.sum() > 0:
            shares.append(float(sum(company[pc] for pc in step.chord.pitch_classes)))
    share = sum(shares) / len(shares) if shares else 0.0
    return f"its tones hold {share:.0%} of what plays along" if share >= _COMPANY_WORTH_SAYING else ""


def _well_known(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    return loop_fact(found)


def _applied(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """An applied dominant that really resolves, with its leading tone."""
    for step, after in _pairs(found):
        rise = _leading_tone(step.chord)
        goal = after.chord.root_pitch_class
        if step.roman.applied_to and rise and (_pitch(step.chord, rise) + 1) % 12 == goal:
            tone = spell_degree(step.chord.root, rise)
            return (
                f"the {step.roman.text} ({lead_sheet(step.chord)}) leads into {after.roman.text}, "
                f"{tone} rising to {after.chord.root}"
            )
    return ""


def _borrowed(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """A chord from a parallel scale, with the tone that gives it away."""
    own = own_pitch_classes(found.key)
    for step in found.steps:
        if step.roman.borrowed_from:
            strange = [d for d in step.chord.degrees if _pitch(step.chord, d) not in own]
            tones = " and ".join(dict.fromkeys(spell_degree(step.chord.root, d) for d in strange))
            tonic = found.key.spell(found.key.tonic)
            lender = f"{tonic} {step.roman.borrowed_from}"
            return f"the {step.roman.text} ({lead_sheet(step.chord)}) borrows {tones} from {lender}"
    return ""


def _loops_back(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """What the last chord does when the clip starts again."""
    last, first = found.steps[-1], found.steps[0]
    if len(found.steps) < 2 or last.roman.applied_to:
        return ""
    goal = first.chord.root_pitch_class
    rise = _leading_tone(last.chord)
    if last.roman.function == DOMINANT and rise and (_pitch(last.chord, rise) + 1) % 12 == goal:
        tone = spell_degree(last.chord.root, rise)
        return f"the closing {last.roman.text} pulls back to {first.roman.text}, {tone} to {first.chord.root}"
    cadence = _CADENCES.get((last.roman.degree, first.roman.degree))
    if cadence:
        return f"the {last.roman.text} falls back to {first.roman.text} at the repeat, {cadence}"
    if last.roman.function == DOMINANT and first.roman.function == TONIC and first.roman.degree != "1":
        return f"the closing {last.roman.text} slips to {first.roman.text} at the repeat, a deceptive turn"
    return ""


_CADENCES = {
    ("4", "1"): "a plagal cadence",
    ("b7", "1"): "the whole step from below that rock likes",
    ("b6", "1"): "a soft drop by a third",
    ("b2", "1"): "a half step from above",
    ("2", "1"): "without a dominant, so that the loop floats",
}
"""(degree of the last root, degree of the first) -> what musicians call it."""


def _falling_fifths(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """The longest chain of roots that fall by a fifth, from three chords up."""
    chain: list[Step] = []
    best: list[Step] = []
    for step in found.steps:
        falls = bool(chain) and (chain[-1].chord.root_pitch_class + 5) % 12 == step.chord.root_pitch_class
        chain = [*chain, step] if falls else [step]
        best = max(best, chain, key=len)
    if len(best) < 3:
        return ""
    return f"roots fall by fifths through {'–'.join(step.roman.text for step in best)}"


def _walking_bass(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """Three bass notes in a row by step, in one direction."""
    basses = [chord.bass_pitch_class for chord in found.chords]
    for place in range(len(basses) - 2):
        one, two = (_interval(basses[place + i], basses[place + i + 1]) for i in (0, 1))
        if (one, two) in _WALKS:
            names = "–".join(chord.bass_name for chord in found.chords[place : place + 3])
            return f"the bass walks {'up' if one > 0 else 'down'} {names}"
    return ""


_WALKS = frozenset((sign * one, sign * two) for sign in (1, -1) for one in (1, 2) for two in (1, 2))


def _shared_tone(found: Progression, hearing: Hearing, asked: Sequence[Chord]) -> str:
    """A tone that lies in every chord."""
    shared = frozenset.intersection(*(chord.pitch_classes for chord in found.chords))
    if not shared or len(set(found.shape)) < 2:
        return ""
    return f"the note {spell_in_key(found.key, min(shared))} stays common to all its chords"


def _path(found: Progression) -> str:
    """Always true: the functions in their order."""
    functions = [step.roman.function for step in found.steps]
    path = [f for i, f in enumerate(functions) if i == 0 or functions[i - 1] != f]
    if len(path) == 1:
        return f"stays in the {path[0]} of {found.key} throughout"
    return f"moves from {' to '.join(path[:4])} in {found.key}"


_FACTS: tuple[Callable[[Progression, Hearing, Sequence[Chord]], str], ...] = (
    _keeps_asked,
    _continues,
    _agrees,
    _well_known,
    _applied,
    _borrowed,
    _loops_back,
    _falling_fifths,
    _walking_bass,
    _shared_tone,
)


def _pairs(found: Progression) -> Sequence[tuple[Step, Step]]:
    return list(zip(found.steps, (*found.steps[1:], found.steps[0]), strict=True))


def _leading_tone(chord: Chord) -> str:
    """The degree of a dominant that rises by a half step: its major third, or the root of a vii°; or ""."""
    if 4 in chord.intervals:
        return "3"
    return "1" if 6 in chord.intervals else ""


def _pitch(chord: Chord, degree: str) -> int:
    return (chord.over(degree)).bass_pitch_class


def _interval(low: int, high: int) -> int:
    return (high - low + 6) % 12 - 6

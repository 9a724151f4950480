"""Decides how chords are played: what the musician asked for, and for the rest what the session suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bridge.model.errors import BadInput
from bridge.model.keys import Key
from bridge.model.notes import Notes
from generators.api import Request
from generators.chords.feel import STRAIGHT_FEEL, feel
from generators.chords.harmonic_rhythm import Slot
from generators.chords.playing import Manner, play
from generators.theory.chord import Chord
from generators.theory.chord_parameters import (
    AUTO,
    CHORD_PARAMETERS,
    FALSE_WORDS,
    FEWEST_VOICES,
    MOST_VOICES,
    TRUE_WORDS,
)
from generators.theory.scales import diatonic_pitch_classes
from generators.theory.voice_leading import lead, rule_breaks
from generators.theory.voicing import SMALLEST_RANGE, Layout, Voicing
from generators.theory.voicing_fretboard import GUITAR, fret_text, frets_of
from generators.theory.voicing_instruments import INSTRUMENTS, instrument_named, is_arpeggio, sections

_PLAIN = "piano"
_PARTS_FOR_ANYONE = INSTRUMENTS["choir"].parts


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, in words of `chord_parameters`; "auto" and 0 where nothing was."""

    voicing: str = AUTO
    instrument: str = AUTO
    pattern: str = AUTO
    strict: bool = False
    voices: int = 0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a whole clip of chords is played: everything settled."""

    instrument: str
    layout: Layout
    manner: Manner

    def voiced(self, chords: Sequence[Chord]) -> list[Voicing]:
        return lead(chords, self.layout.low, self.layout.high, layout=self.layout)

    def played(
        self, voicings: Sequence[Voicing], slots: Sequence[Slot], request: Request, rng: np.random.Generator
    ) -> Notes:
        return play(voicings, slots, request.metre, rng, self.manner)

    def as_details(self, chords: Sequence[Chord], voicings: Sequence[Voicing]) -> dict[str, Any]:
        """Plain values for faces: instrument, voicing, pattern, voices; in strict style how many rules had
        to be broken; on frets the shape of each chord, "" for one that no hand can hold."""
        layout = self.layout
        told: dict[str, Any] = {
            "instrument": self.instrument,
            "voicing": layout.style,
            "pattern": self.manner.pattern,
            "voices": layout.voices,
            "bass_plays": layout.bass_plays,
            "swing_ratio": round(self.manner.feel.swing_ratio, 2),
        }
        if layout.strict:
            told["rule_breaks"] = rule_breaks(chords, voicings, layout)
        if layout.tuning:
            shapes = [frets_of(voicing, layout.tuning) for voicing in voicings]
            told["frets"] = [fret_text(shape) if shape else "" for shape in shapes]
        return told


def wish_of(parameters: Mapping[str, Any]) -> Wish:
    """What a request's parameters say of the playing. Raises BadInput with the words that there are."""
    said: dict[str, Any] = {}
    for one in CHORD_PARAMETERS:
        value = parameters.get(one.name)
        if value is None or value == "":
            continue
        if one.words is not None:
            said[one.name] = _word(one.name, value, one.words)
        elif isinstance(one.default, bool):
            said[one.name] = _switch(one.name, value)
        else:
            said[one.name] = _voices(value)
    return Wish(**said)


def arrange(request: Request, key: Key, bass_plays: bool) -> Arrangement:
    """Settles instrument, style, voices, range, pattern and groove. Raises BadInput.

    The instrument: the one asked for, else the one that the track's name speaks of, else a piano. Its range
    is cut to the request's; where that leaves too little, the request's holds, unless the instrument was
    asked for. Without drums chords are held, or played in the manner of an instrument that was named.
    """
    wish = wish_of(request.parameters)
    named = "" if wish.instrument == AUTO else wish.instrument
    instrument = named or instrument_named(request.track_name) or _PLAIN
    if wish.voicing == "guitar" and not INSTRUMENTS[instrument].tuning:
        instrument = "guitar"
    player = INSTRUMENTS[instrument]
    low, high = max(request.low_pitch, player.low), min(request.high_pitch, player.high)
    if high - low < SMALLEST_RANGE:
        if named:
            raise BadInput(
                f"A {instrument} plays chords from {player.low} to {player.high}, and "
                f"{request.low_pitch} to {request.high_pitch} is allowed.",
                "Choose a wider range, or another instrument.",
                "range_too_narrow",
            )
        low, high = request.low_pitch, request.high_pitch
    voices = wish.voices or player.voices
    style = _style(wish, instrument, bass_plays)
    tuning = (player.tuning or GUITAR) if style == "guitar" else ()
    layout = Layout(
        low,
        high,
        style,
        min(voices, len(tuning)) if tuning else voices,
        bass_plays,
        sections(player.parts or _PARTS_FOR_ANYONE, voices, low, high) if style == "parts" else (),
        tuning,
        frozenset(diatonic_pitch_classes(key)),
        wish.strict,
    )
    return Arrangement(instrument, layout, _manner(request, wish, instrument))


def _style(wish: Wish, instrument: str, bass_plays: bool) -> str:
    if wish.voicing != AUTO:
        return wish.voicing
    player = INSTRUMENTS[instrument]
    if wish.strict and not player.tuning:
        return "parts"
    return player.with_bass if bass_plays else player.voicing


def _manner(request: Request, wish: Wish, instrument: str) -> Manner:
    player = INSTRUMENTS[instrument]
    felt = feel(request.drums, request.context, request.metre) if request.drums else STRAIGHT_FEEL
    pattern = wish.pattern
    if pattern == AUTO and wish.instrument == AUTO and is_arpeggio(request.track_name):
        pattern = "arp"
    if pattern == AUTO:
        ready = next(name for up_to, name in player.patterns if request.density <= up_to)
        pattern = ready if felt.has_drums else player.alone
    return Manner(pattern, request.density, felt, request.tempo_bpm)


def _word(name: str, value: Any, words: Mapping[str, str]) -> str:
    text = str(value).strip().lower()
    if text == AUTO or text in words:
        return text
    known = ", ".join((AUTO, *words))
    raise BadInput(f"There is no {name} {value!r}.", f"Known: {known}.", f"bad_{name}")


def _switch(name: str, value: Any) -> bool:
    text = str(value).strip().lower()
    if text in TRUE_WORDS or text in FALSE_WORDS:
        return text in TRUE_WORDS
    raise BadInput(f"{name} is yes or no, not {value!r}.", "Say true or false.", f"bad_{name}")


def _voices(value: Any) -> int:
    try:
        count = int(value)
    except (TypeError, ValueError):
        count = -1
    if count == 0 or FEWEST_VOICES <= count <= MOST_VOICES:
        return count
    raise BadInput(
        f"Chords cannot be played in {value!r} voices.",
        f"Ask for {FEWEST_VOICES} to {MOST_VOICES}, or 0 for what is usual.",
        "bad_voices",
    )

"""What a generator is asked and what it answers.

A generator takes a `Request` (a slice of the session, already values) and gives `Candidate`s.
It opens no files but its own models, knows no DAW and no clock, and draws every random choice
from the request's seed, so that the same request gives the same candidates.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from bridge.model.keys import Key
from bridge.model.notes import Notes
from bridge.model.suggestion import Provenance
from bridge.model.timebase import Metre


class ContextClip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clip of the session that the generator may listen to.

    start_beats: its place on the line that the new clip's beat 0 lies on (0 for clips that
    would sound together with it; negative for what comes before).
    """

    clip_id: str
    clip_name: str
    track_name: str
    start_beats: float
    length_beats: float
    notes: Notes


class UserMemory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the musician's own pieces add to the chord model; made by `generators.models.user_memory_fitting`.

    packed: counted runs of chords. shares: of their word in the mix, 0 .. 1, by how sure the model is and
    by how much the runs know. pieces: how many of the musician's pieces it was measured on; bits_with,
    bits_without: what a chord of theirs cost, each piece predicted from the others.
    """

    packed: bytes
    shares: tuple[float, ...]
    pieces: int = 0
    bits_with: float = 0.0
    bits_without: float = 0.0

    @property
    def sha256(self) -> str:
        """The hash of all that bends a prediction."""
        return hashlib.sha256(struct.pack(f"<{len(self.shares)}d", *self.shares) + self.packed).hexdigest()

    @property
    def said(self) -> str:
        """What it gave, in one clause."""
        return (
            f"on your {self.pieces} held-out pieces {self.bits_with:.2f} bits a chord with it, "
            f"{self.bits_without:.2f} without"
        )


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ask.

    kind: "chords", ... count: how many different candidates, 1..32. bars: length of the clip.
    key: None when neither the DAW nor the musician named one: listen for it. adventure: 0 plain
    .. 1 daring. density: 0 sparse .. 1 busy. low_pitch..high_pitch: allowed range, MIDI pitch.
    chords: Harte symbols, one a bar or (symbol, beats) by ``parameters``, when the musician
    named them. avoid: titles that were already shown. track_name: of the track that the clip is for, ""
    where it is not known. drums: clips that are drums, for kinds whose context leaves them out: rhythm only.
    elsewhere: other sections of the session, each the clips that sound together, from its own beat 0 on.
    rejected: the chords (Harte) of each suggestion that was turned down in this session. memory: what the
    musician's own pieces add; None where that is nothing.
    """

    kind: str
    count: int = 4
    seed: int = 0
    bars: int = 4
    tempo_bpm: float = 120.0
    metre: Metre = Metre()
    key: Key | None = None
    context: tuple[ContextClip, ...] = ()
    adventure: float = 0.3
    density: float = 0.3
    low_pitch: int = 36
    high_pitch: int = 84
    avoid: tuple[str, ...] = ()
    parameters: dict[str, Any] = {}
    track_name: str = ""
    drums: tuple[ContextClip, ...] = ()
    elsewhere: tuple[tuple[ContextClip, ...], ...] = ()
    rejected: tuple[tuple[str, ...], ...] = ()
    memory: UserMemory | None = None


class Candidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer: a clip that starts at beat 0 and lasts ``length_beats``.

    title: short, what a musician calls it. reason: one sentence. details: plain JSON values for
    faces and later rooms (for chords: symbols, roman numerals, start and length in beats).
    """

    title: str
    reason: str
    notes: Notes
    length_beats: float
    provenance: Provenance
    details: dict[str, Any] = {}


@runtime_checkable
class Generator(Protocol):
    """What an entry point of the group ``sideman.generators`` must give, called without arguments."""

    name: str
    kinds: tuple[str, ...]
    summary: str

    def self_check(self) -> None:
        """Loads what it needs and tries it; raises SidemanError when it cannot work here."""

    def generate(self, request: Request) -> Sequence[Candidate]:
        """At most ``request.count`` candidates, all different. Raises SidemanError on bad input."""

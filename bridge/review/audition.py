"""Audition: hearing a suggestion before deciding.

Three ways, and the first is always taken as well: a MIDI file that any program can play; MIDI out
to a port, in the session's tempo; a scratch clip inside the DAW (`scratch`). One suggestion sounds
at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bridge.daws.peer import Peer
from bridge.model.errors import NoMidiPort
from bridge.model.notes import Notes
from bridge.model.session import Session
from bridge.model.suggestion import Suggestion
from bridge.review.scratch import Scratch

MODES = ("auto", "midi", "scratch", "file")
"""auto: MIDI where there is a port, the file where there is none."""


class Player(Protocol):
    """Plays notes on a MIDI port."""

    def play(self, notes: Notes, tempo_bpm: float) -> str:
        """Starts, after stopping what sounds; the port's name. Raises NoMidiPort."""

    def stop(self) -> None:
        """Stops and releases every sounding note."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How a suggestion can be heard now: ``file`` always; ``port`` and ``clip_id`` or ""; ``note``
    says why a way that was tried is not taken."""

    file: str
    port: str = ""
    clip_id: str = ""
    note: str = ""


class Auditions:
    """``write_file(path, suggestion, session)`` renders a standard MIDI file into ``folder``."""

    def __init__(
        self,
        folder: Path,
        player: Player,
        scratch: Scratch,
        write_file: Callable[[Path, Suggestion, Session], None],
    ) -> None:
        self._folder = folder
        self._player = player
        self._scratch = scratch
        self._write_file = write_file

    async def start(self, peer: Peer, suggestion: Suggestion, mode: str) -> Heard:
        """Raises NoMidiPort (mode midi), PlaceTaken or what the DAW answered (mode scratch)."""
        path = self._folder / f"{suggestion.id}.mid"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write_file(path, suggestion, peer.session)
        if mode == "scratch":
            clip = await self._scratch.place(peer, suggestion)
            return Heard(str(path), clip_id=clip.id)
        if mode == "file":
            return Heard(str(path))
        try:
            port = self._player.play(suggestion.notes, peer.session.transport.tempo_bpm)
        except NoMidiPort as problem:
            if mode == "midi":
                raise
            return Heard(str(path), note=str(problem))
        return Heard(str(path), port=port)

    async def stop(self, peer: Peer | None, suggestion: Suggestion) -> None:
        """Ends it: silence, and no scratch clip left. Without a DAW the clip is swept when it is back."""
        self._player.stop()
        if peer is not None:
            await self._scratch.sweep(peer, suggestion)

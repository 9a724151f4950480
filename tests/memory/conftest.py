"""A musician's folder of MIDI files, and a keeper of a memory beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bridge.memory.keeper import Keeper, Rules
from bridge.memory.store import Store
from bridge.midi.files import write_clip
from bridge.model.notes import Note, Notes
from generators.theory.chord import parse_chord

HABIT = ("C:maj", "Ab:maj", "Bb:maj", "D:maj", "C:maj", "Ab:maj", "E:maj", "F:min")
"""A loop that songs in general do not have; nobody would expect its steps."""


def clip_of(symbols: Sequence[str], name: str = "take") -> bytes:
    """A MIDI file with a bar of each chord, its root in the bass."""
    notes = []
    for bar, symbol in enumerate(symbols):
        chord = parse_chord(symbol)
        notes.append(Note(bar * 4.0, 36 + chord.root_pitch_class, 4.0))
        notes += [Note(bar * 4.0, 60 + one, 4.0) for one in sorted(chord.pitch_classes)]
    return write_clip(Notes(notes), name=name)


@dataclass
class Room:
    """keeper: with ``rules`` that a test may change. forgotten: how often it told others to forget."""

    folder: Path
    file: Path
    rules: Rules = field(default_factory=Rules)
    forgotten: list[bool] = field(default_factory=list)

    def open(self) -> Keeper:
        self.store = Store(self.file)
        self.keeper = Keeper(self.store, lambda: self.rules, lambda: self.forgotten.append(True))
        return self.keeper

    def names(self) -> set[str]:
        return {item.name for item in self.keeper.items() if not item.problem}

    def bytes(self) -> bytes:
        """All that lies on the disk of the memory."""
        return b"".join(path.read_bytes() for path in sorted(self.file.parent.iterdir()) if path.is_file())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    (tmp_path / "data").mkdir()
    (tmp_path / "midi").mkdir()
    made = Room(tmp_path / "midi", tmp_path / "data" / "memory.sqlite")
    made.open()
    yield made
    made.store.close()


@pytest.fixture
def play(room: Room) -> Callable[..., Path]:
    """Saves a piece in the folder: the habit, begun at another of its chords each time."""

    def save(name: str, turn: int = 0, symbols: Sequence[str] = HABIT) -> Path:
        path = room.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(clip_of([*symbols[turn:], *symbols[:turn]] * 2, name))
        return path

    return save

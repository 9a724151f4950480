"""A synthesiser on a MIDI port: keeps what it is sent, with the moment; it can be unplugged."""

from __future__ import annotations

import asyncio
from collections import Counter

from bridge.midi.ports import MidiOut
from bridge.model.errors import NoMidiPort


class FakePort:
    def __init__(self, name: str = "Synth") -> None:
        self.name = name
        self.sent: list[tuple[float, bytes]] = []
        self.unplugged = False
        self.closed = False

    def plug_in(self) -> FakePort:
        """The same synthesiser, opened again; what hung in it still does."""
        self.unplugged = self.closed = False
        return self

    def send(self, message: bytes) -> None:
        if self.unplugged or self.closed:
            raise NoMidiPort("The port is gone.")
        self.sent.append((asyncio.get_running_loop().time(), bytes(message)))

    def close(self) -> None:
        self.closed = True

    def notes_on(self) -> list[tuple[float, int]]:
        return [(at, message[1]) for at, message in self.sent if message[0] & 0xF0 == 0x90]

    def hanging(self) -> Counter[tuple[int, int]]:
        """(channel, pitch) of notes that were struck and not released. A note that is struck while
        it sounds, or released while it does not, counts as a fault of its own."""
        found: Counter[tuple[int, int]] = Counter()
        for _, (status, pitch, _) in self.sent:
            where = (status & 0x0F, pitch)
            if status & 0xF0 == 0x90:
                found[where] += 1
            elif status & 0xF0 == 0x80:
                found[where] -= 1
            assert found[where] in (0, 1), f"{where} is struck twice or released twice"
        return +found


class FakeBackend:
    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.opened: list[str] = []

    def output_names(self) -> list[str]:
        return self.names

    def open_output(self, name: str) -> MidiOut:
        self.opened.append(name)
        return FakePort(name)

    def open_virtual(self, name: str) -> MidiOut:
        self.opened.append(f"virtual {name}")
        return FakePort(name)

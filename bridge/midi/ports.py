"""The system's MIDI ports, through python-rtmidi where it is there.

`open_output` finds a port by its name; everything that can be missing (the library, the system's
MIDI service, the port) ends in `NoMidiPort` with a sentence on what to do. Tests give a `Backend`
of their own.
"""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import Any, Protocol

from bridge.model.errors import NoMidiPort

OWN_NAME = "Sideman"

SEQUENCER = Path("/dev/snd/seq")
"""Without it ALSA writes its own complaint into the musician's terminal before it fails."""


def _jack_is_named() -> bool:
    """Whether a JACK server was chosen for this process; its ports need no sequencer."""
    return "JACK_DEFAULT_SERVER" in os.environ


class MidiOut(Protocol):
    """An open output port."""

    @property
    def name(self) -> str: ...

    def send(self, message: bytes) -> None:
        """Sends one complete MIDI message at once. Raises NoMidiPort when the port is gone."""

    def close(self) -> None:
        """Closes the port; calling it again does nothing."""


class Backend(Protocol):
    """A way to the system's MIDI ports. Each raises NoMidiPort where it cannot be done."""

    def output_names(self) -> list[str]: ...

    def open_output(self, name: str) -> MidiOut:
        """name: one of `output_names`."""

    def open_virtual(self, name: str) -> MidiOut:
        """A port of our own that other programs see as an input."""


class RtMidiBackend:
    """python-rtmidi. Raises NoMidiPort at once where it is not installed."""

    def __init__(self) -> None:
        try:
            import rtmidi
        except ImportError:
            raise NoMidiPort(
                "MIDI ports are not available: python-rtmidi is not installed.",
                "It has no build for Python 3.13 yet: use Python 3.12, or audition as a file or in the DAW.",
            ) from None
        self._rtmidi: Any = rtmidi
        self._api: int = rtmidi.API_UNSPECIFIED
        if sys.platform == "linux" and not SEQUENCER.exists():
            if not _jack_is_named():
                raise NoMidiPort(
                    "This computer's MIDI sequencer is not there.",
                    "On Linux load it (modprobe snd-seq), or audition as a file or in the DAW.",
                )
            self._api = rtmidi.API_UNIX_JACK

    def _client(self) -> Any:
        try:
            return self._rtmidi.MidiOut(self._api, name=OWN_NAME)
        except self._rtmidi.RtMidiError as problem:
            raise NoMidiPort(
                f"The system's MIDI service does not answer ({problem}).",
                "On Linux load ALSA's sequencer (modprobe snd-seq), or audition as a file or in the DAW.",
            ) from None

    def output_names(self) -> list[str]:
        client = self._client()
        try:
            return list(client.get_ports())
        finally:
            client.delete()

    def open_output(self, name: str) -> MidiOut:
        client = self._client()
        names = client.get_ports()
        if name not in names:
            client.delete()
            raise NoMidiPort(f"The MIDI port {name!r} has just gone.", "Plug the device in again.")
        return self._opened(client, name, lambda: client.open_port(names.index(name), OWN_NAME))

    def open_virtual(self, name: str) -> MidiOut:
        if sys.platform == "win32":
            raise NoMidiPort(
                "Windows has no virtual MIDI ports of its own.",
                "Install loopMIDI, make a port there, and name it in your settings: midi.output_port.",
            )
        client = self._client()
        return self._opened(client, name, lambda: client.open_virtual_port(name))

    def _opened(self, client: Any, name: str, opening: Any) -> MidiOut:
        try:
            opening()
        except self._rtmidi.RtMidiError as problem:
            client.delete()
            raise NoMidiPort(
                f"The MIDI port {name!r} cannot be opened ({problem}).", "Is another program using it alone?"
            ) from None
        return _RtMidiOut(name, client, self._rtmidi.RtMidiError)


class _RtMidiOut:
    def __init__(self, name: str, client: Any, error: type[Exception]) -> None:
        self.name = name
        self._client = client
        self._error = error

    def send(self, message: bytes) -> None:
        if self._client is None:
            raise NoMidiPort(f"The MIDI port {self.name!r} is closed.")
        try:
            self._client.send_message(message)
        except self._error as problem:
            raise NoMidiPort(
                f"The MIDI port {self.name!r} is gone ({problem}).", "Plug it in again."
            ) from None

    def close(self) -> None:
        if self._client is not None:
            self._client.close_port()
            self._client.delete()
            self._client = None


def open_output(name: str = "", backend: Backend | None = None) -> MidiOut:
    """The port with this name, or the only one whose name begins with it or holds it, whatever the
    case; for "" a virtual port called Sideman. Raises NoMidiPort, saying which ports there are."""
    backend = backend or RtMidiBackend()
    if not name:
        return backend.open_virtual(OWN_NAME)
    names = backend.output_names()
    return backend.open_output(choose(name, names))


def choose(name: str, names: list[str]) -> str:
    """The port that a name means. Raises NoMidiPort when it means none or more than one."""
    wanted = name.casefold()
    ways = (
        [each for each in names if each == name],
        [each for each in names if each.casefold() == wanted],
        [each for each in names if each.casefold().startswith(wanted)],
        [each for each in names if wanted in each.casefold()],
    )
    found = next((way for way in ways if way), [])
    if len(set(found)) == 1:
        return found[0]
    if found:
        raise NoMidiPort(f"{name!r} can be {len(found)} MIDI ports.", f"Say which: {', '.join(found)}.")
    near = difflib.get_close_matches(wanted, [each.casefold() for each in names], 1, 0.5)
    meant = [each for each in names if near and each.casefold() == near[0]]
    guess = f"Did you mean {meant[0]!r}? " if meant else ""
    there = f"There are: {', '.join(names)}." if names else "There is none at all: is the device on?"
    raise NoMidiPort(f"There is no MIDI port named {name!r}.", guess + there)

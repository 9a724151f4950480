"""Finding MIDI ports by name, and saying what to do where there is none."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from bridge.midi.ports import RtMidiBackend, choose, open_output
from bridge.model.errors import NoMidiPort
from tests.midi.fake_port import FakeBackend

NAMES = ["IAC Driver Bus 1", "Minilogue XD:Minilogue XD MIDI 1 20:0", "Minilogue XD:Minilogue XD MIDI 2 20:1"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("IAC Driver Bus 1", 0), ("iac", 0), ("bus 1", 0), ("minilogue xd:minilogue xd midi 2", 2), ("20:1", 2)],
)
def test_a_port_is_found_by_what_is_clear_of_its_name(asked: str, found: int) -> None:
    assert choose(asked, NAMES) == NAMES[found]


def test_a_name_that_can_be_two_ports_asks_which() -> None:
    with pytest.raises(NoMidiPort, match="2 MIDI ports") as refused:
        choose("minilogue", NAMES)
    assert "MIDI 1" in refused.value.hint and "MIDI 2" in refused.value.hint


def test_a_name_that_is_nearly_right_is_guessed() -> None:
    with pytest.raises(NoMidiPort) as refused:
        choose("IAC Drver Bus 1", NAMES)
    assert refused.value.hint.startswith("Did you mean 'IAC Driver Bus 1'?")


def test_without_any_port_it_says_so() -> None:
    with pytest.raises(NoMidiPort) as refused:
        choose("IAC", [])
    assert "none at all" in refused.value.hint


def test_no_name_opens_a_port_of_our_own() -> None:
    backend = FakeBackend(NAMES)
    assert open_output("", backend).name == "Sideman"
    assert open_output("iac", backend).name == NAMES[0]
    assert backend.opened == ["virtual Sideman", NAMES[0]]


class Refusal(OSError):
    pass


class Client:
    sent: ClassVar[list[bytes]] = []
    apis: ClassVar[list[int]]
    broken: ClassVar[set[str]] = set()

    def __init__(self, api: int = 0, name: str = "") -> None:
        self.apis.append(api)
        self._may("client")

    def _may(self, what: str) -> None:
        if what in self.broken:
            raise Refusal(what)

    def get_ports(self) -> list[str]:
        return ["Synth A"]

    def open_port(self, index: int, name: str) -> None:
        self._may("open")

    def open_virtual_port(self, name: str) -> None:
        self._may("virtual")

    def send_message(self, message: bytes) -> None:
        self._may("send")
        self.sent.append(message)

    def close_port(self) -> None: ...
    def delete(self) -> None: ...


@pytest.fixture
def rtmidi(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    fresh = type("Fresh", (Client,), {"sent": [], "broken": set(), "apis": []})
    module: Any = SimpleNamespace(MidiOut=fresh, RtMidiError=Refusal, API_UNSPECIFIED=0, API_UNIX_JACK=3)
    monkeypatch.setitem(sys.modules, "rtmidi", module)
    return fresh


def test_the_system_port_sends_what_it_is_given(rtmidi: type[Client]) -> None:
    port = open_output("synth")
    port.send(b"\x90\x3c\x64")
    port.close()
    port.close()
    assert rtmidi.sent == [b"\x90\x3c\x64"]
    with pytest.raises(NoMidiPort, match="closed"):
        port.send(b"\x80\x3c\x40")


@pytest.mark.parametrize(
    ("broken", "name", "says"),
    [
        ("client", "synth", "service"),
        ("open", "synth", "cannot be opened"),
        ("virtual", "", "cannot be opened"),
    ],
)
def test_what_the_system_refuses_is_told(rtmidi: type[Client], broken: str, name: str, says: str) -> None:
    rtmidi.broken.add(broken)
    with pytest.raises(NoMidiPort, match=says) as refused:
        open_output(name)
    assert refused.value.hint


def test_a_port_that_vanishes_is_told_when_it_is_used(rtmidi: type[Client]) -> None:
    port = open_output("synth")
    rtmidi.broken.add("send")
    with pytest.raises(NoMidiPort, match="gone"):
        port.send(b"\x90\x3c\x64")


def test_a_port_that_vanishes_between_listing_and_opening_is_told(rtmidi: type[Client]) -> None:
    with pytest.raises(NoMidiPort, match="just gone"):
        RtMidiBackend().open_output("Synth B")


def test_windows_users_are_shown_the_way_to_a_virtual_port(
    rtmidi: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(NoMidiPort) as refused:
        open_output("")
    assert "loopMIDI" in refused.value.hint


def test_without_the_library_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rtmidi", None)  # type: ignore[arg-type]
    with pytest.raises(NoMidiPort, match="not installed") as refused:
        open_output("")
    assert "3.12" in refused.value.hint


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux keeps its sequencer in a device file.")
def test_without_the_systems_sequencer_nothing_is_tried(
    sequencer: Path, monkeypatch: pytest.MonkeyPatch, rtmidi: type[Client]
) -> None:
    monkeypatch.delenv("JACK_DEFAULT_SERVER", raising=False)
    sequencer.unlink()
    with pytest.raises(NoMidiPort, match="sequencer is not there"):
        open_output()
    assert not rtmidi.apis


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux keeps its sequencer in a device file.")
def test_jack_is_asked_where_it_is_named_and_there_is_no_sequencer(
    sequencer: Path, monkeypatch: pytest.MonkeyPatch, rtmidi: type[Client]
) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "studio")
    open_output("synth").close()
    sequencer.unlink()
    open_output("synth").close()
    assert set(rtmidi.apis) == {0, 3} and rtmidi.apis[-1] == 3

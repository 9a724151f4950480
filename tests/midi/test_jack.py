"""An audition on a real MIDI port: JACK without a sound card, and another program that listens."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.midi import ports
from bridge.midi.audition_player import AuditionPlayer
from bridge.midi.ports import open_output
from bridge.model.notes import Note, Notes
from tests.interpreters import PROGRAMS, Program, need

pytestmark = [pytest.mark.daw, pytest.mark.timeout(60)]
PROGRAMS.setdefault("jackd", Program(("jackd",), "--version", "jackd", "apt-get install jackd2"))
NOTES = Notes([Note(0, 60, 0.25), Note(0.25, 64, 0.25, velocity=90)])


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A JACK server of our own, without real-time priority."""
    program = need("jackd")
    name = f"sideman-{os.getpid()}"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setattr(ports, "SEQUENCER", tmp_path / "no-sequencer")
    log = tmp_path / "jackd.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [program, "-n", name, "-r", "-d", "dummy", "-r", "48000", "-p", "256"], stdout=out, stderr=out
        )
    try:
        subprocess.run(["jack_wait", "-s", name, "-w", "-t", "20"], check=True, capture_output=True)
        yield
    finally:
        server.terminate()
        server.wait(20)


def test_a_program_that_listens_hears_every_note_and_the_silence_after(jack: None) -> None:
    rtmidi = pytest.importorskip("rtmidi")

    async def story() -> list[list[int]]:
        heard: list[list[int]] = []
        player = AuditionPlayer(open_output)
        player.play(NOTES, 240.0)
        listener = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="listener")
        listener.open_virtual_port("in")
        listener.set_callback(lambda event, _: heard.append(event[0]))
        subprocess.run(["jack_connect", "Sideman:Sideman", "listener:in"], check=True, capture_output=True)
        assert player.play(NOTES, 240.0) == "Sideman"
        async with asyncio.timeout(20):
            while [176, 123, 0] not in heard:
                await asyncio.sleep(0.01)
        player.close()
        listener.close_port()
        listener.delete()
        return heard

    heard = asyncio.run(story())
    notes = [message for message in heard if message[0] in (0x80, 0x90)]
    assert notes == [[144, 60, 100], [128, 60, 64], [144, 64, 90], [128, 64, 64]]

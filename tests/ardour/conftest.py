"""One demo session, made by a real Ardour, and a copy of it for each test."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bridge.daws.ardour.making import make_session
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Mixer, Place, Session, Track, TrackKind, Transport
from bridge.model.timebase import Metre
from tests.ardour.stage import SET_NAME
from tests.interpreters import PROGRAMS, Program, need

PROGRAMS.setdefault(
    "ardour7-lua", Program(("ardour7-lua",), "--version", "ardour-lua", "apt-get install ardour")
)

TRIPLETS = Notes(
    Note(step * 640 / 1920, 60 + step, 640 / 1920, 80 + step, channel=step % 16) for step in range(12)
)
DEMO = Session(
    name=SET_NAME,
    tracks={
        "k": Track("k", "Keys", TrackKind.MIDI, 0, mixer=Mixer(volume_db=-3.0)),
        "b": Track("b", "Bass", TrackKind.MIDI, 1),
        "v": Track("v", "Vox 🎤", TrackKind.AUDIO, 2, mixer=Mixer(volume_db=-6.0, pan=-0.5, muted=True)),
    },
    clips={
        "one": Clip("one", "k", 'Verse "A"', Place("", 4.0), 4.0, note_count=len(TRIPLETS), notes=TRIPLETS),
    },
    transport=Transport(tempo_bpm=97.5, metre=Metre(3, 4)),
)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("ardour7-lua")
    folder = tmp_path_factory.mktemp("ardour") / "made" / SET_NAME
    folder.parent.mkdir()
    asyncio.run(make_session(folder, SET_NAME, DEMO))
    return folder


@pytest.fixture
def set_folder(demo_folder: Path, tmp_path: Path) -> Path:
    """A musician's session of this test alone."""
    return Path(shutil.copytree(demo_folder, tmp_path / SET_NAME))

"""The tests of MIDI ports run as on a computer that has a MIDI sequencer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.midi import ports


@pytest.fixture(autouse=True)
def sequencer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    there = tmp_path / "seq"
    there.touch()
    monkeypatch.setattr(ports, "SEQUENCER", there)
    return there

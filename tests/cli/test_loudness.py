"""sideman loudness: a bounce is measured; what cannot be read is named and stops nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from bridge.cli.app import app

RATE_HZ = 48_000


@pytest.fixture
def stems(tmp_path: Path) -> Path:
    time_s = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * time_s)
    soundfile.write(tmp_path / "bounce.wav", np.stack([tone, tone], axis=1), RATE_HZ, subtype="PCM_24")
    soundfile.write(tmp_path / "silence.flac", np.zeros((RATE_HZ, 2)), RATE_HZ)
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    (tmp_path / "notes.txt").write_text("mix notes")
    return tmp_path


def test_each_file_is_a_line_of_json(stems: Path) -> None:
    result = CliRunner().invoke(
        app, ["loudness", str(stems / "bounce.wav"), str(stems / "silence.flac"), "--json"]
    )
    assert result.exit_code == 0, result.output
    bounce, silence = (json.loads(line) for line in result.stdout.splitlines())
    assert bounce["integrated_lufs"] == pytest.approx(-23.0, abs=0.03)
    assert bounce["max_short_term_lufs"] == bounce["max_momentary_lufs"] == pytest.approx(-23.0, abs=0.03)
    assert bounce["true_peak_dbtp"] == pytest.approx(-23.0, abs=0.02)
    assert bounce["plr"] == pytest.approx(0.0, abs=0.05)
    assert bounce["lra_is_stable"] is False
    assert silence["integrated_lufs"] is silence["true_peak_dbtp"] is silence["plr"] is None


def test_a_folder_means_its_sounds_and_a_broken_one_stops_nothing(stems: Path) -> None:
    result = CliRunner().invoke(app, ["loudness", str(stems), "--json"])
    assert result.exit_code == 2
    assert [Path(json.loads(line)["file"]).name for line in result.stdout.splitlines()] == [
        "bounce.wav",
        "silence.flac",
    ]
    [problem] = [json.loads(line)["error"] for line in result.stderr.splitlines()]
    assert problem["code"] == "sound_unreadable"
    assert "broken.wav" in problem["message"]


def test_the_timeline_has_ten_values_a_second(stems: Path) -> None:
    result = CliRunner().invoke(app, ["loudness", str(stems / "bounce.wav"), "--timeline", "--json"])
    line = json.loads(result.stdout)["timeline"]
    assert line["times_s"][:3] == [0.1, 0.2, 0.3]
    assert len(line["times_s"]) == len(line["momentary_lufs"]) == len(line["short_term_lufs"]) == 40
    assert line["momentary_lufs"][:3] == [None, None, None]
    assert line["momentary_lufs"][3] == pytest.approx(-23.0, abs=0.05)
    assert line["short_term_lufs"].count(None) == 29


def test_people_get_a_table(stems: Path) -> None:
    result = CliRunner().invoke(app, ["loudness", str(stems / "bounce.wav")])
    assert (
        "bounce.wav" in result.stdout and "-23.0" in result.stdout and "less than a minute" in result.stdout
    )

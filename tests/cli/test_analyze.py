"""sideman analyze as a musician or a script uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bridge.cli.analyze import lead_sheet_lines, parse_bars
from bridge.cli.analyze_session import session_analysis
from bridge.daemon.views import session_view
from bridge.midi.files import write_clip
from bridge.model.errors import BadInput
from bridge.model.keys import parse_key
from bridge.model.session import Clip, Place, Scene, Session, Track
from bridge.model.timebase import Metre, TempoMap
from tests.generators.playing import block_chords

ROOT = Path(__file__).parents[2]
SONG = "A:min F:maj C:maj/3 G:7 A:min D:min E:7 A:min"


def analyze(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from bridge.cli import main; main()", "analyze", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "120"}
    return subprocess.run(command, env=env, input=stdin, capture_output=True, timeout=60)


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "song.mid"
    path.write_bytes(
        write_clip(block_chords(SONG), name="Keys", tempo_map=TempoMap(((0.0, 96.0),)), metre=Metre(4, 4))
    )
    return path


def test_a_file_and_a_broken_one(song: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mid"
    broken.write_bytes(b"MThd nothing")
    done = analyze(str(broken), str(song), "--json")
    assert done.returncode == 2
    told, heard = lines(done)
    assert told["file"] == str(broken) and "broken.mid" in told["error"]["message"]
    assert heard["file"] == str(song)
    assert (heard["key"]["tonic"], heard["key"]["mode"]) == ("A", "minor")
    assert (heard["tempo_bpm"], heard["metre"], heard["pickup_beats"]) == (96.0, "4/4", 0.0)
    assert [chord["symbol"] for chord in heard["chords"]][:4] == ["A:min", "F:maj", "C:maj/3", "G:7"]
    assert [chord["roman"] for chord in heard["chords"]][-2:] == ["V7", "i"]
    assert heard["tracks"][0]["name"] == "Keys" and heard["tracks"][0]["role"] == "chords"
    assert {"start_beats", "length_beats", "symbol", "roman", "confidence"} <= heard["chords"][0].keys()


def test_standard_input_and_an_excerpt(song: Path) -> None:
    done = analyze("-", "--bars", "2:3", "--json", stdin=song.read_bytes())
    heard = lines(done)[0]
    assert [(c["symbol"], c["start_beats"]) for c in heard["chords"]] == [("F:maj", 4.0), ("C:maj/3", 8.0)]


def test_a_score_on_standard_input() -> None:
    text = (
        '<score-partwise version="3.1"><part-list><score-part id="P1"><part-name>Voice</part-name>'
        '</score-part></part-list><part id="P1"><measure number="1"><attributes><divisions>1</divisions>'
        "<time><beats>3</beats>"
        "<beat-type>4</beat-type></time></attributes><note><pitch><step>C</step><octave>4</octave></pitch>"
        "<duration>3</duration></note></measure></part></score-partwise>"
    )
    done = analyze("-", "--json", stdin=text.encode())
    heard = lines(done)[0]
    assert (heard["metre"], heard["tracks"][0]["role"]) == ("3/4", "vocal")


def test_notes_as_json_lines_in_order() -> None:
    good = json.dumps({"id": "x", "notes": [[0, 4, p] for p in (48, 60, 64, 67)], "tonic": "C"})
    done = analyze("--notes", "-", "--json", stdin=f"{good}\nnonsense\n{good}\n".encode())
    assert done.returncode == 0
    said = lines(done)
    assert [one.get("id") for one in said] == ["x", None, "x"]
    assert said[1]["error"]["code"] == "bad_input"
    assert said[0]["chords"][0]["symbol"] == "C:maj"


def test_a_lead_sheet_for_people(song: Path) -> None:
    shown = analyze(str(song)).stdout.decode()
    assert "A minor" in shown and "| Am" in shown and "C/E" in shown


def test_help_teaches_by_example() -> None:
    assert "Examples:" in analyze("--help").stdout.decode()


@pytest.mark.parametrize(("text", "bars"), [("", None), ("9:16", (9, 16)), ("4", (4, 4)), (":2", (1, 2))])
def test_bars(text: str, bars: tuple[int, int] | None) -> None:
    assert parse_bars(text) == bars


@pytest.mark.parametrize("text", ["x", "4:2", "-1:2", "1:2:3"])
def test_bars_that_are_none(text: str) -> None:
    with pytest.raises(BadInput):
        parse_bars(text)


def test_bars_in_which_the_chord_goes_on_are_percent_signs() -> None:
    chords = [{"start_beats": 0.0, "length_beats": 8.0, "symbol": "C:maj"}]
    chords += [{"start_beats": 8.0, "length_beats": 2.0, "symbol": "F:maj/5"}]
    view = {"metre": "4/4", "first_bar_beats": 0.0, "chords": chords}
    assert " ".join(lead_sheet_lines(view)[0].split()) == "1 | C | % | F/C |"


def test_the_open_set() -> None:
    """What the daemon answers about its session comes back as the session that was heard."""
    scene = Scene("s", "Verse")
    clip = Clip("c", "t", "Loop", Place("s"), 32.0, notes=block_chords(SONG))
    session = Session(
        set_id="x", name="Night Bus", host="studio", tracks={"t": Track("t", "Keys")}, scenes={"s": scene},
        clips={"c": clip}, key=parse_key("A minor", "daw"),
    )  # fmt: skip
    view = json.loads(json.dumps(session_view(session, with_notes=True)))
    heard = session_analysis(view)
    assert (heard["name"], heard["key"]["confidence"], heard["tracks"][0]["role"]) == (
        "Night Bus",
        1.0,
        "chords",
    )
    assert [chord["symbol"] for chord in heard["chords"]][:2] == ["A:min", "F:maj"]
    assert lead_sheet_lines(heard)

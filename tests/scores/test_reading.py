"""Given a score in MusicXML, when Sideman reads it, then notes and facts come as they are written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bridge.model.errors import BadInput
from bridge.model.timebase import Metre
from bridge.scores.reading import load_score

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<score-partwise version="3.1">'


def _note(step: str, octave: int, duration: int, *more: str, alter: int = 0) -> str:
    return (
        f"<note>{''.join(m for m in more if m == '<chord/>' or m == '<grace/>')}<pitch><step>{step}</step>"
        f"<alter>{alter}</alter><octave>{octave}</octave></pitch>"
        + ("" if "<grace/>" in more else f"<duration>{duration}</duration>")
        + "".join(m for m in more if m.startswith("<tie"))
        + "</note>"
    )


SONG = f"""{_HEAD}
<part-list><score-part id="P1"><part-name>Voice</part-name></score-part></part-list>
<part id="P1">
<measure number="0" implicit="yes"><attributes><divisions>2</divisions>
<key><fifths>-3</fifths><mode>minor</mode></key>
<time><beats>3</beats><beat-type>4</beat-type></time></attributes>
<direction><sound tempo="96"/></direction>{_note("G", 4, 2)}</measure>
<measure number="1">
<harmony><root><root-step>C</root-step></root><kind>minor</kind></harmony>
{_note("C", 5, 4, '<tie type="start"/>')}{_note("G", 5, 2, "<grace/>")}{_note("E", 5, 2, alter=-1)}</measure>
<measure number="2">
<harmony><root><root-step>G</root-step></root><kind>dominant</kind><bass><bass-step>B</bass-step></bass></harmony>
{_note("D", 5, 6)}{_note("B", 4, 6, "<chord/>")}</measure>
</part></score-partwise>"""


def score(tmp_path: Path, text: str = SONG, name: str = "song.musicxml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_notes_bars_key_and_chords(tmp_path: Path) -> None:
    found = load_score(score(tmp_path))
    assert found.parts[0].name == "Voice"
    notes = [(n.start_beats, n.pitch, n.length_beats) for n in found.parts[0].notes.sorted()]
    assert notes == [(0.0, 67, 1.0), (1.0, 72, 2.0), (3.0, 75, 1.0), (4.0, 71, 3.0), (4.0, 74, 3.0)]
    assert found.metres == ((0.0, Metre(3, 4)),)
    assert found.pickup_beats == 1.0
    assert found.sharps == ((0.0, -3),)
    assert str(found.key) == "C minor"
    assert found.chords == ((1.0, "C:min"), (4.0, "G:7/3"))
    assert found.tempo_map.tempo_at(0.0) == 96.0


def test_compressed_scores(tmp_path: Path) -> None:
    path = tmp_path / "song.mxl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="song.xml"/></rootfiles></container>',
        )
        archive.writestr("song.xml", SONG)
    assert len(load_score(path).parts[0].notes) == 5


@pytest.mark.parametrize(
    "text", ["", "nothing", "<html></html>", f"{_HEAD}<part", f"{_HEAD}</score-partwise>"]
)
def test_broken_scores_are_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput) as told:
        load_score(score(tmp_path, text, "broken.xml"))
    assert "broken.xml" in told.value.message
    assert told.value.hint


def test_a_missing_score(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load_score(tmp_path / "gone.mxl")

"""Given other people's corpora, when they are read for judging, then their keys are those they name."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from generators.models.training.keys_corpora import corpus_folder, other_corpora

HEAD = "L:1/4\nM:4/4\nK:"
SCALE = "CDEF GABc"

_PITCHES = {"S": "C5 D5 B4 C5", "A": "G4 A4 G4 G4", "T": "E4 F4 D4 E4", "B": "C3 F3 G3 C3"}


def chorale() -> str:
    """Four parts of four half notes in C, the first soprano note tied over from a quarter."""
    parts = []
    for name, pitches in _PITCHES.items():
        notes = []
        for place, pitch in enumerate(pitches.split() * 2):
            tone = f"<pitch><step>{pitch[0]}</step><octave>{pitch[1]}</octave></pitch>"
            if name == "S" and place == 0:
                notes += [
                    f"<note>{tone}<duration>2</duration><tie type='{way}'/></note>"
                    for way in ("start", "stop")
                ]
            else:
                notes.append(f"<note>{tone}<duration>4</duration></note>")
        head = "<attributes><divisions>2</divisions><key><fifths>0</fifths></key></attributes>"
        parts.append(f"<part id='{name}'><measure number='1'>{head}{''.join(notes)}</measure></part>")
    return f"<score-partwise>{''.join(parts)}</score-partwise>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    books = {
        "essenFolksong/a.abc": f"X:1\n{HEAD}C\n{SCALE}\n\nX:2\n{HEAD}C\nCD_EF G_ABc\n",
        "oneills1850/b.abc": f"X:1\n{HEAD}Am\nABcd efga\n\nX:2\n{HEAD}Ador\nABcd efga\n",
    }
    for name, text in books.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    (tmp_path / "bach").mkdir()
    with zipfile.ZipFile(tmp_path / "bach" / "bwv0.mxl", "w") as archive:
        archive.writestr("META-INF/container.xml", "<container/>")
        archive.writestr("score.musicxml", chorale())
    (tmp_path / "bach" / "broken.mxl").write_bytes(b"no archive")
    return tmp_path


def test_tunes_and_chorales_have_their_keys_and_modes_are_left_out(folder: Path) -> None:
    pieces = list(other_corpora(folder))
    assert [(p.corpus, p.key) for p in pieces] == [
        ("Essen", 0),
        ("Essen", 12),
        ("O'Neill's", 21),
        ("Bach chorales", 0),
    ]
    soprano = pieces[-1].parts[0].notes
    assert soprano[0].tolist() == [0.0, 2.0, 72.0]
    assert [len(part.notes) for part in pieces[-1].parts] == [8, 8, 8, 8]


def test_music21s_corpora_are_found_where_it_is_installed() -> None:
    pytest.importorskip("music21", reason="music21 is not installed: its corpora are not looked for")
    folder = corpus_folder()
    assert folder is not None
    assert (folder / "essenFolksong").is_dir()

"""Other people's corpora to judge the key finder by, from the music21 package: never for training or tuning.

Essen folk songs: K: names the tonic but not the mode, which is told from the third that sounds longer.
O'Neill's, Ryan's and Aird's tunes: K: names both; tunes in other modes than major and minor are left out.
Bach chorales: the home key by signature and close, as in training (`keys_labels`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from bridge.model.keys import LETTERS
from generators.models.training.keys_abc import Tune, read_tunes
from generators.models.training.keys_labels import MINOR, home_key
from generators.models.training.keys_pieces import KeyPiece, Part, sounding_of

TUNE_BOOKS = {
    "Nottingham": "nottingham-dataset",
    "O'Neill's": "oneills1850",
    "Ryan's": "ryansMammoth",
    "Aird's": "airdsAirs",
}
ESSEN = "essenFolksong"


def corpus_folder() -> Path | None:
    """Where the music21 package keeps its corpora; None where it is not installed."""
    found = find_spec("music21")
    folder = Path(found.origin).parent / "corpus" if found and found.origin else None
    return folder if folder and folder.is_dir() else None


def other_corpora(folder: Path, essen_every: int = 1) -> Iterator[KeyPiece]:
    """Pieces with their keys; essen_every: take each n-th tune only of the largest corpus."""
    yield from _tunes(folder / ESSEN, "Essen", essen_every)
    for name, sub in TUNE_BOOKS.items():
        yield from _tunes(folder / sub, name, 1)
    yield from _chorales(folder / "bach")


def _tunes(folder: Path, corpus: str, every: int) -> Iterator[KeyPiece]:
    for path in sorted(folder.glob("*.abc")):
        for index, tune in enumerate(read_tunes(path.read_text(encoding="utf-8", errors="replace"), every)):
            key = _mode_by_third(tune) if corpus == "Essen" else _named(tune)
            if key is not None:
                name = f"{path.stem}.{index}"
                yield KeyPiece(name, corpus, corpus, (Part("melody", tune.notes),), key)


def _named(tune: Tune) -> int | None:
    if tune.mode in ("", "maj", "major", "ion"):
        return tune.tonic
    return tune.tonic + MINOR if tune.mode in ("m", "min", "minor", "aeo") else None


def _mode_by_third(tune: Tune) -> int | None:
    above = (tune.notes[:, 2].astype(np.int64) - tune.tonic) % 12
    beats = np.bincount(above, tune.notes[:, 1], minlength=12)
    if beats[3] == beats[4]:
        return None
    return tune.tonic + MINOR * bool(beats[3] > beats[4])


def _chorales(folder: Path) -> Iterator[KeyPiece]:
    for path in sorted(folder.glob("*.mxl")):
        try:
            sharps, parts = _score(path)
        except (KeyError, ValueError, AttributeError, ElementTree.ParseError, zipfile.BadZipFile):
            continue
        if len(parts) == 4 and len(sharps) == 1:
            key = home_key(sounding_of(np.concatenate([part.notes for part in parts])), sharps.pop())
            if key is not None:
                yield KeyPiece(path.stem, "Bach chorales", "Bach", parts, key)


def _score(path: Path) -> tuple[set[int], tuple[Part, ...]]:
    """The signatures and the parts of a compressed MusicXML score; ties are merged, grace notes left out."""
    with zipfile.ZipFile(path) as archive:
        name = next(
            n for n in archive.namelist() if n.endswith((".xml", ".musicxml")) and not n.startswith("META")
        )
        root = ElementTree.fromstring(archive.read(name))
    sharps = {int(fifths.text or 0) for fifths in root.iter("fifths")}
    parts = []
    for index, part in enumerate(root.findall("part")):
        rows: list[list[float]] = []
        at, divisions, tied = 0.0, 1.0, set[int]()
        for measure in part.findall("measure"):
            for kind, elements in groupby(measure, key=lambda element: element.tag):
                for element in elements:
                    if kind == "attributes":
                        divisions = float(element.findtext("divisions") or divisions)
                    elif kind in ("backup", "forward"):
                        move = float(element.findtext("duration") or 0) / divisions
                        at += move if kind == "forward" else -move
                    elif kind == "note" and element.find("grace") is None:
                        at = _note(element, at, divisions, rows, tied)
        if rows:
            role = ("soprano", "alto", "tenor", "bass")[min(index, 3)]
            parts.append(Part(role, np.array(rows)))
    return sharps, tuple(parts)


def _note(
    element: ElementTree.Element, at: float, divisions: float, rows: list[list[float]], tied: set[int]
) -> float:
    """Adds a note, or lengthens the one that it is tied to; the position after it."""
    length = float(element.findtext("duration") or 0) / divisions
    if element.find("chord") is not None:
        at -= length
    step = element.findtext("pitch/step")
    if step is not None:
        alter, octave = (
            float(element.findtext("pitch/alter") or 0),
            int(element.findtext("pitch/octave") or 4),
        )
        pitch = 12 * (octave + 1) + LETTERS[step] + int(alter)
        ties = {tie.get("type") for tie in element.findall("tie")}
        if "stop" in ties and pitch in tied:
            next(row for row in reversed(rows) if row[2] == pitch)[1] += length
        else:
            rows.append([at, length, pitch])
        (tied.add if "start" in ties else tied.discard)(pitch)
    return at + length

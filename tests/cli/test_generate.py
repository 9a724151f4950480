"""sideman generate: files in, clips and records out, the same ones every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli.app import app
from bridge.midi.files import load_song, write_clip
from bridge.model.clip_record import from_json, from_texts
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes

RUN = CliRunner()
TUNE = Notes(Note(float(beat), 60 + step, 1.0) for beat, step in enumerate((0, 4, 7, 9, 7, 5, 4, 2) * 2))


@pytest.fixture
def tune(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIDEMAN_HOME", str(tmp_path / "home"))
    path = tmp_path / "tune.mid"
    path.write_bytes(write_clip(TUNE, name="Lead", key=Key(0)))
    return path


def generate(tune: Path, out: Path, *more: str) -> list[dict[str, object]]:
    words = [
        "generate",
        "chords",
        "--from",
        str(tune),
        "--out",
        str(out),
        "--candidates",
        "2",
        "--json",
        *more,
    ]
    said = RUN.invoke(app, words)
    assert said.exit_code == 0, said.output
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_clips_are_written_with_their_records(tune: Path, tmp_path: Path) -> None:
    rows = generate(tune, tmp_path / "ideas", "--seed", "5", "--key", "G major")
    assert len(rows) == 2
    for row in rows:
        song, record = load_song(Path(str(row["file"]))), from_json(Path(str(row["sidecar"])).read_bytes())
        assert song.tracks[0].notes.fingerprint == record.notes and record.title == row["title"]
        assert song.tracks[0].length_beats == 16 and str(song.key) == "G major" and record.seed == 5
        in_midi = from_texts(song.tracks[0].texts)
        assert in_midi is not None and in_midi.training == record.training and not in_midi.request
        assert row["reason"] and row["chords"] and record.originality["outcome"] in ("ok", "warned")


def test_the_same_seed_gives_the_same_bytes(tune: Path, tmp_path: Path) -> None:
    for folder, seed in (("one", "5"), ("two", "5"), ("other", "6")):
        generate(tune, tmp_path / folder, "--seed", seed)
    one, two, other = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("one", "two", "other")
    )
    assert one == two != other and len(one) == 4


def test_what_was_written_can_be_shown_and_made_again_without_a_ledger(tune: Path, tmp_path: Path) -> None:
    row = generate(tune, tmp_path / "ideas", "--place", "after", "--bars", "4")[0]
    for name in (str(row["file"]), str(row["sidecar"])):
        shown = RUN.invoke(app, ["ledger", "show", name])
        assert shown.exit_code == 0 and "CC0" in shown.stdout and "track-1" in shown.stdout
        again = RUN.invoke(app, ["ledger", "replay", name, "--json"])
        assert again.exit_code == 0 and json.loads(again.stdout)["identical"] is True
    Path(str(row["sidecar"])).unlink()
    told = RUN.invoke(app, ["ledger", "show", str(row["file"]), "--json"])
    assert json.loads(told.stdout)["title"] == row["title"]
    assert RUN.invoke(app, ["ledger", "replay", str(row["file"])]).exit_code == 2, (
        "the request is not in a MIDI file"
    )


def test_a_record_that_does_not_fit_is_told_with_exit_code_7(tune: Path, tmp_path: Path) -> None:
    row = generate(tune, tmp_path / "ideas")[0]
    sidecar = Path(str(row["sidecar"]))
    values = json.loads(sidecar.read_bytes())
    sidecar.write_text(json.dumps(values | {"notes": "0" * 16, "software": "sideman 0.0.1"}))
    said = RUN.invoke(app, ["ledger", "replay", str(sidecar)])
    assert said.exit_code == 7 and "made by sideman 0.0.1" in said.stdout


@pytest.mark.parametrize(
    ("words", "code"), [(["polka"], 4), (["chords", "--place", "under"], 2), (["chords", "--key", "H"], 2)]
)
def test_wrong_words_are_refused(tune: Path, tmp_path: Path, words: list[str], code: int) -> None:
    said = RUN.invoke(
        app, ["generate", *words, "--from", str(tune), "--out", str(tmp_path / "ideas"), "--json"]
    )
    assert said.exit_code == code and json.loads(said.stderr)["error"]["message"]
    assert not (tmp_path / "ideas").exists()


def test_a_file_that_is_no_clip_of_ours_says_so(tune: Path) -> None:
    said = RUN.invoke(app, ["ledger", "show", str(tune), "--json"])
    assert said.exit_code == 2 and json.loads(said.stderr)["error"]["code"] == "no_record"

"""Training the harmony model: labels from a score, baselines, measures, and a smoke training that loads."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bridge.model.timebase import Metre
from generators.harmonise.bar_grid import bar_grid
from generators.harmonise.parting import NoteRows, note_rows
from generators.harmonise.slot_features import MODE_AT, Frame
from generators.harmonise.triads import QUALITIES
from generators.models.card import read_card, verified_bytes
from generators.models.harmony_model import (
    CARD,
    Calibration,
    load_harmony_model,
    model_bytes,
    model_from_bytes,
)
from generators.models.training.harmony_baselines import Observed, fit_baselines
from generators.models.training.harmony_calibration import Heard, change_f1, tunes
from generators.models.training.harmony_examples import (
    Example,
    equal_halves,
    excerpts,
    piece_passages,
    window,
)
from generators.models.training.harmony_labellers import LABELLERS
from generators.models.training.harmony_labels import label_slots
from generators.models.training.harmony_measures import Song, chord_entropy, chord_tone_share
from generators.models.training.harmony_melodies import melody_over
from generators.models.training.harmony_pieces import Piece, key_of, pieces_of
from generators.models.training.harmony_plan import Plan
from generators.models.training.harmony_scoring import Case
from generators.models.training.harmony_split import split_by_composer
from generators.models.training.harmony_synthetic import ChordSong, chord_song
from generators.models.training.harmony_tunes import folk_songs

LOOP = ("C:maj", "A:min", "D:min", "G:maj")
_TONES = {"C:maj": (0, 4, 7), "A:min": (9, 0, 4), "D:min": (2, 5, 9), "G:maj": (7, 11, 2)}


def record(number: int, bars: int = 16, shift: int = 0) -> dict[str, Any]:
    """A song as the data has it: a loop under a melody of chord tones and steps, bar by bar."""
    voice, right, left = [], [], []
    rng = np.random.default_rng(number)
    for bar in range(bars):
        tones = _TONES[LOOP[bar % 4]]
        for beat in range(4):
            tone = tones[int(rng.integers(3))] if beat % 2 == 0 else (tones[0] + 2) % 12
            voice.append([bar * 4 + beat, 1, 60 + shift + tone, bar])
        right += [[bar * 4, 4, 60 + shift + tone, bar] for tone in tones]
        left.append([bar * 4, 4, 36 + shift + tones[0], bar])
    left.append([bars * 4 - 0.01, 0.01, 36 + shift, bars - 1])
    parts = (("voice", voice), ("piano_right", right), ("piano_left", left))
    return {
        "id": f"t{number:03d}",
        "composer": f"composer {number % 6}",
        "key_signatures": [[0, {0: 0, 7: 1, 5: -1}[shift]]],
        "time_signatures": [[0, 4, 4]],
        "bars": [[bar * 4, 4] for bar in range(bars)],
        "parts": [{"role": role, "notes": sorted(notes)} for role, notes in parts],
    }


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def pieces(count: int = 12) -> list[Piece]:
    return [
        piece for number in range(count) for piece in pieces_of(record(number, shift=(0, 5, 7)[number % 3]))
    ]


def pop_song() -> ChordSong:
    bars = [[[0, symbol]] for symbol in ("A:min", "F:maj7", "C:maj/3", "G:7") * 4]
    found = chord_song(
        {
            "id": "p1",
            "metre": "4/4",
            "metres": [[0, "4/4"]],
            "tonics": [[0, "A"]],
            "sections": [[0, "A", "verse"]],
            "bars": bars,
        }
    )
    assert found is not None
    return found


def chord_rows(*pitches: int) -> NoteRows:
    return note_rows([(0.0, 2.0, float(pitch)) for pitch in pitches])


def label(*pitches: int) -> str:
    grid = bar_grid(Metre(4, 4))
    frame = Frame(grid, np.array([0.0]), 2.0, 0, 0)
    found = int(label_slots(chord_rows(*pitches), frame).triads[0])
    return f"{found // 4}:{QUALITIES[found % 4]}"


@pytest.mark.parametrize(
    ("pitches", "wanted"),
    [
        ((48, 64, 67, 72), "0:maj"),
        ((52, 60, 67, 72), "0:maj"),
        ((43, 59, 62, 65), "7:maj"),
        ((50, 60, 65, 69), "2:min"),
        ((59, 62, 65), "11:dim"),
        ((48, 64, 68), "0:aug"),
        ((57, 60, 64, 69), "9:min"),
        ((48, 64), "0:maj"),
    ],
)
def test_the_triad_of_what_sounds(pitches: tuple[int, ...], wanted: str) -> None:
    assert label(*pitches) == wanted


@pytest.mark.parametrize("reader", sorted(LABELLERS))
def test_every_reader_hears_a_plain_chord_and_silence(reader: str) -> None:
    frame = Frame(bar_grid(Metre(4, 4)), np.array([0.0, 2.0]), 4.0, 2, 0)
    found = LABELLERS[reader](chord_rows(45, 61, 64), frame)
    assert found.tolist() == [7 * 4, -1]


def test_readers_differ_where_the_bass_or_the_lengths_speak_against_the_rest() -> None:
    frame = Frame(bar_grid(Metre(4, 4)), np.array([0.0]), 2.0, 0, 0)
    sixth = chord_rows(45, 60, 64, 67)
    assert int(LABELLERS["by length"](sixth, frame)[0]) == 0
    assert int(LABELLERS["by bass"](sixth, frame)[0]) == 9 * 4 + 1
    short = note_rows([(0, 2, 60), (0, 2, 64), (0, 0.2, 67), (0.5, 0.2, 67), (1, 0.2, 67), (0, 2, 69)])
    assert int(LABELLERS["by length"](short, frame)[0]) == 9 * 4 + 1
    assert int(LABELLERS["by onset"](short, frame)[0]) == 0


def test_a_passage_told_in_a_wrong_key_is_the_same_music() -> None:
    from generators.models.training.harmony_examples import _in_wrong_key

    passage = piece_passages(pieces(1)[0], rng(0)).alone["half"]
    right = Example(passage.features, passage.triads[0], passage.kinds, passage.mode)
    for seed in range(6):
        wrong = _in_wrong_key(right, rng(seed))
        steps = {int(step) for step in (right.triads // 4 - wrong.triads // 4) % 12}
        assert len(steps) == 1
        step = steps.pop()
        assert (np.roll(right.features[:, :12], -step, axis=1) == wrong.features[:, :12]).all()
        assert (wrong.features[:, MODE_AT + wrong.mode] == 1).all()


def test_half_bars_of_three_beats_may_be_equal() -> None:
    grid = bar_grid(Metre(3, 4), [0.0, 3.0])
    halves = grid.slots("half", 0.0, 6.0)
    assert halves.tolist() == [0, 2, 3, 5]
    assert equal_halves(grid, halves).tolist() == [0, 1.5, 3, 4.5]
    pickup = bar_grid(Metre(3, 4), [0.0, 1.5])
    assert (np.diff(equal_halves(pickup, pickup.slots("half", 0.0, 7.5))) > 0).all()


def test_excerpts_are_whole_bars_of_a_piece() -> None:
    piece = pieces(1)[0]
    first, second = excerpts(piece, 8)
    assert first.end_beats == second.grid.starts[0] == 32
    assert len(first.melody) + len(second.melody) == len(piece.melody)


def test_folk_tunes_made_by_rule_have_plain_chords_and_human_shares_of_chord_tones() -> None:
    found = tunes(40, 5)
    songs = [
        Song(case.melody, 0, case.frame.starts, case.frame.ends, np.maximum(case.triads, 0)) for case in found
    ]
    assert 0.9 < np.mean([chord_entropy(song) for song in songs]) < 1.4
    assert 0.7 < np.mean([chord_tone_share(song) for song in songs]) < 0.82


def test_an_automatic_rhythm_is_judged_by_where_its_chords_change() -> None:
    grid = bar_grid(Metre(4, 4))
    beats, halves = (Frame(grid, np.array(starts), 4.0, 0, 0) for starts in ([0.0, 1, 2, 3], [0.0, 2]))
    likely = np.full((4, 48), 1e-4)
    likely[[0, 1, 2, 3], [0, 0, 28, 28]] = 1.0
    own = Case("own", chord_rows(60), beats, np.zeros(4, np.int64))
    heard = Heard(own, own.triads[None], likely, np.log(likely), np.zeros((4, 12)))
    plain = Calibration(0.0, 0.0, 0.0, 0.2)

    def f1(*people: int) -> float:
        return change_f1([(heard, Case("people", chord_rows(60), halves, np.array(people)))], plain)

    assert f1(0, 28) == 1.0
    assert f1(0, 0) == f1(-1, 28) == 0.0


def test_silence_has_no_label() -> None:
    grid = bar_grid(Metre(4, 4))
    frame = Frame(grid, np.array([0.0, 2.0, 4.0]), 6.0, 0, 0)
    assert label_slots(chord_rows(48, 64, 67), frame).triads.tolist() == [0, -1, -1]


def test_passing_notes_do_not_change_the_label() -> None:
    rows = [(0.0, 2.0, 48.0), (0.0, 2.0, 64.0), (0.0, 0.5, 67.0), (0.5, 0.5, 69.0), (1.0, 1.0, 67.0)]
    frame = Frame(bar_grid(Metre(4, 4)), np.array([0.0]), 2.0, 0, 0)
    assert label_slots(note_rows(rows), frame).triads.tolist() == [0]


def test_the_key_is_told_from_signature_and_last_bass() -> None:
    minor = note_rows([(n, 1.0, float(p)) for n, p in enumerate((57, 60, 64, 68, 45))])
    assert key_of(minor, [[0, 0]], 0.0, 5.0) == (9, 1)
    major = note_rows([(n, 1.0, float(p)) for n, p in enumerate((55, 60, 64, 67, 48))])
    assert key_of(major, [[0, 0]], 0.0, 5.0) == (0, 0)


def test_a_change_of_metre_parts_a_song() -> None:
    song = record(1)
    song["time_signatures"].append([32, 3, 4])
    assert [piece.end_beats for piece in pieces_of(song)] == [32.0, 64.0]


def test_no_composer_is_on_both_sides() -> None:
    split = split_by_composer(pieces())
    groups = [{p.group for p in part} for part in (split.training, split.validation, split.held_out)]
    assert (
        all(groups) and not groups[0] & groups[1] and not groups[0] & groups[2] and not groups[1] & groups[2]
    )


def test_made_up_melodies_follow_their_chords() -> None:
    song = pop_song()
    rng = np.random.default_rng(3)
    assert song.mode == 1
    melody = melody_over(song, rng, 0.0, song.end_beats)
    starts = np.arange(0, song.end_beats, 4.0)
    chords = song.triads_at(starts, starts + 4)
    made = Song(melody, 0, starts, starts + 4, chords)
    shifted = Song(melody, 0, starts, starts + 4, (chords + 4) % 48)
    assert 0.55 < chord_tone_share(made) < 0.95
    assert chord_tone_share(shifted) < chord_tone_share(made) - 0.2


def test_measures_have_their_known_values() -> None:
    melody = note_rows([(0.0, 2.0, 60.0), (2.0, 2.0, 62.0)])
    song = Song(melody, 0, np.array([0.0, 2.0]), np.array([2.0, 4.0]), np.array([0, 28]))
    assert chord_entropy(song) == pytest.approx(np.log(2))
    assert chord_tone_share(song) == 1.0
    lost = Song(melody, 0, np.array([0.0, 2.0]), np.array([2.0, 4.0]), np.array([0, 0]))
    assert chord_tone_share(lost) == 0.5 and chord_entropy(lost) == 0.0


def test_baselines_learn_a_loop() -> None:
    chords = np.tile([0, 37, 9, 28], 8)
    shares = np.zeros((32, 12))
    shares[np.arange(32), np.tile([4, 9, 2, 11], 8)] = 1.0
    songs = [Observed(shares, chords, 0)] * 3
    fitted = fit_baselines(songs)
    assert (fitted.hmm(songs[0]) == chords).all()
    assert len(set(fitted.majority(songs[0]).tolist())) == 1
    assert (fitted.template(songs[0]) == chords).mean() >= 0.75


def test_a_smoke_training_writes_a_model_that_loads_and_is_the_same_again(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch trains the model and is no run-time dependency")
    from generators.models.training.harmony import Sources, run

    short = [piece for n in range(6) for piece in pieces_of(record(n, bars=8))]
    for folder in (tmp_path, tmp_path / "again"):
        sources = Sources(split_by_composer(short), short[:1], [pop_song(), *folk_songs(2, rng(3))])
        run(sources, folder, Plan(epochs=1, pool=6))
    assert (tmp_path / "harmony.npz").read_bytes() == (tmp_path / "again" / "harmony.npz").read_bytes()
    model = load_harmony_model(tmp_path / "harmony.md")
    digest = hashlib.sha256((tmp_path / "harmony.npz").read_bytes()).hexdigest()
    assert model.card.sha256 == digest
    card = (tmp_path / "harmony.md").read_text(encoding="utf-8")
    assert "| HMM |" in card
    assert all(f"| {reader} |" in card for reader in LABELLERS)


def test_the_numpy_model_says_what_the_net_says() -> None:
    torch = pytest.importorskip("torch", reason="torch trains the model and is no run-time dependency")
    from generators.models.training.harmony_net import HarmonyNet, batch_of

    torch.manual_seed(4)
    net = HarmonyNet(np.zeros((2, 48, 48)), hidden=8).eval()
    example = window(piece_passages(pieces(1)[0], rng(2)).alone["half"], rng(2))
    arrays = {**net.arrays(), "calibration": np.zeros(4)}
    model = model_from_bytes(model_bytes(arrays), read_card(CARD))
    with torch.no_grad():
        wanted = net.out(net.gru(batch_of([example]).features)[0])[0].numpy()
    starts = np.arange(len(example.triads)) * 2.0
    frame = Frame(bar_grid(Metre(4, 4)), starts, float(starts[-1] + 2), 0, 0)
    found = model.scores(example.features.astype(np.float64), frame)
    assert np.abs(found.fits - wanted[:, :48]).max() < 0.01


def test_the_loss_is_that_of_all_paths() -> None:
    torch = pytest.importorskip("torch", reason="torch trains the model and is no run-time dependency")
    from generators.harmonise.lattice import shares
    from generators.models.training.harmony_net import HarmonyNet, batch_of

    torch.manual_seed(5)
    drawn = rng(5)
    net = HarmonyNet(drawn.normal(size=(2, 48, 48)), hidden=8).eval()
    example = Example(
        drawn.normal(size=(3, net.gru.input_size)).astype(np.float32),
        np.array([3, 3, 17]),
        np.array([0, 4, 0]),
        1,
    )
    arrays = {**net.arrays(), "calibration": np.zeros(4)}
    model = model_from_bytes(model_bytes(arrays), read_card(CARD))
    frame = Frame(bar_grid(Metre(4, 4)), np.array([0.0, 2.0, 4.0]), 8.0, 0, 1)
    scores = model.scores(example.features.astype(np.float64), frame)
    likely = shares(scores)
    steps = (
        scores.follows + scores.changes[1] * (1 - np.eye(48)),
        scores.follows + scores.changes[2] * (1 - np.eye(48)),
    )
    every = (
        scores.fits[0][:, None, None]
        + (steps[0] + scores.fits[1][None, :])[:, :, None]
        + (steps[1] + scores.fits[2][None, :])[None, :, :]
    )
    total = every[3, 3, 17]
    normaliser = float(np.log(np.exp(every - every.max()).sum()) + every.max())
    assert np.allclose(np.exp(every - normaliser).sum(axis=(1, 2)), likely[0], atol=1e-6)
    with torch.no_grad():
        assert float(net.loss(batch_of([example]))) * 3 == pytest.approx(normaliser - total, abs=0.03)


def test_the_shipped_model_is_small_and_says_where_it_comes_from() -> None:
    card = read_card(CARD)
    assert len(verified_bytes(card, CARD.parent)) < 400_000
    text = CARD.read_text(encoding="utf-8")
    assert "synthetic" in text and "## Limits" in text and "| HMM |" in text
    assert sum("CC0" in line for line in card.training) == 3
    assert sum(", MIT, " in line for line in card.training) == 1


@pytest.mark.parametrize(
    ("written", "wanted"),
    [("G7", "7:maj"), ("Am/c", "9:min"), ("Bdim", "11:dim"), ("C+", "0:aug"), ("F", "5:maj")],
)
def test_chord_symbols_of_other_corpora_become_triads(written: str, wanted: str) -> None:
    harmony = pytest.importorskip("music21.harmony", reason="music21 is a development tool")
    from generators.models.training.harmony_corpora import _triad

    found = _triad(harmony.ChordSymbol(written), 0)
    assert f"{found // 4}:{QUALITIES[found % 4]}" == wanted

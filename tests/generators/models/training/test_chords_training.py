"""Training the chord model on a village band: seconds, the same bytes again, and what it learned is used."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.models.chord_model import load_chord_model, model_bytes
from tests.generators.models.tiny import songs

torch = pytest.importorskip("torch", reason="torch is not installed: the training scripts are not tested")

from generators.models.recurrent import joined, start_symbol  # noqa: E402
from generators.models.short_term import NOTHING_HEARD  # noqa: E402
from generators.models.training import chords_report  # noqa: E402
from generators.models.training.chord_folds import Plan  # noqa: E402
from generators.models.training.chords import main, run, train  # noqa: E402
from generators.models.training.gate_fitting import GateRecipe, fit_blend  # noqa: E402
from generators.models.training.pearce import entropy_weighted, short_term  # noqa: E402
from generators.models.training.recurrent_training import Network, Recipe, exported, lesson  # noqa: E402

QUICK = Recipe(width=8, embedding=4, epochs=2, batch=4)
PLAN = Plan(
    folds=2,
    forward=QUICK,
    second=replace(QUICK, width=6),
    backward=replace(QUICK, backwards=True),
    gate=GateRecipe(hidden=4, epochs=6, batch=32),
)


def silent(said: str) -> None:
    """Progress that nobody reads."""


def test_training_twice_gives_the_same_bytes() -> None:
    once, again = (model_bytes(train(songs(), PLAN, silent)[0]) for _ in range(2))
    assert once == again


def test_a_smoke_training_writes_a_model_that_loads(tmp_path: Path) -> None:
    run(songs(), tmp_path, replace(PLAN, keep=tmp_path / "networks"))
    model = load_chord_model(tmp_path / "chords.md")
    loop = songs()[0].changes[:4]
    assert model.distribution(loop * 3, "major").argmax() == loop[0]
    digest = hashlib.sha256((tmp_path / "chords.npz").read_bytes()).hexdigest()
    assert model.card.sha256 == digest
    card = (tmp_path / "chords.md").read_text(encoding="utf-8")
    assert "| next chord | chord model | top-1 |" in card and "both sides" in card
    kept = (tmp_path / "chords.npz").read_bytes()
    run(songs(), tmp_path, replace(PLAN, keep=tmp_path / "networks"))  # goes on from the kept networks
    assert (tmp_path / "chords.npz").read_bytes() == kept


def test_the_report_measures_the_model_beside_its_references(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chords_report, "Plan", lambda keep: replace(PLAN, keep=keep))
    monkeypatch.setattr(chords_report, "read_billboard", lambda data: songs())
    found = list(chords_report.measure(tmp_path, silent))
    told = {(one.task, one.system, one.measure): one for one in found}
    ours = told["next chord", "chord model", "top-1"]
    assert ours.value > 0.6  # loops come round four times
    assert (ours.target, ours.items) == (">= .79", sum(len(song.changes) for song in songs()))
    references = {one.system for one in found if one.system.startswith("4-gram + STM")}
    assert 1 <= len(references) <= 2  # the exponent that suits the whole songs, and that of the beginnings
    assert told["gap fill, one chord", "both sides", "top-1"].target
    assert told["next-chord palette", "chord model", "ms (p95)"].value > 0


def test_the_script_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "--data" in capsys.readouterr().err


def test_the_network_in_numpy_is_the_trained_one() -> None:
    torch.manual_seed(5)
    network = Network(QUICK).eval()
    line = [start_symbol("minor"), 3, 50, 107, 0]
    with torch.no_grad():
        wanted = network(torch.tensor([line]))[0].numpy()
    ours = exported(network)
    state = ours.fresh()
    for symbol, row in zip(line, wanted, strict=True):
        state = ours.read(state, symbol)
        assert np.allclose(ours.log_odds(state), row, atol=5e-3)  # weights are rounded to half precision
    both = ours.read(np.stack([ours.fresh()] * 2), np.array([3, 50]))
    assert np.allclose(both[1], ours.read(ours.fresh(), 50))


def test_networks_side_by_side_give_the_mean_of_their_log_odds() -> None:
    torch.manual_seed(6)
    one, other = (exported(Network(replace(QUICK, width=width))) for width in (8, 5))
    both = joined([one, other])
    states = one.fresh(), other.fresh(), both.fresh()
    for symbol in (start_symbol(None), 4, 90, 13):
        networks = zip((one, other, both), states, strict=True)
        states = tuple(network.read(state, symbol) for network, state in networks)
    mean = (one.log_odds(states[0]) + other.log_odds(states[1])) / 2
    assert np.allclose(both.log_odds(states[2]), mean, atol=1e-5)


def test_lessons_vary_but_keep_to_changes() -> None:
    rng = np.random.default_rng(2)
    song = songs()[0]
    plain = lesson(song, QUICK, None)
    assert plain == [start_symbol(None), *song.changes]
    assert lesson(song, replace(QUICK, backwards=True), None)[1:] == list(song.changes[::-1])
    varied = {tuple(lesson(song, QUICK, rng)) for _ in range(80)}
    assert len(varied) > 4  # modes told and not told, wrong tonics, jumps
    assert all(len(line) == len(plain) for line in varied)


def test_the_blend_believes_the_model_that_is_right() -> None:
    rng = np.random.default_rng(4)
    targets = rng.integers(0, 108, 400)
    knowing = np.full((400, 108), np.log(0.3 / 107))
    knowing[np.arange(400), targets] = np.log(0.7)
    guessing = np.log(rng.dirichlet(np.ones(108), 400))
    weights = fit_blend(np.stack([knowing, guessing], axis=1), targets, np.full(400, -1))
    assert weights[0] > 0.8 > 0.2 > abs(weights[1])


def test_the_reference_model_learns_inside_the_song() -> None:
    memory = NOTHING_HEARD
    for chord_class in (1, 2, 3) * 3:
        memory = memory.after(chord_class)
    here = short_term(memory)
    assert here.argmax() == 1 and here[3] == 0.0 and here.sum() == pytest.approx(1.0)
    unsure = np.full(108, 1 / 107)
    unsure[3] = 0.0
    mixed = entropy_weighted(unsure, here, 2.0)
    assert mixed.argmax() == 1 and mixed.sum() == pytest.approx(1.0)
    assert mixed[1] > 0.5 * here[1]  # the surer model weighs more

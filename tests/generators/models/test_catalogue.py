"""Every model that ships has a card, a whole file, and training data that the manifest knows."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bridge.model.errors import NotFound, Unavailable
from generators.models import catalogue
from generators.models.catalogue import DATA, model_named, models, reports
from generators.models.training_data import DATA_SETS, data_set, named_in, training_line

SHIPPED = [one.name for one in models()]


def test_all_models_together_are_small() -> None:
    assert "chords" in SHIPPED
    assert 0 < sum(one.size for one in models()) < 5_000_000


@pytest.mark.parametrize("name", SHIPPED)
def test_the_file_is_whole_and_the_card_says_what_counts(name: str) -> None:
    found = model_named(name)
    assert found.problem == "" and found.licence and found.task
    assert model_named(found.card.model_id.upper()).name == name
    assert "## Limits" in found.body and found.figures


@pytest.mark.parametrize("name", SHIPPED)
def test_the_training_lines_agree_with_the_manifest(name: str) -> None:
    for line in model_named(name).card.training:
        known = named_in(line)
        assert known.licence in line
        if known.required:
            assert known.attribution in line


def test_what_was_trained_on_nothing_known_is_noticed() -> None:
    with pytest.raises(NotFound):
        named_in("A scraped folder (no licence), https://example.org")
    with pytest.raises(NotFound):
        data_set("scraped")
    for one in DATA_SETS:
        assert named_in(training_line(one.name)) is one


def test_a_changed_file_is_listed_with_its_problem(tmp_path: Path) -> None:
    shutil.copy(DATA / "chords.md", tmp_path)
    (missing,) = models(tmp_path)
    assert missing.size == 0 and "cannot be read" in missing.problem
    (tmp_path / "chords.npz").write_bytes(b"something else")
    (changed,) = models(tmp_path)
    assert changed.size == 14 and "is not the one" in changed.problem


def test_unknown_models_and_reports_are_named() -> None:
    with pytest.raises(NotFound) as refused:
        model_named("kazoo")
    assert "chords" in refused.value.hint
    with pytest.raises(NotFound):
        reports(["kazoo"])


def test_a_report_that_is_not_there_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = "generators.models.training.kazoo_report"
    monkeypatch.setattr(catalogue, "REPORTS", {"kazoo": gone})
    assert reports() == []
    with pytest.raises(Unavailable):
        reports(["kazoo"])


def test_without_torch_the_report_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in [name for name in sys.modules if name.startswith("generators.models.training.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(Unavailable) as refused:
        reports(["chords"])
    assert "torch" in refused.value.message and ".[train]" in refused.value.hint

"""Given plug-ins in every state, when Sideman looks for generators, then the good ones work."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from bridge.model.errors import NotFound, Unavailable
from generators.chords import ChordGenerator
from generators.registry import BUILT_INS, GROUP, Registry, State, discover, installed
from tests.generators.fakes import Good, point

ALL = [
    point("good", "Good"),
    point("off", "Good"),
    point("gone", "no_such_module:Generator"),
    point("nameless", "Nobody"),
    point("no_generator", "NoGenerator"),
    point("misnamed", "Misnamed"),
    point("kindless", "Kindless"),
    point("unwell", "Unwell"),
    point("unbuildable", "Unbuildable"),
    point("exiting", "Exiting"),
]


@pytest.fixture
def registry() -> Registry:
    return discover(ALL, disabled={"off"})


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("good", State.READY, ""),
        ("off", State.DISABLED, "Switched off"),
        ("gone", State.MISSING, "no_such_module"),
        ("nameless", State.MISSING, "Nobody"),
        ("no_generator", State.INVALID, "lacks"),
        ("misnamed", State.INVALID, "somebody else"),
        ("kindless", State.INVALID, "kinds"),
        ("unwell", State.BROKEN, "Install them"),
        ("unbuildable", State.BROKEN, "no room"),
        ("exiting", State.BROKEN, "SystemExit"),
    ],
)
def test_each_plug_in_ends_in_a_state_with_a_reason(
    registry: Registry, name: str, state: State, reason: str
) -> None:
    listing = {one.name: one for one in registry.listings}[name]
    assert listing.state == state
    assert reason in listing.reason
    assert bool(listing.reason) == (state != State.READY)


def test_the_good_one_works_among_all_the_others(registry: Registry) -> None:
    assert isinstance(registry.get("good"), Good)
    assert isinstance(registry.get("notes"), Good)


def test_a_generator_that_is_not_ready_says_why(registry: Registry) -> None:
    with pytest.raises(Unavailable) as refused:
        registry.get("unwell")
    assert refused.value.code == "generator_broken"
    assert "samples" in refused.value.message


def test_an_unknown_kind_names_what_there_is(registry: Registry) -> None:
    with pytest.raises(NotFound) as refused:
        registry.get("polka")
    assert "good" in refused.value.hint


def test_two_of_one_name_keep_the_first_and_say_so() -> None:
    registry = discover([point("good", "Good"), point("good", "Unwell")])
    (listing,) = registry.listings
    assert listing.state == State.READY and "taken" in listing.reason
    assert isinstance(registry.get("good"), Good)


def test_the_built_ins_are_those_of_the_project_file() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"][GROUP] == BUILT_INS


def test_chords_are_found_installed_or_from_a_checkout() -> None:
    assert {point.name for point in installed()} >= set(BUILT_INS)
    registry = discover(EntryPoint(name, value, GROUP) for name, value in BUILT_INS.items())
    assert isinstance(registry.get("chords"), ChordGenerator)

"""Homes for the installer's tests."""

from pathlib import Path

import pytest

from tests.install.homes import SYSTEMS, Home, home_on


@pytest.fixture(params=SYSTEMS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A home on each of the three systems."""
    return home_on(request.param, tmp_path)


@pytest.fixture
def linux(tmp_path: Path) -> Home:
    return home_on("linux", tmp_path)


@pytest.fixture
def mac(tmp_path: Path) -> Home:
    return home_on("darwin", tmp_path)


@pytest.fixture
def windows(tmp_path: Path) -> Home:
    return home_on("win32", tmp_path)

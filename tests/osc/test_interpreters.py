"""A missing interpreter is never silent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import interpreters


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = replace(interpreters.PROGRAMS["node"], names=("no-such-program",))
    monkeypatch.setitem(interpreters.PROGRAMS, "node", program)
    monkeypatch.setattr(interpreters, "find", interpreters.find.__wrapped__)


@pytest.mark.usefixtures("nothing_installed")
def test_on_a_musicians_machine_it_skips_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"NODE IS MISSING.*apt install nodejs"):
        interpreters.need("node")


@pytest.mark.usefixtures("nothing_installed")
def test_in_ci_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NODE IS MISSING"):
        interpreters.need("node")


def test_a_program_of_another_version_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    python = interpreters.PROGRAMS["python3.11"]
    monkeypatch.setitem(interpreters.PROGRAMS, "python3.11", replace(python, says="Python 9.9."))
    assert interpreters.find.__wrapped__("python3.11") is None

"""Given REAPER's list of actions, when our scripts go out of it, then no other byte changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.install.action_lines import FILE_NAME, without_actions
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from bridge.install.removing import uninstall
from tests.install.homes import Home

OURS = (
    b'SCR 4 0 RSaa "Custom: Sideman.lua" Sideman/reaper/Sideman.lua',
    b'SCR 4 0 RSab "Custom: Sideman - accept.lua" "Sideman/reaper/actions/Sideman - accept.lua"',
    b'SCR 260 0 RSac "Custom: Sideman - bars, more.lua" "Sideman\\reaper\\actions\\Sideman - bars, more.lua"',
    b'SCR 4 0 RSad "Custom: Sideman.lua" "/media/stick/REAPER/Scripts/Sideman/reaper/Sideman.lua"',
)
THEIRS = (
    b'SCR 4 0 RSba "Custom: mine.lua" mine.lua',
    b'SCR 4 0 RSbb "Custom: Sideman - accept.lua" "Own/Sideman - accept.lua"',
    b'SCR 4 0 RSbc "Custom: other.lua" Sideman/reaper/other.lua',
    b'SCR 4 0 RSbd "Custom: Sideman.lua" NotSideman/reaper/Sideman.lua',
    b"KEY 1 65 _RSab 0",
    b'ACT 0 0 "d0c5" "Custom: both" _RSab _RSba',
)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_ours_go_and_the_musicians_stay(line_end: bytes) -> None:
    mixed = [line for pair in zip(THEIRS, OURS, strict=False) for line in pair] + list(THEIRS[len(OURS) :])
    document = line_end.join(mixed) + line_end
    assert without_actions(document) == line_end.join(THEIRS) + line_end
    assert without_actions(line_end.join(OURS)) == b""


@given(st.binary())
def test_a_list_without_us_is_left_alone(document: bytes) -> None:
    if b"Sideman" not in document:
        assert without_actions(document) == document


def test_taking_sideman_out_takes_its_actions_out(linux: Home) -> None:
    linux.start("reaper")
    listed = linux.bases["reaper"] / FILE_NAME
    listed.write_bytes(b"\n".join(THEIRS))
    install(HOSTS["reaper"], linux.system, linux.ours)
    assert listed.read_bytes() == b"\n".join(THEIRS), "the script itself puts them in, through REAPER"
    listed.write_bytes(b"\n".join([*OURS, *THEIRS]))
    told = uninstall(HOSTS["reaper"], linux.system, linux.ours, dry_run=True).view()
    assert f"Change {listed}." in told["actions"]
    uninstall(HOSTS["reaper"], linux.system, linux.ours)
    assert listed.read_bytes() == b"\n".join(THEIRS)

"""Given a __startup.lua of the musician, when our block goes in and out, then no other byte changes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.install.startup_block import BEGIN, END, has_block, with_block, without_block
from bridge.model.errors import Refused
from bridge.settings.resources import bundled
from tests.interpreters import need

BLOCK = bundled("daw_scripts", "reaper", "startup.lua").read_bytes()


def test_the_shipped_block_has_its_marks() -> None:
    assert BLOCK.startswith(BEGIN) and BLOCK.splitlines()[-1].startswith(END) and BLOCK.endswith(b"\n")
    assert BLOCK.count(BEGIN) == BLOCK.count(END) == 1


@given(st.binary().filter(lambda data: BEGIN not in data and END not in data))
def test_in_and_out_again_is_as_before(document: bytes) -> None:
    changed = with_block(document, BLOCK)
    assert has_block(changed) and has_block(changed, BLOCK) and not has_block(document)
    assert without_block(changed) == document
    assert with_block(changed, BLOCK) == changed


def test_an_older_block_is_replaced_in_its_place() -> None:
    older = b"a = 1\n" + BEGIN + b" of last year\nold()\n" + END + b" <<<\nb = 2\n"
    assert has_block(older) and not has_block(older, BLOCK)
    assert with_block(older, BLOCK) == b"a = 1\n" + BLOCK + b"b = 2\n"


def test_the_line_ends_are_the_files_own() -> None:
    changed = with_block(b"a = 1\r\n", BLOCK)
    assert changed.count(b"\n") == changed.count(b"\r\n") and has_block(changed, BLOCK)


def test_a_byte_order_mark_stays_in_front() -> None:
    assert with_block(b"\xef\xbb\xbfa = 1", BLOCK) == b"\xef\xbb\xbf" + BLOCK + b"a = 1"


@pytest.mark.parametrize(
    "document",
    [BEGIN, END, END + b"\n" + BEGIN, BEGIN + b"\n" + BEGIN + b"\n" + END, BEGIN + b"\n" + END + b"\n" + END],
)
def test_a_damaged_block_is_not_guessed_at(document: bytes) -> None:
    for change in (lambda d: with_block(d, BLOCK), without_block, has_block):
        with pytest.raises(Refused) as told:
            change(document)
        assert told.value.code == "startup_damaged"


@pytest.mark.script
@pytest.mark.parametrize("own", ["", "own = 1\nreturn own\n", "error('of the musician')\n"])
def test_in_a_real_lua_the_script_is_started_whatever_the_musicians_own_code_does(
    tmp_path: Path, own: str
) -> None:
    (tmp_path / "__startup.lua").write_bytes(with_block(own.encode(), BLOCK))
    (tmp_path / "reaper.lua").write_text(
        """
reaper = {
    GetResourcePath = function() return "/resources" end,
    file_exists = function(path) return path == "/resources/Scripts/Sideman/reaper/Sideman.lua" end,
    AddRemoveReaScript = function(add, section, path, commit) return 4711 end,
    Main_OnCommand = function(command) print("started", command) end,
}
pcall(dofile, arg[1])
"""
    )
    command = [need("lua5.4"), tmp_path / "reaper.lua", tmp_path / "__startup.lua"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.stdout.split() == ["started", "4711"], done.stderr

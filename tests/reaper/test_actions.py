"""What the musician reaches inside REAPER: actions, the small window, the start at launch, the selftest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridge.model.notes import Note, Notes
from bridge.osc.schema import TRIGGER_VERBS
from tests.hosts.reaper.process import NEWEST, OLDEST, VERSIONS
from tests.reaper.room import Room, create, play

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", VERSIONS)]

LINE = Notes([Note(0.0, 40, 1.0)])
HELP = "return host.helped[#host.helped]"


def test_each_action_reaches_the_daemon(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        for verb in TRIGGER_VERBS:
            room.reaper.start(room.reaper.action(verb))
        await room.until(lambda: len(room.daemon.triggers) == len(TRIGGER_VERBS))
        assert room.daemon.triggers == [(verb, "") for verb in TRIGGER_VERBS]

    play(tmp_path, version, scene)


def test_actions_say_what_is_missing(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        await room.stop_daemon()
        await room.ticks(10)
        room.reaper.start(room.reaper.action("accept"))
        await room.ticks(20)
        assert "sideman start" in room.reaper.lua(HELP)
        room.reaper.exit()
        room.reaper.start(room.reaper.action("accept"))
        assert "not running" in room.reaper.lua(HELP)
        room.reaper.start()
        await room.start_daemon()

    play(tmp_path, version, scene)


def test_reverting_takes_back_our_step_and_never_the_musicians(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        await room.change(create(room.track("Bass").id, 8.0, 4.0, LINE), label="Sideman: a line")
        room.reaper.start(room.reaper.action("revert last step"))
        await room.ticks(20)
        assert room.content() == before
        assert "took back: Sideman: a line" in room.reaper.lua(HELP)
        await room.change(create(room.track("Bass").id, 8.0, 4.0, LINE), label="Sideman: a line")
        room.reaper.lua('musician.set("Keys", "D_VOL", 0.5)')
        mine = room.content()
        room.reaper.start(room.reaper.action("revert last step"))
        await room.ticks(20)
        assert room.content() == mine
        assert "Move control" in room.reaper.lua(HELP)
        room.reaper.lua("while musician.undo() == 1 do end")
        room.reaper.start(room.reaper.action("revert last step"))
        await room.ticks(20)
        assert "nothing to undo" in room.reaper.lua(HELP)

    play(tmp_path, version, scene)


def test_the_window_shows_and_triggers(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.start(room.reaper.action("show window"))
        room.peer.say("3 ideas")
        await room.ticks(3)
        texts = room.reaper.lua("return host.window.texts")
        assert {"connected", "3 ideas", *TRIGGER_VERBS} <= set(texts)
        for x in (12, 8 + 3 * (352 / 6) + 4, 8 + 352 / 6 - 4):  # suggest, accept, between two buttons
            room.reaper.lua(f"host.gfx.mouse_x, host.gfx.mouse_y, host.gfx.mouse_cap = {x}, 50, 1")
            await room.ticks(3)
            room.reaper.lua("host.gfx.mouse_cap = 0")
            await room.ticks(2)
        assert room.daemon.triggers == [("suggest", ""), ("accept", "")]
        room.reaper.lua("host.window.is_closed = true")
        await room.ticks(3)
        assert room.reaper.lua("return host.window == nil")
        room.reaper.start(room.reaper.action("show window"))
        await room.ticks(3)
        room.reaper.exit()
        assert room.reaper.lua("return host.window == nil")

    play(tmp_path, version, scene)


def test_the_start_block_starts_sideman(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.exit()
        await room.until(lambda: not room.daemon.link.peers)
        block = room.reaper.script("startup")
        lines = block.read_text().splitlines()
        assert lines[0].startswith("-- >>> Sideman >>>") and lines[-1] == "-- <<< Sideman <<<"
        room.reaper.start(block)
        await room.settle()
        assert room.reaper.lua("return host.actions") == [str(room.reaper.script("Sideman"))]

    play(tmp_path, version, scene)


def test_the_selftest_reports_and_leaves_nothing(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        room.reaper.start(room.reaper.action("selftest"))
        assert room.content() == before
        report = json.loads((tmp_path / "Sideman-selftest.json").read_text())
        assert "failed" not in report, report
        assert (report["ppq"], report["item_length_beats"], report["item_color"]) == (960, 4.0, 0x3366CC)
        assert report["notes"].split(", ") == [
            "0-960 60 0 100 33 false",
            "960-1280 127 15 1 64 true",
            "960-1920 60 0 127 0 false",
        ]
        assert report["undo_label"] == "Sideman: selftest" and report["undone_in_one_step"]
        assert not report["pointer_valid_after_undo"] and not report["state_count_moved"]
        assert report["has_InsertTrackInProject"] == (version == NEWEST)
        assert report["lua"] == ("Lua 5.3" if version == OLDEST else "Lua 5.4")

    play(tmp_path, version, scene)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua('host.resource_path = "/nowhere"')
        room.reaper.start(room.reaper.action("selftest"))
        assert "cannot write" in room.reaper.lua(HELP)

    play(tmp_path, version, scene)

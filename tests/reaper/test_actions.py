"""What the musician reaches inside REAPER: actions, knobs, the small window, the start at launch."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bridge.model.notes import Note, Notes
from bridge.osc.schema import TRIGGER_VERBS
from tests.hosts.reaper.process import VERSIONS
from tests.reaper.room import DEMO, Room, create, play

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", VERSIONS)]

LINE = Notes([Note(0.0, 40, 1.0)])
HELP = "return host.helped[#host.helped]"


def test_each_action_reaches_the_daemon(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        for verb in TRIGGER_VERBS:
            room.reaper.start(room.reaper.action(verb))
        await room.until(lambda: len(room.daemon.triggers) == len(TRIGGER_VERBS))
        assert room.daemon.triggers == [("suggest", "chords"), *((verb, "") for verb in TRIGGER_VERBS[1:])]

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


def test_the_knobs_belong_to_the_project_and_go_with_a_wish(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        async def press(*names: str) -> None:
            for name in names:
                room.reaper.start(room.reaper.action(name))
            await room.ticks(2)

        async def in_front(name: str) -> None:
            await room.until(lambda: [p.session.name for p in room.daemon.link.peers.values()] == [name])
            await room.settle()

        await press("kind, next", "kind, next", "density, more", "adventure, less", "bars, more", "suggest")
        await press("suggest drums")
        knobs = "density=0.6 adventure=0.2 bars=8"
        await room.until(lambda: len(room.daemon.triggers) == 2)
        assert room.daemon.triggers == [("suggest", f"bass {knobs}"), ("suggest", f"drums {knobs}")]
        await room.ticks(20)
        await press("bars, fewer", "density, less")
        await room.ticks(20)
        assert room.reaper.lua(HELP) == "Sideman: density 50 %", "each turn is told, the last one stays"
        await press(*["bars, fewer"] * 9, *["adventure, more"] * 9, *["kind, next"] * 4)
        room.reaper.lua('musician.open_tab("/home/m/Other.rpp")' + DEMO)
        await in_front("Other")
        await press("suggest")
        room.reaper.lua("musician.show_tab(1)")
        await in_front("Untitled")
        await press("suggest")
        await room.until(lambda: len(room.daemon.triggers) == 4)
        assert room.daemon.triggers[2:] == [("suggest", "chords"), ("suggest", "melody adventure=1 bars=1")]
        room.reaper.lua('host.front.words["Sideman\\0bars"] = "of another script"')
        await press("bars, more", "suggest")
        await room.until(lambda: len(room.daemon.triggers) == 5)
        assert room.daemon.triggers[4] == ("suggest", "melody adventure=1 bars=8")

    play(tmp_path, version, scene)


def test_the_window_shows_and_triggers(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        async def click(x: float, y: float) -> None:
            room.reaper.lua(f"host.gfx.mouse_x, host.gfx.mouse_y, host.gfx.mouse_cap = {x}, {y}, 1")
            await room.ticks(3)
            room.reaper.lua("host.gfx.mouse_cap = 0")
            await room.ticks(2)

        room.reaper.start(room.reaper.action("show window"))
        room.peer.say("3 ideas")
        await room.ticks(3)
        texts = room.reaper.lua("return host.window.texts")
        knobs = {"- kind chords +", "- density 50 % +", "- adventure 30 % +", "- bars 4 +"}
        assert {"connected", "3 ideas", *TRIGGER_VERBS, *knobs} <= set(texts)
        box, knob = 412 / 6, 412 / 4
        for x in (12, 8 + 3 * box + 4, 8 + box - 4):  # suggest, accept, between two buttons
            await click(x, 80)
        await click(8 + knob - 12, 50)  # the density's left half is one knob further
        await click(8 + knob + 4, 50)
        await click(8 + 4 * knob - 12, 50)
        await click(12, 74)  # between the two rows
        await click(12, 80)
        assert room.daemon.triggers == [
            ("suggest", "chords"),
            ("accept", ""),
            ("suggest", "melody density=0.4 bars=8"),
        ]
        room.reaper.lua("host.window.is_closed = true")
        await room.ticks(3)
        assert room.reaper.lua("return host.window == nil")
        room.reaper.start(room.reaper.action("show window"))
        await room.ticks(3)
        room.reaper.exit()
        assert room.reaper.lua("return host.window == nil")

    play(tmp_path, version, scene)


def test_the_window_is_docked_until_the_musician_takes_it_out(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.start(room.reaper.action("show window"))
        await room.ticks(3)
        assert room.reaper.lua("return {host.window.name, host.window.dock}") == ["Sideman", 1]
        for dock in (0x201, 0):  # another docker; floating
            room.reaper.lua(f"host.window.dock = {dock}")
            await room.ticks(3)
            room.reaper.lua("host.window.is_closed = true")
            await room.ticks(3)
            assert room.reaper.lua('return host.lasting["Sideman\\0dock"]') == str(dock)
            room.reaper.start(room.reaper.action("show window"))
            await room.ticks(3)
            assert room.reaper.lua("return host.window.dock") == dock

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
        assert str(room.reaper.script("Sideman")) in room.reaper.lua("return host.saved_actions")

    play(tmp_path, version, scene)


def test_the_actions_are_put_into_the_list_once(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        files = {str(path) for path in (room.reaper.installed / "reaper" / "actions").iterdir()}
        assert set(room.reaper.lua("return host.saved_actions")) == files and len(files) > 15
        assert room.reaper.lua("return host.commits") == 1, "REAPER writes its list once"
        room.reaper.lua("table.remove(host.actions, 1)")  # the musician takes one out
        room.reaper.exit()
        room.reaper.start()
        await room.settle()
        assert len(room.reaper.lua("return host.actions")) == len(files) - 1
        assert room.reaper.lua('return host.lasting["Sideman\\0actions"] ~= nil')
        room.reaper.lua('host.words["Sideman\\0actions"] = "of an older version"')
        room.reaper.exit()
        room.reaper.start()
        assert set(room.reaper.lua("return host.actions")) == files

    play(tmp_path, version, scene)


def test_actions_that_reaper_refuses_are_tried_again_at_the_next_start(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua("host.actions, host.words, host.lasting = {}, {}, {}")
        room.reaper.lua("host.refuses_actions = true")
        room.reaper.exit()
        room.reaper.start()
        assert room.reaper.lua('return host.words["Sideman\\0actions"] == nil')
        room.reaper.lua("host.refuses_actions = false")
        room.reaper.exit()
        room.reaper.start()
        await room.settle()
        assert len(room.reaper.lua("return host.actions")) > 15

    play(tmp_path, version, scene)


def test_a_script_that_is_uninstalled_under_us_takes_its_actions_out_and_stops(
    tmp_path: Path, version: str
) -> None:
    async def scene(room: Room) -> None:
        room.reaper.start(room.reaper.script("startup"))
        folder, aside = room.reaper.installed, tmp_path / "aside"
        folder.rename(aside)
        await room.ticks(60)
        aside.rename(folder)  # only a newer version that was put in
        await room.ticks(60)
        assert room.daemon.link.peers and len(room.reaper.lua("return host.actions")) > 15
        shutil.rmtree(folder)
        await room.until(lambda: not room.daemon.link.peers)
        assert room.reaper.lua("return #host.deferred") == 0
        assert room.reaper.lua("return host.saved_actions") == []
        assert room.reaper.lua('return host.lasting["Sideman\\0actions"] == nil')
        assert "uninstalled" in room.reaper.lua(HELP)

    play(tmp_path, version, scene)

"""The hook in Ardour's window: installed by Sideman, started by Ardour, driven over the wire."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.daws.ardour.actions import ACTIONS
from bridge.daws.ardour.installing import install
from bridge.daws.ardour.ui_scripts import action_names
from bridge.daws.filepair import FilePairListener
from bridge.daws.streams import ByteStream
from bridge.doctor.selftest_report import read_report
from bridge.model.notes import Note, Notes, differences
from bridge.osc.codec import Message
from tests.ardour.screen import Screen, ardour_window, screen
from tests.ardour.stage import SET_NAME, TOKEN, Wire, create_clip, do_wish, until_there
from tests.interpreters import missing

pytestmark = [pytest.mark.daw, pytest.mark.timeout(180)]

START_WITHIN_S = 60.0
WALK = Notes(Note(float(beat), 48 + beat, 0.5, 100) for beat in range(8))

WINDOW_NAMES = """
    local selected = Editor:get_selection()
    local message = LuaDialog.Message("a", "b", LuaDialog.MessageType.Info, LuaDialog.ButtonType.Close)
    return selected.tracks.routelist and selected.regions.regionlist and selected.time.empty
        and selected.time.start_time and selected.time.end_time and Editor.access_action
        and message.run ~= nil
"""
"""What tests/hosts/ardour/window.lua imitates."""

DESK = Path(__file__).with_name("desk.lua")


@asynccontextmanager
async def window(tmp_path: Path, set_folder: Path) -> AsyncIterator[tuple[Wire, Screen, Path]]:
    for program in ("Xvfb", "ardour", "import"):
        if not shutil.which(program):
            missing("ardour7-lua")
    pairs, run_file, desk = tmp_path / "pairs", tmp_path / "run.json", tmp_path / "desk"
    desk.mkdir()
    run_file.write_text(f'{{"pid":1,"port":2,"token":"{TOKEN}"}}')
    streams: asyncio.Queue[ByteStream] = asyncio.Queue()
    listener = FilePairListener(pairs, streams.put_nowait)
    await listener.start()
    try:
        async with screen(tmp_path / "home") as unseen:
            settings = unseen.prepare_settings()
            done = install(settings, pairs, run_file, tmp_path / "selftest.json")
            put_hands_into(done.scripts / "ardour" / "gui.lua", desk)
            async with ardour_window(unseen, set_folder, SET_NAME):
                wire = Wire(await asyncio.wait_for(streams.get(), START_WITHIN_S))
                await wire.greet(heartbeat_s=10.0)
                yield wire, unseen, desk
    finally:
        await listener.aclose()


def put_hands_into(gui: Path, desk: Path) -> None:
    """Lets the hook look at a desk (desk.lua) after each tick of the script."""
    text = gui.read_text(encoding="utf-8")
    hands = f'local look_at_desk = assert(loadfile("{DESK}"))()("{desk}")\nreturn function(options)'
    after_tick = "        script:tick()\n        look_at_desk()\n"
    gui.write_text(
        text.replace("        script:tick()\n", after_tick).replace("return function(options)", hands),
        encoding="utf-8",
    )


async def press(desk: Path, group: str, action: str) -> None:
    await do_wish(desk, f'Editor:access_action("{group}", "{action}")')


def test_the_hook_greets_reads_writes_and_is_undone_in_one_step(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with window(tmp_path, set_folder) as (wire, unseen, desk):
            assert (wire.hello["host"], wire.hello["token"]) == ("ardour", TOKEN)
            assert "selection" in wire.hello["capabilities"].split()
            await wire.snapshot()
            verse = wire.clip('Verse "A"')
            assert len((await wire.notes(verse.id))[1]) == 12

            bass, keys = wire.track("Bass").id, wire.track("Keys").id
            both = create_clip(bass, 8.0, 8.0, WALK, "Bass 🎸"), create_clip(keys, 8.0, 8.0, WALK, "Answer")
            answer = await wire.change(*both)
            assert answer[-1].address == "/done"
            assert differences(WALK, (await wire.notes(answer[0].args[2]))[1]) == []

            picture = os.environ.get("SIDEMAN_PICTURE")
            if picture:
                await asyncio.sleep(0.5)
                await unseen.picture(Path(picture))

            await press(desk, "Editor", "undo")
            while len(wire.session.clips) > 1:
                await wire.receive()
            assert list(wire.session.clips) == [verse.id]

            await press(desk, "Editor", "select-all-objects")
            while wire.session.selection.clip_id != verse.id:
                await wire.until("/selection")
            assert wire.session.selection.track_id == keys
            assert (wire.session.selection.start_beats, wire.session.selection.end_beats) == (4.0, 8.0)

            wire.send(Message("/say", ("hello from Sideman",)), Message("/ping", (3,)))
            assert (await wire.until("/pong")).args == (3,)

    asyncio.run(scene())


def test_each_action_tells_its_verb_and_the_self_test_leaves_the_set_as_it_was(
    tmp_path: Path, set_folder: Path
) -> None:
    async def scene() -> None:
        async with window(tmp_path, set_folder) as (wire, unseen, desk):
            before = await wire.snapshot()
            assert await do_wish(desk, WINDOW_NAMES) == "true"
            places = action_names((unseen.settings / "ui_scripts").read_bytes())
            assert sorted(places.values()) == sorted(action.name for action in ACTIONS)
            for place, name in places.items():
                verb = next(action.verb for action in ACTIONS if action.name == name)
                await press(desk, "LuaAction", f"script-{place}")
                if verb != "selftest":
                    assert (await wire.until("/trigger")).args == (verb, "")
            await until_there(tmp_path / "selftest.json")
            report = read_report(tmp_path / "selftest.json")
            verdicts = {probe.name: probe.verdict for probe in report.probes}
            assert verdicts == {
                "timer_jitter": "ok",
                "fader_law": "ok",
                "meter_law": "not_probed",
                "read_back_delay": "ok",
                "undo_grouping": "ok",
            }, report
            assert report.daw == "ardour" and report.facts["set_is_unchanged"]
            after = await wire.snapshot()
            assert {clip.name for clip in after.clips.values()} == {
                clip.name for clip in before.clips.values()
            }
            assert [track.mixer for track in after.tracks.values()] == [
                track.mixer for track in before.tracks.values()
            ]

    asyncio.run(scene())

"""The hook in Ardour's window: installed by Sideman, started by Ardour, driven over the wire."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.daws.ardour.installing import install
from bridge.daws.filepair import FilePairListener
from bridge.daws.streams import ByteStream
from bridge.model.notes import Note, Notes, differences
from bridge.osc.codec import Message
from tests.ardour.screen import Screen, ardour_window, screen
from tests.ardour.stage import SET_NAME, TOKEN, Wire, create_clip
from tests.interpreters import missing

pytestmark = [pytest.mark.daw, pytest.mark.timeout(180)]

START_WITHIN_S = 60.0
WALK = Notes(Note(float(beat), 48 + beat, 0.5, 100) for beat in range(8))

# A musician whose hands are in the same Lua: undoes and selects when a file asks for it.
HANDS = """
local function do_wish()
    local file = io.open("{wish}", "rb")
    if file then
        local action = file:read("a")
        file:close()
        os.remove("{wish}")
        Editor:access_action("Editor", action)
    end
end
"""


@asynccontextmanager
async def window(tmp_path: Path, set_folder: Path) -> AsyncIterator[tuple[Wire, Screen, Path]]:
    for program in ("Xvfb", "ardour", "import"):
        if not shutil.which(program):
            missing("ardour7-lua")
    pairs, run_file, wish = tmp_path / "pairs", tmp_path / "run.json", tmp_path / "wish"
    run_file.write_text(f'{{"pid":1,"port":2,"token":"{TOKEN}"}}')
    streams: asyncio.Queue[ByteStream] = asyncio.Queue()
    listener = FilePairListener(pairs, streams.put_nowait)
    await listener.start()
    try:
        async with screen(tmp_path / "home") as unseen:
            settings = unseen.prepare_settings()
            done = install(settings, pairs, run_file)
            gui = done.scripts / "ardour" / "gui.lua"
            text = gui.read_text().replace(
                "        script:tick()\n", "        script:tick()\n        do_wish()\n"
            )
            gui.write_text(
                text.replace("return function(options)", HANDS.format(wish=wish) + "return function(options)")
            )
            async with ardour_window(unseen, set_folder, SET_NAME):
                wire = Wire(await asyncio.wait_for(streams.get(), START_WITHIN_S))
                await wire.greet(heartbeat_s=10.0)
                yield wire, unseen, wish
    finally:
        await listener.aclose()


def ask_hands(wish: Path, action: str) -> None:
    wish.with_suffix(".new").write_text(action)
    wish.with_suffix(".new").rename(wish)


def test_the_hook_greets_reads_writes_and_is_undone_in_one_step(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with window(tmp_path, set_folder) as (wire, unseen, wish):
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

            ask_hands(wish, "undo")
            while len(wire.session.clips) > 1:
                await wire.receive()
            assert list(wire.session.clips) == [verse.id]

            ask_hands(wish, "select-all-objects")
            while wire.session.selection.clip_id != verse.id:
                await wire.until("/selection")
            assert wire.session.selection.track_id == keys
            assert (wire.session.selection.start_beats, wire.session.selection.end_beats) == (4.0, 8.0)

            wire.send(Message("/say", ("hello from Sideman",)), Message("/ping", (3,)))
            assert (await wire.until("/pong")).args == (3,)

    asyncio.run(scene())

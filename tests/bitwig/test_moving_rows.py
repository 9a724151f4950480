"""Rows that move, and slots that are filled, while a request is on its way through Bitwig: it changes what it
was meant for, or nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bridge.model.errors import PlaceTaken, SidemanError
from bridge.osc.codec import Message
from tests.bitwig.stage import Stage, line, on_stage

pytestmark = pytest.mark.script

THEIRS = {"name": "Theirs", "length": 4, "notes": [{"start": 0.0, "pitch": 60}]}


async def lies_on_keys(stage: Stage) -> list[tuple[str, str]]:
    """Scene and name of each clip on the track."""
    song: dict[str, Any] = await stage.bitwig.song()
    keys = next(track for track in song["tracks"] if track["name"] == "Keys")
    rows = zip(song["scenes"], keys["slots"], strict=True)
    return [(scene["name"], clip["name"]) for scene, clip in rows if clip]


def test_a_slot_that_was_filled_behind_a_dialog_is_not_written_over(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.pass_ms(100)
            asked = asyncio.ensure_future(stage.ask_change(stage.create(line(4)), deadline_ms=20_000))
            await asyncio.sleep(0)
            await stage.bitwig.musician("put_clip", "Keys", "Verse", THEIRS)
            await stage.bitwig.ask("stall", ms=8_000)
            with pytest.raises(PlaceTaken):
                await stage.live(asked)
            assert await lies_on_keys(stage) == [("Verse", "Theirs")]

    asyncio.run(scene())


def test_what_is_taken_back_is_found_in_its_scene_and_not_in_its_row(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.bitwig.ask("habit", name="blind_eye", on=True)  # nothing can be read back
            asked = asyncio.ensure_future(stage.ask_change(stage.create(line(4)), deadline_ms=20_000))
            await stage.pass_ms(300)
            assert await lies_on_keys(stage) == [("Verse", "")]
            await stage.bitwig.musician("add_scene", "Intro", 0)
            await stage.bitwig.musician("put_clip", "Keys", "Intro", THEIRS)
            with pytest.raises(SidemanError) as problem:
                await stage.live(asked)
            assert problem.value.code in ("unverified", "not_taken")
            assert await lies_on_keys(stage) == [("Intro", "Theirs")]

    asyncio.run(scene())


def test_a_clip_whose_row_moves_while_it_is_deleted_is_the_one_that_goes(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.bitwig.musician(
                "put_clip", "Keys", "Verse", {"name": "Ours", "length": 4, "notes": []}
            )
            await stage.until(lambda: any(c.name == "Ours" for c in stage.peer.session.clips.values()))
            clip = stage.clip("Ours")
            await stage.live(stage.peer.read_notes(clip.id))
            clip = stage.clip("Ours")
            gone = Message("/change/clip/delete", (clip.id, clip.revision))
            asked = asyncio.ensure_future(stage.ask_change(gone, deadline_ms=20_000))
            await stage.pass_ms(60)
            await stage.bitwig.musician("add_scene", "Intro", 0)
            await stage.bitwig.musician("put_clip", "Keys", "Intro", THEIRS)
            await stage.live(asyncio.gather(asked, return_exceptions=True))
            assert ("Intro", "Theirs") in await lies_on_keys(stage)

    asyncio.run(scene())


def test_a_track_that_slips_into_the_row_of_a_deleted_one_keeps_its_fader(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:

            async def faders() -> dict[str, float]:
                return {track["name"]: track["volume"] for track in (await stage.bitwig.song())["tracks"]}

            before = await faders()
            for moment_ms in range(110, 150, 4):  # about when the fader is set
                doomed = {"id": f"uuid-{moment_ms}", "name": "Doomed"}
                await stage.bitwig.musician("add_track", doomed, 0)
                await stage.until(lambda: any(t.name == "Doomed" for t in stage.peer.session.tracks.values()))
                move = stage.move("Doomed", "volume_db", stage.track("Doomed").mixer.volume_db, -11.0)
                asked = asyncio.ensure_future(stage.ask_change(move, deadline_ms=20_000))
                await stage.pass_ms(moment_ms)
                await stage.bitwig.musician("remove_track", "Doomed")
                await stage.live(asyncio.gather(asked, return_exceptions=True))
                assert await faders() == before, moment_ms

    asyncio.run(scene())

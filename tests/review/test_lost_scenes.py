"""A script comes back with other ids for its scenes: what Sideman had put there is found all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bridge.daws.studio.session import StudioSession
from bridge.model.session import Place
from bridge.model.suggestion import Status
from tests.house import House
from tests.virtual_loop import run


def forget_scene_ids(studio: StudioSession) -> None:
    """As if each scene had been seen for the first time."""
    for old in list(studio.scenes):
        scene = studio.scenes.pop(old)
        studio.scenes[f"new-{old}"] = replace(scene, id=f"new-{old}")
    for clip_id, clip in list(studio.clips.items()):
        studio.clips[clip_id] = replace(clip, place=Place(f"new-{clip.place.scene_id}"))


def test_a_scratch_clip_is_taken_out_of_a_scene_that_has_another_id_now(tmp_path: Path) -> None:
    async def scene() -> None:
        async with House(tmp_path) as house:
            names = {clip.name for clip in house.set.clips.values()}
            suggestion = house.propose()
            await house.desk.audition(suggestion.id, "scratch")
            assert len(house.set.clips) == 3
            await house.kill()
            forget_scene_ids(house.set)
            await house.start()
            assert {clip.name for clip in house.set.clips.values()} == names
            assert house.desk.get(suggestion.id).status is Status.PROPOSED

    run(scene())


def test_a_commit_is_found_in_a_scene_that_has_another_id_now(tmp_path: Path) -> None:
    async def scene() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            accepting = asyncio.ensure_future(house.desk.accept(suggestion.id))
            while len(house.set.clips) < 3:
                await asyncio.sleep(0)
            accepting.cancel()
            await asyncio.gather(accepting, return_exceptions=True)
            await house.kill()
            forget_scene_ids(house.set)
            await house.host.restart()
            await house.start()
            assert house.desk.get(suggestion.id).status is Status.COMMITTED
            assert len(house.set.clips) == 3

    run(scene())

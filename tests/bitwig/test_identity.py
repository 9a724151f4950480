"""Scenes keep their ids in the project: through a new life of the script, and through reopening."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bridge.model.suggestion import Status
from tests.bitwig.stage import LEVELS, Stage, on_stage

pytestmark = [pytest.mark.script, pytest.mark.parametrize("level", LEVELS)]

KEPT_AFTER_MS = 1_500
LABEL = "Scenes of this set"


def scenes(stage: Stage) -> dict[str, str]:
    return {scene.name: scene.id for scene in stage.peer.session.scenes.values()}


async def off_and_on(stage: Stage, *meanwhile: tuple[Any, ...]) -> None:
    """The controller is switched off, the musician does something, and it is switched on again."""
    await stage.listening(False)
    await stage.bitwig.ask("stop")
    await stage.until(lambda: not stage.sideman.link.peers)
    for verb, *args in meanwhile:
        await stage.bitwig.musician(verb, *args)
    await stage.listening(True)
    await stage.bitwig.ask("reload", script="Sideman.control.js")
    await stage.connected()


async def kept(stage: Stage) -> str:
    return str((await stage.bitwig.song())["settings"].get(LABEL, ""))


def test_a_new_life_of_the_script_knows_the_scenes(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            before = scenes(stage)
            assert len(set(before.values())) == 3
            await stage.pass_ms(KEPT_AFTER_MS)
            epoch = stage.peer.hello.epoch
            await off_and_on(stage)
            assert stage.peer.hello.epoch != epoch and scenes(stage) == before

    asyncio.run(scene())


def test_what_moved_while_no_script_ran_is_known_by_what_lies_in_it(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            before = scenes(stage)
            await stage.pass_ms(KEPT_AFTER_MS)
            await off_and_on(
                stage, ("add_scene", "Intro", 0), ("add_track", {"id": "uuid-x", "name": "X"}, 0)
            )
            after = scenes(stage)
            assert {name: after[name] for name in before} == before
            assert after["Intro"] not in before.values()
            await stage.bitwig.musician("change_clip", "Drums 🥁", "Verse", {"name": "Beat of today"})
            await stage.bitwig.musician("put_clip", "Keys", "Bridge", {"name": "Pad"})
            await stage.pass_ms(KEPT_AFTER_MS)
            await off_and_on(stage, ("add_scene", "Break", 2))
            again = scenes(stage)
            assert {name: again[name] for name in after} == after, "the signs had followed the musician"

    asyncio.run(scene())


def test_a_suggestion_is_undone_by_a_later_life_of_the_script(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            chords = stage.propose(scene="Bridge")
            await stage.live(stage.desk.accept(chords.id))
            await stage.pass_ms(KEPT_AFTER_MS)
            await off_and_on(stage, ("add_scene", "Intro", 0))
            assert (await stage.live(stage.desk.undo(chords.id))).status is Status.UNDONE
            assert await stage.bitwig_clip("Keys", 3) is None

    asyncio.run(scene())


def test_each_project_keeps_its_own(tmp_path: Path, level: int) -> None:
    sheet = {"scenes": ["Verse", "Chorus", "Bridge"], "tracks": [{"id": "uuid-2", "name": "Other"}]}

    async def opened(stage: Stage, **words: str) -> None:
        before = stage.peer
        await stage.bitwig.ask("open", name="Another", sheet={**sheet, "settings": words})
        await stage.until(lambda: before not in stage.sideman.link.peers.values())
        await stage.connected()

    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.pass_ms(KEPT_AFTER_MS)
            first, words = scenes(stage), (await stage.bitwig.song())["settings"]
            await opened(stage)
            assert not set(scenes(stage).values()) & set(first.values())
            await stage.pass_ms(KEPT_AFTER_MS)
            assert await kept(stage) and await kept(stage) != words[LABEL]
            await opened(stage, **words)
            assert scenes(stage) == first

    asyncio.run(scene())


@pytest.mark.parametrize("words", ["mine", "0011:22", "00112233:44556677 x", "x" * 100])
def test_words_of_another_hand_count_as_none(tmp_path: Path, level: int, words: str) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level, connect=False) as stage:
            await stage.bitwig.musician("turn", LABEL, words)
            await stage.pass_ms(200)
            await stage.listening(True)
            await stage.connected()
            assert len(set(scenes(stage).values())) == 3
            await stage.pass_ms(KEPT_AFTER_MS)
            assert await kept(stage) != words and len((await kept(stage)).split()) == 3

    asyncio.run(scene())


def test_moving_a_fader_writes_nothing_into_the_project(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.pass_ms(KEPT_AFTER_MS)
            first = await kept(stage)
            await stage.bitwig.run("sideman.sceneBook.setting = null")  # a write would be an error now
            await stage.bitwig.musician("change_track", "Keys", {"volume": 0.5})
            await stage.pass_ms(KEPT_AFTER_MS)
            assert await kept(stage) == first

    asyncio.run(scene())

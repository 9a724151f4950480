"""The life of a connection with a real Ardour: daemons come and go, Ardour is killed, saved, reopened."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bridge.daws.ardour.headless import HeadlessArdour
from bridge.daws.ardour.making import make_session
from bridge.model.errors import Unavailable
from bridge.model.notes import differences
from bridge.model.session import Session
from bridge.osc.codec import Message
from tests.ardour.stage import SET_NAME, create_clip, delete_clip, on_stage, until_there
from tests.ardour.test_changing import WALK, error_of, opened

pytestmark = pytest.mark.daw


def test_what_was_accepted_is_there_after_saving_and_reopening(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder, save_on_exit=True) as stage:
            wire = await opened(stage)
            identity, bass = wire.hello["set_id"], wire.track("Bass").id
            made = await wire.change(create_clip(bass, 8.0, 4.0, WALK, "Bass ½"))
            await stage.ardour.stop()
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            assert wire.hello["set_id"] == identity
            clip = wire.session.clip(made[0].args[2])
            assert (clip.name, clip.track_id, clip.place.start_beats) == ("Bass ½", bass, 8.0)
            assert differences(WALK, (await wire.notes(clip.id))[1]) == []
            assert (await wire.change(create_clip(bass, 16.0, 4.0, WALK)))[-1].address == "/done"
            assert (await wire.change(delete_clip(clip)))[-1].address == "/done"

    asyncio.run(scene())


def test_nothing_is_saved_unless_asked(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        state = set_folder / f"{SET_NAME}.ardour"
        before = state.read_bytes()
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            await wire.change(create_clip(wire.track("Bass").id, 8.0, 4.0, WALK))
        assert state.read_bytes() == before

    asyncio.run(scene())


def test_the_script_comes_back_to_the_next_daemon_with_its_memory(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            part = create_clip(wire.track("Bass").id, 8.0, 4.0, WALK)
            done = await wire.change(part, request_id="before")
            epoch, clip = wire.hello["epoch"], wire.session.clip(done[0].args[2])
            await stage.restart_daemon()
            wire = await opened(stage)
            assert wire.hello["epoch"] == epoch
            assert wire.session.clip(clip.id).revision == clip.revision
            assert await wire.change(part, request_id="before") == done

    asyncio.run(scene())


def test_a_daemon_that_says_bye_is_dialled_again(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            wire.send(Message("/bye", ("restart",)))
            await wire.until("/bye")
            await wire.messages.close()
            wire = await opened(stage)
            wire.send(Message("/bye", ("quit",)))
            await wire.until("/bye")
            await wire.messages.close()
            assert stage.ardour.process is not None
            assert await stage.ardour.process.ended(20.0) == 0

    asyncio.run(scene())


def test_a_killed_ardour_is_replaced_by_a_new_life(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            epoch = wire.hello["epoch"]
            assert stage.ardour.process is not None
            await stage.ardour.process.kill()
            await wire.messages.close()
            await stage.ardour.start()
            wire = await opened(stage)
            assert wire.hello["epoch"] != epoch

    asyncio.run(scene())


def test_a_request_that_waited_through_a_standstill_is_too_late(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            bass = wire.track("Bass").id
            open_menu = stage.desk / "menu"
            standstill = asyncio.create_task(
                stage.musician(f'io.open("{open_menu}", "w"):close() sleep(1.0)')
            )
            await until_there(open_menu)
            late = await wire.change(create_clip(bass, 0.0, 4.0, WALK), deadline_ms=300)
            assert error_of(late) == "deadline_passed"
            await standstill
            assert len((await wire.snapshot()).clips) == 1
            answer = await wire.change(create_clip(bass, 0.0, 4.0, WALK), deadline_ms=3000)
            assert answer[-1].address == "/done"

    asyncio.run(scene())


def test_words_that_make_no_sense_are_answered_with_an_error(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            wire.send(Message("/notice", ("for", "a client")))
            assert (await wire.until("/error")).args[1] == "bad_message"
            wire.send(Message("/change/apply", ("never-begun",)))
            assert error_of(await wire.answer("never-begun")) == "unknown_request"
            wire.send(Message("/error", ("", "internal", "The daemon stumbled.", "")))
            wire.send(Message("/ping", (7,)))
            assert (await wire.until("/pong")).args == (7,)

    asyncio.run(scene())


def test_a_refused_script_says_why_and_rests(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await stage.caller()
            await wire.until("/hello")
            wire.send(Message("/refused", ("wrong_token", "The token is not right.", "Install again.")))
            assert stage.ardour.process is not None
            await stage.ardour.process.heard("The token is not right. Install again.", 10.0)

    asyncio.run(scene())


def test_a_missing_ardour_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(Unavailable, match="apt-get install ardour"):
            await HeadlessArdour(tmp_path / "s", "s", tmp_path, tmp_path / "token").start()
        with pytest.raises(Unavailable, match="apt-get install ardour"):
            await make_session(tmp_path / "s", "s", Session())

    asyncio.run(scene())


def test_a_session_that_is_not_there_is_reported_with_ardours_words(
    tmp_path: Path, demo_folder: Path
) -> None:
    async def scene() -> None:
        (tmp_path / "token").write_text("x")
        async with HeadlessArdour(tmp_path / "none", "none", tmp_path, tmp_path / "token") as ardour:
            with pytest.raises(Unavailable, match="cannot open"):
                await ardour.connected()
        with pytest.raises(Unavailable, match="made no session"):
            await make_session(demo_folder, SET_NAME, Session())

    asyncio.run(scene())

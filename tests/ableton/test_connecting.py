"""Connections that come and go: stalls, a daemon that dies, a set that is opened anew, doubled requests."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bridge.daws.peer import PeerState
from bridge.daws.requests import ResultCollector
from bridge.model.errors import DeadlinePassed, NoAnswer, SidemanError
from bridge.model.session import SILENCE_DB
from bridge.model.suggestion import Status
from tests.ableton.live_host import NEWEST, OLDEST, VERSIONS
from tests.ableton.stage import Stage
from tests.ableton.writing import RIFF, change, create, messages
from tests.virtual_loop import run

pytestmark = pytest.mark.script
both = pytest.mark.parametrize("version", (OLDEST, NEWEST))
every = pytest.mark.parametrize("version", VERSIONS)


@both
def test_a_short_menu_delays_a_change_and_a_long_one_drops_it(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            keys, scene = stage.track("Keys").id, stage.scene(0)
            asked = asyncio.create_task(change(stage, create(keys, scene, name="After the menu")))
            await stage.stall(8.0)
            await asked
            assert stage.clips() == ["After the menu", "Beat A", "Beat B"]

            late = asyncio.create_task(change(stage, create(keys, stage.scene(1)), request_id="late"))
            await stage.stall(30.0)
            with pytest.raises(NoAnswer):
                await late
            await stage.pass_s(0.5)
            assert stage.peer.state is PeerState.LIVE, "stalled is not gone"
            assert stage.live.look()["tracks"][1]["slots"][1] is None
            with pytest.raises(DeadlinePassed):
                await stage.ask("/change/query", stage.new_id(), "late")

    run(story())


@both
def test_after_a_stall_a_fader_that_moved_often_is_told_once(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            revision = stage.track("Keys").revision
            for step in range(50):
                stage.live.musician.fader(1, 0.5 + step / 100)
            await stage.pass_s(0.1)
            assert stage.track("Keys").revision == revision + 1

    run(story())


@every
def test_the_daemon_dies_and_comes_back(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            suggestion = stage.propose()
            await stage.desk.accept(suggestion.id)
            await stage.kill_daemon()
            stage.live.musician.rename_clip(0, 0, "Meanwhile")
            await stage.pass_s(12.0)
            await stage.start_daemon()
            await stage.settle()
            assert stage.clips() == ["Beat B", suggestion.title, "Meanwhile"]
            undone = await stage.desk.undo(suggestion.id)
            assert undone.status is Status.UNDONE
            assert stage.clips() == ["Beat B", "Meanwhile"]

    run(story())


@both
def test_a_daemon_that_dies_in_the_middle_finds_its_clip_again(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            suggestion = stage.propose()
            accepting = asyncio.create_task(stage.desk.accept(suggestion.id))
            while stage.live.look()["tracks"][1]["slots"][0] is None:
                await asyncio.sleep(0.005)
            await stage.kill_daemon()
            await asyncio.gather(accepting, return_exceptions=True)
            await stage.pass_s(1.0)
            await stage.start_daemon()
            await stage.settle()
            assert stage.desk.get(suggestion.id).status is Status.COMMITTED

    run(story())


@every
def test_a_set_that_is_opened_anew_keeps_its_identity(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            suggestion = stage.propose()
            await stage.desk.accept(suggestion.id)
            before = stage.peer
            ids = (list(before.session.tracks), list(before.session.scenes), before.session.set_id)
            assert stage.live.ask("reopen") == {"listeners": 0, "timers": 0}
            await stage.pass_s(0.1)
            await stage.settle()
            after = stage.peer
            assert after is not before and after.hello.epoch != before.hello.epoch
            found = (list(after.session.tracks), list(after.session.scenes), after.session.set_id)
            assert found == ids
            assert not set(before.session.clips) & set(after.session.clips), "clips cannot carry an id"
            assert not after.hello.can("stable_ids")
            await stage.desk.undo(suggestion.id)
            assert stage.clips() == ["Beat A", "Beat B"]

    run(story())


@both
def test_a_request_that_is_being_applied_is_not_called_unknown(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            first, *rest = messages("slow", (create(stage.track("Keys").id, stage.scene(0)),))
            making = asyncio.ensure_future(stage.peer.ask(first, ResultCollector(), *rest))
            await asyncio.sleep(0)  # it is sent; Live has not ticked since
            with pytest.raises(SidemanError) as told:
                await stage.ask("/change/query", stage.new_id(), "slow")
            assert told.value.code == "still_applying"
            await making
            assert (await stage.ask("/change/query", stage.new_id(), "slow"))[-1].address == "/change/result"

    run(story())


@both
def test_a_request_that_comes_twice_is_done_once_and_answered_twice(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            keys = stage.track("Keys").id
            first, *rest = messages("once", (create(keys, stage.scene(0)),))
            one = await stage.peer.ask(first, ResultCollector(), *rest)
            two = await stage.peer.ask(first, ResultCollector(), *rest)
            assert one == two
            queried = await stage.ask("/change/query", stage.new_id(), "once")
            assert queried[-1].address == "/change/result"
            assert stage.clips() == ["Beat A", "Beat B", "Idea"]
            await stage.ask("/clip/launch", "fire", stage.clip("Idea").id, 0.0)
            await stage.ask("/clip/launch", "fire", stage.clip("Idea").id, 0.0)
            assert len(stage.live.facts()["fired"]) == 1
            with pytest.raises(SidemanError, match="knows nothing"):
                await stage.ask("/change/query", stage.new_id(), "never")

    run(story())


@both
def test_a_wrong_token_is_refused_and_said_in_live(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version, boot=False) as stage:
            right = stage.run_file.read_text(encoding="utf-8")
            stage.run_file.write_text(right.replace("token-of", "other-than"), encoding="utf-8")
            stage.live.ask("boot")
            await stage.pass_s(12.0)
            [shown] = stage.live.facts()["shown"]
            assert "token" in shown
            stage.run_file.write_text(right, encoding="utf-8")
            await stage.settle()

    run(story())


@both
def test_without_a_daemon_the_script_waits_and_touches_nothing(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version, boot=False) as stage:
            right = stage.run_file.read_text(encoding="utf-8")
            stage.run_file.unlink()
            stage.live.ask("boot")
            await stage.pass_s(0.1)
            touches = stage.live.facts()["touches"]
            await stage.pass_s(30.0)
            assert stage.live.facts()["touches"] == touches
            stage.run_file.write_text("{", encoding="utf-8")
            await stage.pass_s(6.0)
            stage.run_file.write_text(right, encoding="utf-8")
            await stage.settle()

    run(story())


@both
def test_files_beside_the_script_that_make_no_sense_do_no_harm(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        odd = {"channel": "ten", "notes": {"x": "accept", "200": "accept", "36": ""}, "controls": [1]}
        async with Stage(tmp_path, version, files={"triggers.json": odd}) as stage:
            assert stage.live.facts()["forwarded"] == []

    run(story())


@both
def test_when_live_has_no_timer_the_display_ticks(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            stage.live.ask("world", "timers", [])
            stage.live.musician.rename_clip(0, 0, "Slowly")
            await stage.pass_s(0.25)
            assert stage.clips() == ["Beat B", "Slowly"]

    run(story())


@both
def test_a_track_that_is_inserted_between_reading_and_writing_misleads_nobody(
    tmp_path: Path, version: str
) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            suggestion = stage.propose()
            stage.live.musician.insert_track("midi", 0, "Intruder")
            stage.live.musician.insert_scene(0, "Intro")
            await stage.desk.accept(suggestion.id)
            tracks = {strip["name"]: strip["slots"] for strip in stage.live.look()["tracks"]}
            assert tracks["Intruder"] == [None, None, None]
            assert [slot and slot["name"] for slot in tracks["Keys"]] == [None, suggestion.title, None]

    run(story())


@both
def test_a_clip_that_is_deleted_under_us_is_not_found(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            clip = stage.clip("Beat A")
            stage.live.musician.delete_clip(0, 0)
            for request in (
                change(stage, ("/change/clip/delete", clip.id, clip.revision)),
                stage.peer.read_notes(clip.id),
                stage.ask("/clip/launch", stage.new_id(), clip.id, 0.0),
            ):
                with pytest.raises(SidemanError) as refused:
                    await request
                assert refused.value.code == "not_found"
            await stage.pass_s(0.1)
            assert stage.clips() == ["Beat B"]
            stage.live.musician.delete_track(0)
            with pytest.raises(SidemanError) as refused:
                await change(stage, create(clip.track_id, stage.scene(0), notes=RIFF))
            assert refused.value.code == "not_found"
            await stage.pass_s(0.1)
            assert clip.track_id not in stage.peer.session.tracks

    run(story())


@both
def test_a_fader_that_is_all_the_way_down_is_silence(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version) as stage:
            stage.live.musician.fader(1, 0.0)
            await stage.pass_s(0.1)
            assert stage.track("Keys").mixer.volume_db == SILENCE_DB

    run(story())

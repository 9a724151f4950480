"""Dialling, being refused, losing the daemon and finding it again; other sets, moved scenes, large sets."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from bridge.model.suggestion import Status
from bridge.osc.codec import Message
from tests.bitwig.stage import TOKEN, line, on_stage

pytestmark = pytest.mark.script

MOST_CALLS_PER_TICK = 400


def large_sheet(tracks: int, scenes: int) -> dict[str, Any]:
    names = [f"Scene {index}" for index in range(scenes)]
    clips = {name: {"name": f"Clip {name}", "length": 4} for name in names}
    rows = [{"id": f"uuid-{index}", "name": f"Track {index}", "clips": clips} for index in range(tracks)]
    return {"scenes": names, "tracks": rows}


def test_the_script_waits_for_the_daemon_and_finds_it_again(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, connect=False) as stage:
            await stage.pass_ms(4_000)
            assert not stage.sideman.link.peers
            await stage.bitwig.musician("press", "Suggest")
            assert "not running" in stage.bitwig.popups[-1]
            await stage.listening(True)
            await stage.connected()
            epoch = stage.peer.hello.epoch
            suggestion = stage.propose()
            await stage.live(stage.desk.accept(suggestion.id))
            made = await stage.change(stage.create(line(4), scene="Bridge"), request_id="before")
            ids = set(stage.peer.session.clips)
            await stage.listening(False)
            await stage.sideman.kill()
            await stage.pass_ms(3_000)
            await stage.sideman.start()
            await stage.listening(True)
            await stage.connected()
            assert stage.peer.hello.epoch == epoch and set(stage.peer.session.clips) == ids
            again = await stage.change(stage.create(line(4), scene="Bridge"), request_id="before")
            assert again == made, "a request from before the loss is answered, not made again"
            assert (await stage.live(stage.desk.undo(suggestion.id))).status is Status.UNDONE

    asyncio.run(scene())


def test_a_wrong_token_is_said_in_bitwig_and_the_preferences_mend_it(tmp_path: Path) -> None:
    def other_token(installed: Path) -> None:
        (installed / "address.js").write_text(
            (installed / "address.js").read_text().replace("written.token", '"of an older install"')
        )

    async def scene() -> None:
        async with on_stage(tmp_path, connect=False, prepare=other_token) as stage:
            await stage.listening(True)
            await stage.until(lambda: any("token" in text for text in stage.bitwig.popups))
            await stage.bitwig.musician("prefer", "Token (empty: as installed)", TOKEN)
            await stage.bitwig.musician("prefer", "Port (0: as installed)", stage.sideman.port)
            await stage.connected()

    asyncio.run(scene())


def test_without_an_installed_address_nothing_is_dialled(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, connect=False) as stage:
            run_file = tmp_path / "script" / "run.js"
            written = run_file.read_text()
            run_file.unlink()
            await stage.listening(True)
            await stage.pass_ms(8_000)
            assert not stage.sideman.link.peers and not stage.bitwig.popups
            run_file.write_text(written)
            await stage.connected()

    asyncio.run(scene())


def test_another_project_is_another_set_and_the_first_is_known_again(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            first = stage.peer.hello
            settings = (await stage.bitwig.song())["settings"]
            await stage.bitwig.ask("open", name="Day Bus", sheet=large_sheet(2, 1))
            await stage.until(lambda: stage.sideman.link.peers and stage.peer.hello.set_id != first.set_id)
            await stage.connected()
            assert stage.peer.session.name == "Day Bus" and stage.peer.hello.epoch != first.epoch
            assert {track.name for track in stage.peer.session.tracks.values()} == {"Track 0", "Track 1"}
            await stage.bitwig.ask("open", name="Night Bus", sheet=large_sheet(1, 1))
            await stage.bitwig.musician(
                "turn", "Identity of this set", next(value for value in settings.values())
            )
            await stage.until(lambda: stage.sideman.link.peers and stage.peer.hello.set_id == first.set_id)

    asyncio.run(scene())


def test_the_script_says_good_bye(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.bitwig.ask("stop")
            await stage.until(lambda: not stage.sideman.link.peers)

    asyncio.run(scene())


def test_words_that_are_none_of_a_scripts_do_no_harm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            stage.peer._stream.send(Message("/meter", ("uuid-keys", 0.0, 0.0, 0.0)))
            stage.peer._stream._stream.write(b"\0\0\0\x08/new\0\0\0\0\0\0\0\x08\xff\xff\xff\xff\0\0\0\0")
            stage.peer._stream.send(Message("/error", ("", "bad_message", "It was odd.", "")))
            await stage.until(lambda: any("It was odd." in text for text in stage.bitwig.said))
            await stage.live(stage.peer.resynced())
            await stage.until(lambda: len(stage.peer.session.tracks) == 5)

    asyncio.run(scene())


def test_scenes_that_move_keep_their_clips(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            scenes = {one.name: one.id for one in stage.peer.session.scenes.values()}
            clips = {clip.name: clip.id for clip in stage.peer.session.clips.values()}
            await stage.bitwig.musician("add_scene", "Intro", 0)
            await stage.until(lambda: len(stage.peer.session.scenes) == 4)
            await stage.pass_ms(300)
            assert [one.name for one in stage.peer.session.scenes_in_order()][:2] == ["Intro", "Verse"]
            assert {name: stage.scene_id(name) for name in scenes} == scenes
            assert {name: stage.clip(name).id for name in clips} == clips
            assert stage.clip("Beat A").place.scene_id == scenes["Verse"]
            found = await stage.live(stage.peer.read_notes(clips["Beat B"]))
            assert len(found.notes) == 8

    asyncio.run(scene())


def test_a_set_larger_than_the_window_says_so_and_never_takes_much_of_a_tick(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, sheet=large_sheet(70, 40), window=None) as stage:
            session = stage.peer.session
            assert (len(session.tracks), len(session.scenes), len(session.clips)) == (64, 32, 64 * 32)
            await stage.until(lambda: "possiblyTruncated: this set has 40 scenes" in caplog.text)
            assert "70 tracks" in caplog.text
            await stage.live(stage.peer.read_notes(next(iter(session.clips))))
            print(f"2,048 clips: at most {stage.bitwig.busiest_calls} calls of Bitwig within a tick")
            assert stage.bitwig.busiest_calls <= MOST_CALLS_PER_TICK

    with caplog.at_level(logging.WARNING):
        asyncio.run(scene())


def test_a_dense_clip_is_read_a_portion_at_a_tick(tmp_path: Path) -> None:
    notes = [{"start": step / 8, "pitch": 30 + step % 60, "length": 0.125} for step in range(512)]
    sheet = {
        "scenes": ["A"],
        "tracks": [{"id": "uuid-1", "name": "Dense", "clips": {"A": {"length": 64, "notes": notes}}}],
    }

    async def scene() -> None:
        async with on_stage(tmp_path, sheet=sheet) as stage:
            clip_id = next(iter(stage.peer.session.clips))
            assert len((await stage.live(stage.peer.read_notes(clip_id))).notes) == 512
            print(f"512 notes: at most {stage.bitwig.busiest_calls} calls of Bitwig within a tick")
            assert stage.bitwig.busiest_calls <= MOST_CALLS_PER_TICK

    asyncio.run(scene())


def test_a_stall_is_told_once_and_not_replayed(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            moves: list[Any] = []
            stage.peer.mirror.on_change(lambda session, event: moves.append(type(event).__name__))
            for step in range(20):
                await stage.bitwig.musician("change_track", "Keys", {"volume": 0.3 + step / 100})
            await stage.bitwig.ask("stall", ms=30_000)
            await stage.until(lambda: abs(stage.track("Keys").mixer.volume_db - (-12.56)) < 0.1)
            await stage.pass_ms(500)
            assert moves.count("MixerMoved") == 1

    asyncio.run(scene())

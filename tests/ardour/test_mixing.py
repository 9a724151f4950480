"""Mixer moves, tracks and everything Ardour gives a script no hand in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bridge.osc.codec import Message
from tests.ardour.stage import move_control, on_stage
from tests.ardour.test_changing import error_of, opened

pytestmark = pytest.mark.daw


def test_every_control_is_moved_and_read_back(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            vox = wire.track("Vox 🎤")
            moves = (
                ("volume_db", vox.mixer.volume_db, -12.5),
                ("pan", -0.5, 0.25),
                ("muted", 1, 0),
                ("soloed", 0, 1),
                ("armed", 0, 1),
            )
            answer = await wire.change(*(move_control(vox, *move) for move in moves))
            assert answer[-1].address == "/done", answer
            mixer = wire.session.track(vox.id).mixer
            assert (mixer.volume_db, mixer.pan) == (pytest.approx(-12.5, abs=1e-3), pytest.approx(0.25))
            assert (mixer.muted, mixer.soloed, mixer.armed) == (False, True, True)
            down = await wire.change(move_control(vox, "volume_db", -12.5, -180.0))
            assert down[-1].address == "/done"
            assert wire.session.track(vox.id).mixer.volume_db == -180.0

    asyncio.run(scene())


def test_a_fader_that_was_moved_meanwhile_is_left_alone(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            keys = wire.track("Keys")
            assert error_of(await wire.change(move_control(keys, "volume_db", 0.0, -6.0))) == "stale"
            moved = await wire.change(move_control(keys, "volume_db", -3.04, -6.0))
            assert moved[-1].address == "/done"

    asyncio.run(scene())


def test_what_a_strip_does_not_have_is_refused(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            keys, master = wire.track("Keys"), wire.track("Master")
            assert error_of(await wire.change(move_control(keys, "pan", 0.0, 0.5))) == "unsupported"
            assert error_of(await wire.change(move_control(keys, "volume_db", -3.0, 7.0))) == "unsupported"
            assert error_of(await wire.change(move_control(master, "armed", 0, 1))) == "unsupported"

    asyncio.run(scene())


def test_tracks_are_made_but_not_deleted(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            for kind in ("midi", "audio"):
                name = f'New "{kind}" 🎹'
                made = await wire.change(Message("/change/track/create", (name, kind)))
                assert made[-1].address == "/done"
                assert wire.session.track(made[0].args[2]).name == name
                assert wire.track(name).kind.value == kind
            many = [Message("/change/track/create", (name, "midi")) for name in "ab"]
            assert error_of(await wire.change(*many)) == "unsupported"
            assert (
                error_of(await wire.change(Message("/change/track/create", ("x", "group")))) == "unsupported"
            )
            bass = wire.track("Bass")
            delete = Message("/change/track/delete", (bass.id, bass.revision))
            assert error_of(await wire.change(delete)) == "unsupported"
            stale = Message("/change/track/delete", (bass.id, bass.revision + 1))
            assert error_of(await wire.change(stale)) == "stale"
            keys = wire.track("Keys")
            full = Message("/change/track/delete", (keys.id, keys.revision))
            assert error_of(await wire.change(full)) == "refused"

    asyncio.run(scene())


def test_launching_is_refused_and_saying_is_heard(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            wire.send(Message("/clip/launch", ("l1", wire.clip('Verse "A"').id, 4.0)))
            assert error_of(await wire.answer("l1")) == "unsupported"
            wire.send(Message("/say", ("Two suggestions for Bass 🎸",)))
            assert stage.ardour.process is not None
            await stage.ardour.process.heard("Two suggestions for Bass 🎸", 10.0)

    asyncio.run(scene())

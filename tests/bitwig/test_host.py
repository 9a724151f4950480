"""The strict host itself: each of Bitwig's habits that a script must live with, shown once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bridge.midi.files import write_clip
from bridge.model.notes import Note, Notes
from tests.bitwig.stage import SHEET, Bitwig, launch_host

pytestmark = pytest.mark.script

PROBE = """
loadAPI(%d);
var seen = [], bank = null, track = null, slot = null, clip = null, remote = null, connect = null;
function init() {
    bank = host.createTrackBank(4, 0, 4, true);
    track = bank.getItemAt(0);
    slot = bank.getItemAt(1).clipLauncherSlotBank().getItemAt(0);
    %s
}
function flush() { return undefined; }
function exit() { return undefined; }
"""
EYE = """
clip = host.createCursorTrack("a", "A", 0, 0, true).createLauncherCursorClip("a", "A", 64, 128);
clip.setStepSize(0.25);
clip.addNoteStepObserver(function (step) {
    seen.push([String(step.state()), step.channel(), step.x(), step.y(), step.duration()].join(" "));
});
clip.exists().markInterested();
"""


@asynccontextmanager
async def probed(folder: Path, init: str = "", level: int = 20, asks: int = 20) -> AsyncIterator[Bitwig]:
    (folder / "probe.js").write_text(PROBE % (asks, init))
    host = await launch_host(folder, level, SHEET, "probe.js")
    try:
        host.expects_faults = True
        await host.ask("start")
        yield host
    finally:
        await host.quit()


def staged(
    scene: Callable[[Bitwig], Coroutine[Any, Any, None]], folder: Path, init: str = "", **levels: int
) -> None:
    async def run() -> None:
        async with probed(folder, init, **levels) as host:
            await scene(host)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("host.createTrackBank(1, 0, 1, true)", "Trying to create section outside of init()"),
        ("track.name().markInterested()", "Trying to create section outside of init()"),
        ("track.nmae()", "Track has no member nmae"),
        ("track.mute().set(1)", "SettableBooleanValue.set(number) does not exist"),
        ("slot.createEmptyClip(4, 4)", "does not exist"),
        ("track.channelIndex()", "is newer: API 22"),
        ("bank.getChannel(0)", "is deprecated"),
        ("track.solo().get()", "without markInterested()"),
        ("track.name = 1", "cannot be assigned"),
        ("track.duplicate()", "does not imitate"),
        ("slot.launchWithOptions('1 bar', 'from_start')", "launch 1 bar"),
        ("track.volume().setImmediately(1.5)", "not from 0 to 1"),
        ("host.connectToRemoteHost('127.0.0.1', 9, function () {})", "Connection refused"),
        ("host.connectToRemoteHost('192.168.0.1', 9, function () {})", "not this machine"),
        ("new Map()", "Map is not defined"),
    ],
)
def test_what_a_script_may_not_do_is_refused(tmp_path: Path, source: str, says: str) -> None:
    async def scene(host: Bitwig) -> None:
        with pytest.raises(AssertionError) as problem:
            await host.run(source)
        assert says in str(problem.value)

    staged(scene, tmp_path)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("host.printn('x')", "ControllerHost has no member printn"),
        ("host.println()", "ControllerHost.println() does not exist"),
        ("load('other.js', 1)", "ControllerHost.load(string, number) does not exist"),
        ("slot.createEmptyClip(0.5)", "createEmptyClip takes whole beats"),
    ],
)
def test_what_a_script_catches_is_told_all_the_same(tmp_path: Path, source: str, says: str) -> None:
    async def scene(host: Bitwig) -> None:
        assert await host.run(
            f"var caught = false; try {{ {source}; }} catch (e) {{ caught = true; }} caught"
        )
        assert len(host.faults) == 1 and says in host.faults[0]
        host.expects_faults = False
        with pytest.raises(AssertionError, match=r"API|takes"):
            await host.step()

    staged(scene, tmp_path)


def test_a_bank_of_no_flat_list_leaves_out_what_lies_in_groups(tmp_path: Path) -> None:
    async def scene(host: Bitwig) -> None:
        await host.musician("add_track", {"id": "uuid-new", "name": "New", "in_group": "Band"}, 0)
        await host.step(60)
        assert await host.run("seen") == [5, 6]

    init = """
    [false, true].forEach(function (flat) {
        var count = host.createTrackBank(8, 0, 4, flat).itemCount();
        count.addValueObserver(function (found) { seen.push(found); });
    });"""
    staged(scene, tmp_path, init)


def test_a_newer_level_has_newer_names_and_an_older_host_refuses_the_script(tmp_path: Path) -> None:
    async def newer(host: Bitwig) -> None:
        assert not host.faults

    staged(newer, tmp_path, "track.channelIndex;", level=25)

    async def older(host: Bitwig) -> None:
        assert "wants a newer Bitwig" in host.faults[0]

    staged(older, tmp_path, level=20, asks=24)


def test_values_come_late_and_not_together(tmp_path: Path) -> None:
    async def scene(host: Bitwig) -> None:
        await host.step(60)
        await host.musician("change_track", "Drums 🥁", {"name": "Kit"})
        assert await host.run("track.name().get()") == "Drums 🥁"
        await host.step(10)
        assert await host.run("track.name().get()") == "Drums 🥁"
        await host.step(40)
        assert await host.run("track.name().get()") == "Kit"
        assert await host.run("seen") == ["Drums 🥁", "Kit"]

    staged(
        scene, tmp_path, "track.name().addValueObserver(function (name) { if (name) { seen.push(name); } });"
    )


def test_a_bank_is_a_window_whose_places_change_hands(tmp_path: Path) -> None:
    async def scene(host: Bitwig) -> None:
        await host.step(60)
        assert await host.run("[track.channelId().get(), bank.itemCount().get()]") == ["uuid-drums", 5]
        await host.musician("add_track", {"id": "uuid-new", "name": "New"}, 0)
        await host.step(60)
        assert await host.run("[track.channelId().get(), bank.itemCount().get()]") == ["uuid-new", 6]

    staged(scene, tmp_path, "track.channelId().markInterested(); bank.itemCount().markInterested();")


def test_the_eye_sees_the_selected_clip_late_and_on_its_grid(tmp_path: Path) -> None:
    async def scene(host: Bitwig) -> None:
        notes = [{"start": 0.3, "pitch": 60, "length": 0.3, "channel": 2}]
        await host.musician("put_clip", "Keys", "Verse", {"length": 4, "notes": notes})
        await host.run("slot.select()")
        await host.step(20)
        assert await host.run("seen") == []
        await host.step(80)
        assert await host.run("seen") == ["NoteOn 2 1 60 0.3", "NoteSustain 2 2 60 0.3"]
        assert await host.run("clip.getStep(2, 1, 60).velocity() * 127") == 100
        await host.run("clip.scrollToStep(1); slot.select()")
        await host.step(60)
        assert await host.run("String(clip.getStep(2, 0, 60).state())") == "NoteOn"

    staged(scene, tmp_path, EYE)


def test_each_step_is_an_undo_entry_and_expressions_stick_only_later(tmp_path: Path) -> None:
    async def scene(host: Bitwig) -> None:
        await host.run("slot.createEmptyClip(4); slot.select();")
        await host.step(60)
        await host.run("clip.setStep(0, 0, 60, 100, 1); clip.setStep(0, 1, 62, 100, 1);")
        song = await host.song()
        assert song["undo_entries"] == ["createEmptyClip", "setStep", "setStep"]
        await host.run("clip.getStep(0, 0, 60).setReleaseVelocity(1)")
        assert (await host.song())["tracks"][1]["slots"][0]["notes"][0]["release"] < 1
        await host.step(100)
        await host.run("clip.getStep(0, 0, 60).setReleaseVelocity(1)")
        assert (await host.song())["tracks"][1]["slots"][0]["notes"][0]["release"] == 1

    staged(scene, tmp_path, EYE)


def test_a_midi_file_goes_in_exactly_or_silently_not_at_all(tmp_path: Path) -> None:
    async def scene(host: Bitwig) -> None:
        path = tmp_path / "a.mid"
        path.write_bytes(write_clip(Notes([Note(0.013, 60, 0.5, 90, 3)]), name="A", length_beats=4.0))
        await host.run(f"slot.replaceInsertionPoint().insertFile({str(tmp_path / 'none.mid')!r})")
        await host.run(f"slot.replaceInsertionPoint().insertFile({str(tmp_path / 'probe.js')!r})")
        await host.step(100)
        assert (await host.song())["tracks"][1]["slots"][0] is None and not host.faults
        await host.run(f"slot.replaceInsertionPoint().insertFile({str(path)!r})")
        assert (await host.song())["tracks"][1]["slots"][0] is None
        await host.step(100)
        song = await host.song()
        clip = song["tracks"][1]["slots"][0]
        assert (clip["name"], clip["length"], song["undo_entries"]) == ("A", 4, ["insertFile"])
        note = clip["notes"][0]
        assert abs(note["start"] - 0.013) < 1e-4 and (note["pitch"], note["channel"]) == (60, 3)

    staged(scene, tmp_path)


def test_bytes_are_signed_and_inbound_packets_lose_their_size(tmp_path: Path) -> None:
    init = """
    connect = function (port) {
        host.connectToRemoteHost("127.0.0.1", port, function (connection) {
            remote = connection;
            connection.setReceiveCallback(function (bytes) { seen.push(bytes); });
            connection.setDisconnectCallback(function () { seen.push("gone"); });
        });
    };"""

    async def scene(host: Bitwig) -> None:
        got = asyncio.Queue[bytes]()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"\0\0\0\2\x01\xff\0\0\0\1")
            await got.put(await reader.read(3))
            writer.write(b"\x80")
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            await host.ask("listening", up=True)
            await host.run(f"connect({server.sockets[0].getsockname()[1]})")
            while await host.run("remote === null"):
                await host.step(5)
            with pytest.raises(AssertionError, match="signed bytes"):
                await host.run("remote.send([200])")
            await host.run("remote.send([1, -1, 0])")
            assert await got.get() == b"\x01\xff\0"
            while await host.run("seen.length") < 3:
                await host.step(5)
        assert await host.run("seen") == [[1, -1], [-128], "gone"]

    staged(scene, tmp_path, init)

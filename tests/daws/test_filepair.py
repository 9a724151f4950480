"""The file-pair transport on real folders: what is appended arrives, once and in order."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.daws.filepair import (
    DAEMON_FILE,
    FORGET_S,
    FilePairListener,
    FilePairStream,
    announced_run,
    dial_pair,
    narrow_to_owner,
)
from bridge.daws.streams import ByteStream, MessageStream
from bridge.model.errors import DaemonAbsent, Unavailable
from bridge.osc.codec import Message

WITHIN_S = 10.0
posix = pytest.mark.skipif(os.name != "posix", reason="owners and permissions are POSIX matters")


class Daemon:
    """A listener whose streams are taken one by one."""

    def __init__(self, folder: Path, run_id: str | None = None, watch: bool = True) -> None:
        self.streams: asyncio.Queue[ByteStream] = asyncio.Queue()
        self.listener = FilePairListener(folder, self.streams.put_nowait, run_id, watch)

    async def stream(self) -> ByteStream:
        return await asyncio.wait_for(self.streams.get(), WITHIN_S)


@asynccontextmanager
async def listening(folder: Path, run_id: str | None = None, watch: bool = True) -> AsyncIterator[Daemon]:
    daemon = Daemon(folder, run_id, watch)
    await daemon.listener.start()
    try:
        yield daemon
    finally:
        await daemon.listener.aclose()


async def read_bytes(stream: ByteStream, count: int) -> bytes:
    found = b""
    while len(found) < count:
        data = await asyncio.wait_for(stream.read(), WITHIN_S)
        if not data:
            break
        found += data
    return found


async def until(true: Callable[[], bool]) -> None:
    """Waits on a condition that another side makes true."""
    end = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.005)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pairs"


@pytest.mark.parametrize("watch", [True, False], ids=["watched", "polled"])
def test_bytes_travel_both_ways_in_order(folder: Path, watch: bool) -> None:
    async def scene() -> None:
        async with listening(folder, watch=watch) as daemon:
            script = dial_pair(folder, "ardour")
            script.write(b"hello")
            stream = await daemon.stream()
            assert await read_bytes(stream, 5) == b"hello"
            stream.write(b"wel")
            stream.write(b"come")
            await stream.drain()
            assert await read_bytes(script, 7) == b"welcome"
            await script.close()

    asyncio.run(scene())


def test_messages_survive_however_the_writes_are_cut(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            script = dial_pair(folder)
            sent = [Message("/log", ("info", f"line {number} 🎷")) for number in range(50)]

            class Pieces:
                def write(self, data: bytes) -> None:
                    for start in range(0, len(data), 7):
                        script.write(data[start : start + 7])

            MessageStream(Pieces()).send(*sent)  # type: ignore[arg-type]
            received = MessageStream(await daemon.stream())
            got = [await asyncio.wait_for(received.receive(), WITHIN_S) for _ in sent]
            assert got == sent
            await script.close()

    asyncio.run(scene())


def test_a_megabyte_arrives_whole(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            script = dial_pair(folder)
            stream = await daemon.stream()
            data = os.urandom(1 << 20)
            script.write(data)
            assert await read_bytes(stream, len(data)) == data
            await script.close()

    asyncio.run(scene())


def test_what_was_said_before_the_end_is_read_before_the_end(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            script = dial_pair(folder)
            script.write(b"last words")
            await script.close()
            await script.close()
            stream = await daemon.stream()
            assert await read_bytes(stream, 10) == b"last words"
            assert await asyncio.wait_for(stream.read(), WITHIN_S) == b""

    asyncio.run(scene())


def test_the_script_sees_the_daemon_close_and_a_finished_pair_is_removed(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            script = dial_pair(folder)
            stream = await daemon.stream()
            stream.write(b"x")
            await stream.close()
            stream.write(b"dropped")
            assert await stream.read() == b""
            assert await read_bytes(script, 5) == b"x"
            assert list(folder.glob("*.up")), "the script has not ended its side yet"
            await script.close()
            await until(lambda: [file.name for file in folder.iterdir()] == [DAEMON_FILE])

    asyncio.run(scene())


def test_a_pair_whose_script_died_is_removed_a_minute_later(folder: Path) -> None:
    async def scene() -> None:
        now_s = [0.0]
        streams: asyncio.Queue[ByteStream] = asyncio.Queue()
        listener = FilePairListener(folder, streams.put_nowait, watch=False, clock=lambda: now_s[0])
        await listener.start()
        dial_pair(folder)
        stream = await asyncio.wait_for(streams.get(), WITHIN_S)
        await stream.close()
        assert list(folder.glob("*.up"))
        now_s[0] = FORGET_S + 1
        await until(lambda: [file.name for file in folder.iterdir()] == [DAEMON_FILE])
        await listener.aclose()

    asyncio.run(scene())


def test_many_scripts_at_once_keep_their_words_apart(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            scripts = [dial_pair(folder, f"host{number}") for number in range(20)]
            for number, script in enumerate(scripts):
                script.write(b"%02d" % number)
            heard = {}
            for _ in scripts:
                stream = await daemon.stream()
                heard[await read_bytes(stream, 2)] = stream
            for number, script in enumerate(scripts):
                heard[b"%02d" % number].write(b"<%02d>" % number)
                assert await read_bytes(script, 4) == b"<%02d>" % number
            for script in scripts:
                await script.close()

    asyncio.run(scene())


def test_a_stopped_daemon_is_seen_and_the_next_one_clears_its_leftovers(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder, "aaaa") as first:
            script = dial_pair(folder)
            await first.stream()
            assert announced_run(folder) == "aaaa"
        assert announced_run(folder) == ""
        assert await asyncio.wait_for(script.read(), WITHIN_S) == b""
        with pytest.raises(DaemonAbsent):
            dial_pair(folder)
        async with listening(folder, "bbbb") as second:
            assert [file.name for file in folder.iterdir()] == [DAEMON_FILE]
            again = dial_pair(folder)
            again.write(b"back")
            assert await read_bytes(await second.stream(), 4) == b"back"
            await again.close()

    asyncio.run(scene())


def test_a_killed_daemon_leaves_files_that_the_next_one_does_not_take_for_its_own(folder: Path) -> None:
    async def scene() -> None:
        folder.mkdir(mode=0o700)
        (folder / DAEMON_FILE).write_text("dead\n")
        orphan = dial_pair(folder)
        orphan.write(b"anyone?")
        async with listening(folder, "alive") as daemon:
            with pytest.raises(ConnectionResetError):
                await asyncio.wait_for(orphan.read(), WITHIN_S)
            assert daemon.streams.empty()
            assert announced_run(folder) == "alive"

    asyncio.run(scene())


def test_a_file_that_is_cut_breaks_the_stream(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            script = dial_pair(folder)
            script.write(b"12345678")
            stream = await daemon.stream()
            assert await read_bytes(stream, 8) == b"12345678"
            os.truncate(next(folder.glob("*.up")), 2)
            with pytest.raises(ConnectionResetError):
                await asyncio.wait_for(stream.read(), WITHIN_S)
            await script.close()

    asyncio.run(scene())


def test_a_refusing_disk_breaks_the_stream_and_not_the_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            script = dial_pair(folder)
            stream = await daemon.stream()

            def full(_file: int, _data: bytes) -> int:
                raise OSError(28, "No space left on device")

            monkeypatch.setattr("bridge.daws.filepair.os.write", full)
            stream.write(b"x")
            stream.write(b"y")
            monkeypatch.undo()
            with pytest.raises(OSError, match="No space"):
                await asyncio.wait_for(stream.read(), WITHIN_S)
            await stream.close()
            await script.close()

    asyncio.run(scene())


def test_the_size_that_nobody_reads_has_a_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        monkeypatch.setattr("bridge.daws.filepair.MAX_UNREAD_BYTES", 100)
        async with listening(folder) as daemon:
            script = dial_pair(folder)
            stream = await daemon.stream()
            stream.write(bytes(101))
            with pytest.raises(BrokenPipeError):
                await asyncio.wait_for(stream.read(), WITHIN_S)
            await script.close()

    asyncio.run(scene())


def test_a_handler_that_is_awaitable_runs_and_is_cancelled_at_the_end(folder: Path) -> None:
    async def scene() -> None:
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        ended = asyncio.Event()

        async def serve(stream: ByteStream) -> None:
            try:
                heard.put_nowait(await stream.read())
                await asyncio.Event().wait()
            finally:
                ended.set()

        listener = FilePairListener(folder, serve)
        await listener.start()
        script = dial_pair(folder)
        script.write(b"served")
        assert await asyncio.wait_for(heard.get(), WITHIN_S) == b"served"
        await listener.aclose()
        await listener.aclose()
        await asyncio.wait_for(ended.wait(), WITHIN_S)
        await script.close()

    asyncio.run(scene())


@posix
def test_the_folder_and_the_files_are_narrowed_to_the_owner(folder: Path) -> None:
    async def scene() -> None:
        folder.mkdir()
        folder.chmod(0o777)
        async with listening(folder) as daemon:
            assert folder.stat().st_mode & 0o777 == 0o700
            name = f"{daemon.listener.run_id}.wide-1"
            for side in (".down", ".up"):
                (folder / f"{name}{side}").touch()
                (folder / f"{name}{side}").chmod(0o666)
            await daemon.stream()
            assert (folder / f"{name}.up").stat().st_mode & 0o777 == 0o600

    asyncio.run(scene())


@posix
def test_links_are_refused(folder: Path, tmp_path: Path) -> None:
    async def scene() -> None:
        secret = tmp_path / "secret"
        secret.write_bytes(b"private")
        async with listening(folder) as daemon:
            linked = f"{daemon.listener.run_id}.link-1"
            (folder / f"{linked}.down").touch()
            (folder / f"{linked}.up").symlink_to(secret)
            script = dial_pair(folder)
            await daemon.stream()
            assert daemon.streams.empty()
            await script.close()
        assert secret.read_bytes() == b"private"

    asyncio.run(scene())


@posix
def test_another_users_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.setattr("bridge.daws.filepair.os.getuid", lambda: os.geteuid() + 1)
    with pytest.raises(Unavailable, match="not a plain file or folder of yours"):
        narrow_to_owner(folder)


def test_a_pair_that_is_half_made_waits_for_its_other_half(folder: Path) -> None:
    async def scene() -> None:
        async with listening(folder) as daemon:
            name = f"{daemon.listener.run_id}.slow-1"
            (folder / f"{name}.up").write_bytes(b"early")
            whole = dial_pair(folder)
            await daemon.stream()
            assert daemon.streams.empty()
            (folder / f"{name}.down").touch()
            assert await read_bytes(await daemon.stream(), 5) == b"early"
            await whole.close()

    asyncio.run(scene())


def test_a_stream_cannot_be_made_of_half_a_pair(tmp_path: Path) -> None:
    (tmp_path / "x.up").touch()
    with pytest.raises(FileNotFoundError):
        FilePairStream(tmp_path / "x.up", tmp_path / "x.down")

"""The file-pair transport: a byte stream for scripts whose language has files but no sockets.

One private folder (0700) belongs to the daemon; everything in it is named after a run of the daemon:

    daemon                     the run id of the daemon that listens here, one line; absent: nobody listens
    <run>.<pair>.up            what the script says, append-only
    <run>.<pair>.down          what the daemon says, append-only
    <run>.<pair>.up.end        the script has said its last byte
    <run>.<pair>.down.end      the daemon has said its last byte

<pair> holds no dots: the host's name, the script's random epoch, and the number of the dial.

Dialling: the script reads ``daemon``, makes the empty ``.down``, then ``.up``, and appends to ``.up``.
A pair is used for one connection and never again: a script dials anew when it starts, when the run in
``daemon`` is another or gone, when pings stop, and when a file has grown past a size that it chooses.

Reading: each side keeps its offset and reads what was appended after it. A write may arrive in pieces;
the framing above keeps an incomplete tail. The daemon is woken by watchdog, and polls slowly besides
(quickly where watchdog cannot watch); the script looks at every tick.

Closing: the side that closes appends nothing more and then makes its ``.end`` file. The reader looks
for ``.end`` before it reads, so that nothing said before the end is lost.

Cleaning: the daemon removes a pair when both ends are there, a minute after its own end when the
script never made one, and at its start every file of another run. A script removes nothing.

Trust: the folder is refused when another user owns it, and so is a pair that is no pair of plain files
of this user; permissions that are too open are narrowed to the owner.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import stat
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from bridge.daws.streams import ByteStream
from bridge.model.errors import DaemonAbsent, Unavailable

_log = logging.getLogger(__name__)

DAEMON_FILE = "daemon"
UP, DOWN, END = ".up", ".down", ".end"
READ_BYTES = 65_536
MAX_UNREAD_BYTES = 256 * 1024 * 1024
"""A file that grows past this belongs to a reader that has stopped: the stream breaks."""

WATCHED_POLL_S = 0.5
UNWATCHED_POLL_S = 0.02
FORGET_S = 60.0


class FilePairStream:
    """A `ByteStream` over two append-only files."""

    def __init__(
        self,
        inbound: Path,
        outbound: Path,
        poll_s: float = UNWATCHED_POLL_S,
        on_closed: Callable[[], None] = lambda: None,
    ) -> None:
        """Opens both files, which must exist. Raises OSError."""
        self._inbound, self._outbound = inbound, outbound
        self._poll_s = poll_s
        self._on_closed = on_closed
        self._news = asyncio.Event()
        self._broken: OSError | None = None
        self._closed = False
        self._read_bytes = self._written_bytes = 0
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._source = os.open(inbound, os.O_RDONLY | flags)
        try:
            self._sink = os.open(outbound, os.O_WRONLY | os.O_APPEND | flags)
        except OSError:
            os.close(self._source)
            raise

    def wake(self) -> None:
        """Says that the inbound file may have grown or ended; call it on the loop's thread."""
        self._news.set()

    async def read(self) -> bytes:
        while True:
            self._news.clear()
            if self._broken:
                raise self._broken
            if self._closed:
                return b""
            ended = _end_of(self._inbound).exists()
            data = self._read_on()
            if data or ended:
                return data
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self._poll_s)

    def _read_on(self) -> bytes:
        data = os.read(self._source, READ_BYTES)
        self._read_bytes += len(data)
        if not data:
            found = os.fstat(self._source)
            if found.st_nlink == 0 or found.st_size < self._read_bytes:
                raise ConnectionResetError(f"{self._inbound.name} was removed or cut under its reader.")
        return data

    def write(self, data: bytes) -> None:
        if self._closed or self._broken:
            return
        self._written_bytes += len(data)
        try:
            if self._written_bytes > MAX_UNREAD_BYTES:
                raise BrokenPipeError(f"{self._outbound.name} has grown too long.")
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._sink, rest) :]
        except OSError as problem:
            self._broken = problem
            self._news.set()

    async def drain(self) -> None:
        """Returns soon: the file is the queue."""
        await asyncio.sleep(0)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(OSError):
            _end_of(self._outbound).touch(mode=0o600)
        os.close(self._source)
        os.close(self._sink)
        self._news.set()
        self._on_closed()


class FilePairListener:
    """Notices pairs that scripts make in a folder, and hands each over as a stream."""

    def __init__(
        self,
        folder: Path,
        on_stream: Callable[[ByteStream], Awaitable[None] | None],
        run_id: str | None = None,
        watch: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``on_stream`` is called on the loop; what it returns, if anything, is run as a task.
        ``watch=False`` leaves watchdog out and polls quickly."""
        self._clock = clock
        self.run_id = run_id or secrets.token_hex(8)
        self._folder = folder
        self._on_stream = on_stream
        self._watch = watch
        self._poll_s = UNWATCHED_POLL_S
        self._streams: dict[str, FilePairStream] = {}
        self._done: dict[str, float] = {}  # pairs that are closed or refused here, and since when
        self._observer: object | None = None
        self._poller: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Future[None]] = set()

    async def start(self) -> None:
        """Makes the folder private, clears what other runs left, and listens.
        Raises Unavailable when the folder cannot be trusted, OSError when it cannot be made."""
        make_private(self._folder)
        self._clear_other_runs()
        if self._watch:
            self._start_watching(asyncio.get_running_loop())
        announced = self._folder / f"{DAEMON_FILE}.{self.run_id}.new"
        announced.write_text(self.run_id + "\n", encoding="ascii")
        announced.replace(self._folder / DAEMON_FILE)
        self._poll()

    async def aclose(self) -> None:
        """Stops listening and closes every stream; calling it again does nothing."""
        if self._poller:
            self._poller.cancel()
            self._poller = None
        if self._observer is not None:
            self._observer.stop()  # type: ignore[attr-defined]
            self._observer.join()  # type: ignore[attr-defined]
            self._observer = None
        if announced_run(self._folder) == self.run_id:
            (self._folder / DAEMON_FILE).unlink(missing_ok=True)
        for stream in list(self._streams.values()):
            await stream.close()
        for pair in list(self._done):
            self._forget(pair)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start_watching(self, loop: asyncio.AbstractEventLoop) -> None:
        observer = Observer()
        observer.schedule(_Edge(loop, self._noticed), str(self._folder))
        try:
            observer.start()
        except OSError as problem:  # out of inotify watches, or a file system that has none
            _log.warning("Cannot watch %s (%s); looking often instead.", self._folder, problem)
            return
        self._observer = observer
        self._poll_s = WATCHED_POLL_S

    def _noticed(self, name: str) -> None:
        up = name.removesuffix(END)
        if not (up.endswith(UP) and up.startswith(self.run_id + ".")):
            return
        pair = up.removesuffix(UP)
        if pair in self._streams:
            self._streams[pair].wake()
        elif pair in self._done:
            self._forget(pair)
        else:
            self._accept(pair)

    def _accept(self, pair: str) -> None:
        up, down = (self._folder / f"{pair}{side}" for side in (UP, DOWN))
        try:
            for file in (up, down):
                narrow_to_owner(file)
            stream = FilePairStream(up, down, self._poll_s, lambda: self._closed(pair))
        except FileNotFoundError:
            return  # half made, or gone again: there will be another event
        except (OSError, Unavailable) as problem:
            _log.warning("The pair %s is refused: %s", pair, problem)
            self._done[pair] = self._clock()
            return
        self._streams[pair] = stream
        answer = self._on_stream(stream)
        if answer is not None:
            task = asyncio.ensure_future(answer)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _closed(self, pair: str) -> None:
        del self._streams[pair]
        self._done[pair] = self._clock()
        self._forget(pair)

    def _forget(self, pair: str) -> None:
        """Removes a finished pair once the script has ended it too, or long after it should have."""
        up = self._folder / f"{pair}{UP}"
        if _end_of(up).exists() or self._clock() - self._done[pair] > FORGET_S:
            del self._done[pair]
            for file in self._folder.glob(f"{pair}.*"):
                _remove(file)

    def _poll(self) -> None:
        self._poller = asyncio.get_running_loop().call_later(self._poll_s, self._poll)
        for file in self._folder.glob(f"{self.run_id}.*{UP}"):
            self._noticed(file.name)

    def _clear_other_runs(self) -> None:
        for file in self._folder.iterdir():
            if not file.name.startswith(self.run_id + ".") and (not file.is_dir() or file.is_symlink()):
                _remove(file)


class _Edge(FileSystemEventHandler):
    """Takes watchdog's events from its thread to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, notice: Callable[[str], None]) -> None:
        self._loop, self._notice = loop, notice

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified") and not event.is_directory:
            with contextlib.suppress(RuntimeError):  # the loop closed meanwhile
                self._loop.call_soon_threadsafe(self._notice, Path(os.fsdecode(event.src_path)).name)


def announced_run(folder: Path) -> str:
    """The run id of the daemon that listens at a folder; "" for none."""
    try:
        return (folder / DAEMON_FILE).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def dial_pair(folder: Path, host: str = "client") -> FilePairStream:
    """The script's side of a new pair, for peers written in Python. Raises DaemonAbsent, OSError."""
    run_id = announced_run(folder)
    if not run_id:
        raise DaemonAbsent("Nobody listens at the file pairs.", "Start it with: sideman start")
    name = f"{run_id}.{host}-{secrets.token_hex(4)}"
    up, down = (folder / f"{name}{side}" for side in (UP, DOWN))
    down.touch(mode=0o600, exist_ok=False)
    up.touch(mode=0o600, exist_ok=False)
    return FilePairStream(down, up)


def make_private(folder: Path) -> None:
    """A folder that only this user can enter, made if need be. Raises Unavailable, OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    narrow_to_owner(folder)


def narrow_to_owner(path: Path) -> None:
    """Takes other users' permissions off a plain file or folder of this user.
    Raises Unavailable when it is a link, another kind of thing or another user's, and OSError."""
    found = path.lstat()
    plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    if not plain or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        raise Unavailable(
            f"{path} is not a plain file or folder of yours.",
            "Remove it; Sideman makes a new one by itself.",
        )
    if os.name == "posix" and found.st_mode & 0o077:
        path.chmod(stat.S_IMODE(found.st_mode) & 0o700)


def _end_of(file: Path) -> Path:
    return file.with_name(file.name + END)


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):  # still open in a DAW on Windows: the next start takes it
        file.unlink()

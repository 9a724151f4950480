"""The composition root: gives the living parts their sockets, files, processes and clocks.

Everything is started in order and stopped in reverse. What is not needed for the main job (pads,
file pairs, watching the settings) may fail to start: the daemon runs on, and `status` says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import secrets
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from bridge import __version__
from bridge.controllers.port import open_port
from bridge.daemon.pads import PadDesk, row_of
from bridge.daemon.runfile import RunFile, refuse_second, remove_run_file, write_run_file
from bridge.daemon.sideman import Sideman
from bridge.daws.filepair import FilePairListener
from bridge.daws.peer import Peer
from bridge.generation.pool import WorkerPool
from bridge.generation.spawning import python_worker
from bridge.install.ours import ours
from bridge.install.run_js import refresh_run_js
from bridge.install.selftest_inbox import keep_selftest
from bridge.memory.keeper import Keeper
from bridge.memory.opening import rules_of
from bridge.memory.store import Store
from bridge.midi.audition_player import AuditionPlayer
from bridge.midi.files import write_clip
from bridge.midi.ports import MidiOut, open_output
from bridge.model.clip_record import midi_text, record_of_suggestion
from bridge.model.errors import SidemanError
from bridge.model.session import Session
from bridge.model.suggestion import Suggestion
from bridge.review.books import Books
from bridge.settings import Config, Reload, Settings, chosen

log = logging.getLogger(__name__)

LOG_BYTES, LOG_FILES = 1_000_000, 3


class Daemon:
    """``async with Daemon(config) as daemon``: it is up inside the block.

    run_file: where to tell faces how to reach it; the config's own place unless given.
    """

    def __init__(self, config: Config, run_file: Path | None = None) -> None:
        self.config = config
        self.problems: list[str] = []
        """What could not be started, or which settings were not taken over; one sentence each."""
        self._run_file = run_file or config.paths.run_file
        self._stack = contextlib.AsyncExitStack()
        self._stopped = asyncio.Event()
        self._run = RunFile(os.getpid(), 0, secrets.token_hex(16), 0, "", __version__)

    @property
    def settings(self) -> Settings:
        return self.config.settings

    @property
    def run(self) -> RunFile:
        """How to reach it: ports and token."""
        return self._run

    async def __aenter__(self) -> Daemon:
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def until_stopped(self) -> None:
        """Waits for `stop`, Ctrl-C or the system's request to end."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, self.stop)
        await self._stopped.wait()

    def stop(self) -> None:
        self._stopped.set()

    def status(self) -> dict[str, Any]:
        return {
            "version": __version__,
            "pid": self._run.pid,
            "port": self._run.port,
            "udp_port": self._run.udp_port,
            "pairs": self._run.pairs,
            "problems": list(self.problems),
        }

    async def _start(self) -> None:
        refuse_second(self._run_file, self._run.pid)
        self.config.paths.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._start_log()
        books = Books(chosen(self.settings.ledger.path, self.config.paths.ledger), _now)
        self._stack.callback(books.close)
        pool = WorkerPool(
            python_worker(disabled=self.settings.generation.disabled), self.settings.generation.workers + 1
        )
        self._stack.push_async_callback(pool.aclose)
        self._player = AuditionPlayer(self._open_port, channel=self.settings.midi.channel - 1)
        self._stack.callback(self._player.close)
        self.sideman = Sideman(
            token=self._run.token,
            books=books,
            maker=pool,
            player=self._player,
            write_file=write_audition,
            auditions_folder=self.config.paths.data / "auditions",
            settings=lambda: self.settings,
            new_id=lambda: secrets.token_hex(6),
            new_seed=lambda: random.randrange(1, 1 << 31),
            memory=await self._optional("Memory of your own pieces", self._open_memory),
            status=self.status,
            stop=self.stop,
        )
        self.sideman.link.on_selftest = self._keep_selftest
        port = await self.sideman.link.listen(self.settings.link.port)
        self._stack.push_async_callback(self.sideman.aclose)
        pairs = await self._optional("File pairs for REAPER and Ardour", self._start_pairs)
        udp_port = await self._optional("The port for pads", self._start_pads)
        await self._optional("Watching the settings", self._start_watcher)
        await self._optional("Watching your folder of MIDI files", self._start_folder_watcher)
        self._run = RunFile(
            self._run.pid, port, self._run.token, int(udp_port or 0), str(pairs or ""), __version__
        )
        write_run_file(self._run_file, self._run)
        self._stack.callback(remove_run_file, self._run_file, self._run.pid)
        refresh_run_js(self.config.paths.data, self._run)  # Bitwig's script can read no run file
        care = asyncio.create_task(self.sideman.care())
        self._stack.callback(care.cancel)
        warm_up = asyncio.create_task(self._warm_up(pool))
        self._stack.callback(warm_up.cancel)

    def _keep_selftest(self, peer: Peer, report: str) -> None:
        keep_selftest(ours(self.config), peer.hello.host, report)

    async def _optional(self, what: str, start: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await start()
        except (OSError, SidemanError) as problem:
            log.warning("%s: %s", what, problem)
            self.problems.append(f"{what}: {problem}")
            return None

    async def _start_pairs(self) -> Path:
        folder = chosen(self.settings.link.file_pairs, self.config.paths.file_pairs)
        listener = FilePairListener(folder, self.sideman.link.accept)
        await listener.start()
        self._stack.push_async_callback(listener.aclose)
        return folder

    async def _start_pads(self) -> int:
        chosen_pads = self.settings.controllers
        if not chosen_pads.enabled:
            return 0
        port = await open_port(
            PadDesk(self.sideman.answers),
            chosen_pads.port,
            max_subscribers=chosen_pads.max_subscribers,
            feedback=chosen_pads.feedback,
            feedback_hz=chosen_pads.feedback_hz,
        )
        self._stack.push_async_callback(port.aclose)
        self.sideman.listeners.append(lambda suggestion: port.changed(row_of(suggestion)))
        return port.number

    async def _start_watcher(self) -> None:
        from bridge.settings.watching import SettingsWatcher

        loop = asyncio.get_running_loop()
        watcher = SettingsWatcher(self.config, lambda found: _hand_over(loop, self._reloaded, found))
        watcher.start()
        self._stack.push_async_callback(asyncio.to_thread, watcher.stop)

    async def _open_memory(self) -> Keeper:
        loop = asyncio.get_running_loop()
        store = Store(self.config.paths.memory)
        self._stack.callback(store.close)
        return Keeper(
            store,
            lambda: rules_of(self.settings),
            # Pieces are forgotten on other threads; the books belong to the loop's.
            on_forget=lambda: _soon(loop, self._forget_memories),
        )

    def _forget_memories(self) -> None:
        try:
            self.sideman.desk.books.requests.forget_memories()
        except SidemanError as problem:
            log.warning("memory: %s", problem)

    async def _start_folder_watcher(self) -> None:
        folder, memory = chosen(self.settings.memory.folder, Path()), self.sideman.memory
        if not self.settings.memory.folder or memory is None:
            return
        from bridge.memory.watching import FolderWatcher

        watcher = FolderWatcher(memory, folder)
        watcher.start()
        self.sideman.look_at_folder = watcher.wake
        self._stack.push_async_callback(asyncio.to_thread, watcher.stop)

    async def _warm_up(self, pool: WorkerPool) -> None:
        """Starts the workers while the musician is still looking; a failure shows at the first ask."""
        with contextlib.suppress(SidemanError):
            await pool.start()

    def _reloaded(self, found: Reload) -> None:
        """Takes changed settings over; a bad edit keeps the old ones and says why."""
        self.config = found.config
        self.problems = [line for line in self.problems if not line.startswith("Settings: ")]
        if found.problem is not None:
            self.problems.append(f"Settings: {found.problem}")
        elif found.needs_restart:
            waiting = ", ".join(found.needs_restart)
            self.problems.append(f"Settings: {waiting} will apply when Sideman is started again.")
        if "midi.output_port" in found.changed:
            self._player.close()  # the next audition opens the new one
        logging.getLogger().setLevel(self.settings.log.level.upper())
        log.info("settings: %s changed; problem: %s", ", ".join(found.changed) or "nothing", found.problem)
        value = {"changed": list(found.changed), "problem": str(found.problem or "")}
        self.sideman.link.notify("settings", value)

    def _open_port(self) -> MidiOut:
        return open_output(self.settings.midi.output_port)

    def _start_log(self) -> None:
        path = chosen(self.settings.log.path, self.config.paths.log)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(self.settings.log.level.upper())
        self._stack.callback(handler.close)
        self._stack.callback(root.removeHandler, handler)


def write_audition(path: Path, suggestion: Suggestion, session: Session) -> None:
    """Renders a suggestion as a MIDI file, with a text event that says where it comes from."""
    path.write_bytes(
        write_clip(
            suggestion.notes,
            name=suggestion.title,
            length_beats=suggestion.target.length_beats,
            tempo_map=session.tempo_map,
            metre=session.transport.metre,
            key=session.key,
            text=midi_text(record_of_suggestion(suggestion)),
        )
    )


def _hand_over(loop: asyncio.AbstractEventLoop, take: Callable[[Reload], None], found: Reload) -> None:
    """From the watcher's thread to the loop; a loop that has closed meanwhile needs it no more."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(take, found)


def _soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    """From another thread to the loop; one that has closed meanwhile does no more."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(work)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")

"""Watching the musician's folder: the edge between the file system and `folder.follow_folder`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from bridge.memory.folder import SUFFIXES, follow_folder
from bridge.memory.keeper import Keeper
from bridge.model.errors import SidemanError, Unavailable

log = logging.getLogger(__name__)

_READING = ("opened", "closed_no_write")


class FolderWatcher(FileSystemEventHandler):
    """Follows the folder when it starts, and once files have been still for ``settle_s`` seconds.

    on_change: called from the watcher's own thread when the memory changed.
    """

    def __init__(
        self,
        keeper: Keeper,
        folder: Path,
        on_change: Callable[[], None] = lambda: None,
        settle_s: float = 1.0,
    ) -> None:
        self._keeper = keeper
        self._folder = folder
        self._on_change = on_change
        self._settle_s = settle_s
        self._stopping = False
        self._touched = threading.Event()
        self._observer = Observer()
        self._thread = threading.Thread(target=self._run, name="memory", daemon=True)

    def start(self) -> None:
        """Raises Unavailable where the folder is not there or cannot be watched."""
        try:
            self._observer.schedule(self, str(self._folder), recursive=True)
            self._observer.start()
        except OSError as error:
            raise Unavailable(
                f"{self._folder} cannot be watched: {error.strerror}.",
                "Set memory.folder to a folder that is there, and start Sideman again.",
            ) from None
        self._touched.set()
        self._thread.start()

    def stop(self) -> None:
        """Returns when no more calls will come. Not to be called from ``on_change``."""
        self._stopping = True
        self._touched.set()
        self._thread.join()
        self._observer.stop()
        self._observer.join()

    def check(self) -> None:
        """Follows the folder now; a file or disk that fails is logged and tried again at the next change."""
        try:
            if follow_folder(self._keeper, self._folder):
                self._on_change()
        except SidemanError as problem:
            log.warning("memory: %s", problem)

    def wake(self) -> None:
        """Looks at the folder again, as after a change: learning may have been resumed."""
        self._touched.set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, on its thread."""
        if event.event_type in _READING:
            return
        # A folder that is moved in or out brings or takes its files without a word about each.
        whole = event.is_directory and event.event_type != "modified"
        paths = (str(path) for path in (event.src_path, event.dest_path) if path)
        if whole or any(path.lower().endswith(SUFFIXES) for path in paths):
            self._touched.set()

    def _run(self) -> None:
        while True:
            self._touched.wait()
            while not self._stopping and self._touched.is_set():
                self._touched.clear()
                self._touched.wait(self._settle_s)
            if self._stopping:
                return
            self.check()

"""Watching the settings files: the edge between the file system and `reloading.reload`.

Folders are watched, not files, because editors save by renaming a new file over the old one, and
because a file may not exist yet. Where even its folder is missing, the nearest one above is watched.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from bridge.model.errors import Unavailable
from bridge.settings.loading import Config
from bridge.settings.reloading import Reload, reload

_READING = ("opened", "closed_no_write")


class SettingsWatcher(FileSystemEventHandler):
    """Reloads once the settings files have been still for ``settle_s`` seconds after a change.

    on_reload is called from the watcher's own thread, and only when a value changed or a new
    problem came up; hand it to the event loop with ``call_soon_threadsafe``.
    """

    def __init__(self, started: Config, on_reload: Callable[[Reload], None], settle_s: float = 0.2) -> None:
        self.config = started
        self._started = started
        self._on_reload = on_reload
        self._settle_s = settle_s
        self._problem = ""
        self._stopping = False
        self._touched = threading.Event()
        self._observer = Observer()
        self._thread = threading.Thread(target=self._run, name="settings", daemon=True)

    def start(self) -> None:
        """Raises Unavailable where the system cannot watch any more folders."""
        self._watch()
        self._observer.start()
        self._thread.start()

    def stop(self) -> None:
        """Returns when no more calls will come. Not to be called from ``on_reload``."""
        self._stopping = True
        self._touched.set()
        self._thread.join()
        self._observer.stop()
        self._observer.join()

    def __enter__(self) -> SettingsWatcher:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def check(self) -> None:
        """Reloads now and reports, as after a change. A problem is reported once, until it changes."""
        result = reload(self.config, self._started)
        self.config = result.config
        problem = str(result.problem or "")
        if result.changed or problem != self._problem:
            self._problem = problem
            self._on_reload(result)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, on its thread."""
        # Reading is no change, and a folder counts as modified whenever anything in it is.
        if event.event_type in _READING or (event.is_directory and event.event_type == "modified"):
            return
        touched = {Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path}
        if any(path == file or path in file.parents for path in touched for file in self._files()):
            self._touched.set()

    def _files(self) -> set[Path]:
        """The settings files as the system names them, and what they are links to."""
        files = self.config.sources.files()
        return {file.parent.resolve() / file.name for file in files} | {file.resolve() for file in files}

    def _watch(self) -> None:
        """Watches the nearest existing folder of every settings file, and no other."""
        self._observer.unschedule_all()
        for folder in {_nearest_folder(file.parent) for file in self._files()}:
            try:
                self._observer.schedule(self, str(folder))
            except FileNotFoundError:  # it vanished just now: look again
                self._touched.set()
            except OSError as error:
                raise Unavailable(
                    f"{folder} cannot be watched: {error.strerror}.",
                    "Changed settings will apply when Sideman is started again.",
                ) from None

    def _run(self) -> None:
        while True:
            self._touched.wait()
            while not self._stopping and self._touched.is_set():
                self._touched.clear()
                self._touched.wait(self._settle_s)
            if self._stopping:
                return
            # Before reading: a folder may have come or gone, and nothing may slip in between.
            try:
                self._watch()
            except Unavailable as problem:
                self._on_reload(Reload(self.config, problem=problem))
                return
            self.check()


def _nearest_folder(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.is_dir())

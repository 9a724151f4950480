"""Changes to files that are all made or all taken back."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from bridge.install.files import write_whole


class Rollback:
    """``with Rollback() as changes``: when the block raises, every change made through it is undone,
    the last one first, and the error goes on."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []
        self._at_end: list[Path] = []

    def __enter__(self) -> Rollback:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for undo in reversed(self._undo):
                with contextlib.suppress(OSError):
                    undo()
        else:
            for aside in self._at_end:
                shutil.rmtree(aside, ignore_errors=True)

    def make_folder(self, folder: Path) -> None:
        """With the folders above it. Raises OSError."""
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir()
            self._undo.append(each.rmdir)

    def write(self, path: Path, data: bytes) -> None:
        """Writes a file whole. Raises OSError."""
        self.make_folder(path.parent)
        before = path.read_bytes() if path.exists() else None
        if before is None:
            self._undo.append(lambda: path.unlink(missing_ok=True))
        else:
            self._undo.append(lambda: write_whole(path, before))
        write_whole(path, data)

    def remove(self, path: Path) -> None:
        """Removes a file that is there. Raises OSError."""
        before, mode = path.read_bytes(), path.stat().st_mode & 0o777

        def undo() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, before)
            path.chmod(mode)

        self._undo.append(undo)
        path.unlink()

    def copy_folder(self, folder: Path, to: Path) -> None:
        """Copies a folder to a place that is not there yet. Raises OSError."""
        self.make_folder(to.parent)
        self._undo.append(lambda: shutil.rmtree(to, ignore_errors=True))
        shutil.copytree(folder, to)

    def fresh_folder(self, beside: Path) -> Path:
        """An empty hidden folder beside a place, gone at the end if it was not moved. Raises OSError."""
        self.make_folder(beside.parent)
        fresh = beside.with_name(f".{beside.name}.new-{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        self._undo.append(lambda: shutil.rmtree(fresh, ignore_errors=True))
        fresh.mkdir()
        return fresh

    def put_folder(self, fresh: Path, place: Path) -> None:
        """Moves a folder to a place on the same disk; what is there gives way. Raises OSError."""
        if place.exists():
            aside = place.with_name(f".{place.name}.old-{os.getpid()}")
            shutil.rmtree(aside, ignore_errors=True)
            place.rename(aside)
            self._undo.append(lambda: aside.rename(place))
            self._at_end.append(aside)
        self._undo.append(lambda: shutil.rmtree(place, ignore_errors=True))
        fresh.rename(place)

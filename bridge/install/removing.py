"""Takes a script out again: exactly what was installed, and nothing that the musician has changed."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.install.files import disk_errors, files_of, sha256
from bridge.install.hosts import Host
from bridge.install.ours import Ours
from bridge.install.planning import known_hashes, locate
from bridge.install.record import read_book, write_book
from bridge.install.rollback import Rollback
from bridge.install.system import System
from bridge.model.errors import NotFound


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes for one folder. gone: names of ours. kept: names that the musician changed or added.
    side: files outside, and how they will read; None for gone."""

    host: Host
    folder: Path
    gone: tuple[str, ...]
    kept: tuple[str, ...]
    side: dict[Path, bytes | None]

    def lines(self) -> list[str]:
        """One sentence per thing that is to be done."""
        said = [f"Remove {len(self.gone)} files from {self.folder}."]
        if self.kept:
            said.append(f"Leave what you changed or added there: {', '.join(self.kept)}.")
        said += [f"{'Remove' if data is None else 'Change'} {path}." for path, data in self.side.items()]
        return said


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """What was done, or would be done: ``done`` tells which."""

    host: Host
    removals: tuple[Removal, ...]
    done: bool

    def view(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "host": self.host.name,
            "title": self.host.title,
            "done": self.done,
            "folders": [str(removal.folder) for removal in self.removals],
            "kept": [str(removal.folder / name) for removal in self.removals for name in removal.kept],
            "actions": [line for removal in self.removals for line in removal.lines()],
        }


def uninstall(
    host: Host, system: System, ours: Ours, to: Path | None = None, dry_run: bool = False
) -> Uninstalled:
    """Takes the script out of every place that it was installed in, or of the one named.

    Raises NotFound when it is installed nowhere, Refused and Unavailable as `putting.install`.
    """
    with disk_errors(host.title):
        removals = tuple(_removal(host, base, ours) for base in _bases(host, system, ours, to))
        if not dry_run:
            with Rollback() as changes:
                for removal in removals:
                    _take_out(removal, changes)
                book = read_book(ours.data)
                for removal in removals:
                    book = book.without(removal.folder)
                if ours.data.is_dir():
                    write_book(ours.data, book)
    return Uninstalled(host, removals, not dry_run)


def _bases(host: Host, system: System, ours: Ours, to: Path | None) -> list[Path]:
    recorded = [Path(place.base) for place in read_book(ours.data).of(host.name)]
    if to is None and recorded:
        return recorded
    base = locate(host, system, to)
    if base not in recorded and not (host.folder(base) / host.marker).is_file():
        raise NotFound(
            f"Sideman is not installed in {host.folder(base)}.", "There is nothing to do.", "not_installed"
        )
    return [base]


def _removal(host: Host, base: Path, ours: Ours) -> Removal:
    folder = host.folder(base)
    known = known_hashes(host, folder, ours)
    gone: list[str] = []
    kept: list[str] = []
    for name, path in files_of(folder).items():
        is_ours = name in host.changing or known.get(name) == sha256(path.read_bytes())
        (gone if is_ours else kept).append(name)
    side = {path: data for path, data in host.unside(base).items() if path.is_file()}
    return Removal(host, folder, tuple(gone), tuple(kept), side)


def _take_out(removal: Removal, changes: Rollback) -> None:
    for path, data in removal.side.items():
        if data is None:
            changes.remove(path)
        else:
            changes.write(path, data)
    for name in removal.gone:
        changes.remove(removal.folder / name)
    _sweep(removal.folder)


def _sweep(folder: Path) -> None:
    """Removes byte code of Python, and folders that are empty now."""
    for path in sorted(folder.rglob("*"), key=lambda each: len(each.parts), reverse=True):
        if path.suffix == ".pyc" and path.parent.name == "__pycache__":
            path.unlink(missing_ok=True)
        elif path.is_dir():
            with contextlib.suppress(OSError):
                path.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()

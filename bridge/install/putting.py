"""Carries a plan out: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge import __version__
from bridge.install.files import disk_errors, sha256
from bridge.install.hosts import Host
from bridge.install.ours import Ours
from bridge.install.planning import Plan, locate, plan_install
from bridge.install.record import Place, read_book, write_book
from bridge.install.rollback import Rollback
from bridge.install.system import System
from bridge.model.errors import Mismatch


@dataclass(frozen=True, slots=True)
class Installed:
    """What was done, or would be done: ``done`` tells which. actions: one sentence per thing."""

    plan: Plan
    actions: tuple[str, ...]
    done: bool

    def view(self) -> dict[str, Any]:
        """Plain JSON values."""
        plan = self.plan
        return {
            "host": plan.host.name,
            "title": plan.host.title,
            "done": self.done,
            "folder": str(plan.folder),
            "files": sorted(plan.files),
            "kept": list(plan.kept),
            "backup": str(plan.backup) if plan.backup else None,
            "actions": list(self.actions),
            "steps": list(plan.host.steps),
        }


def install(
    host: Host, system: System, ours: Ours, to: Path | None = None, dry_run: bool = False
) -> Installed:
    """Installs or updates the script of one DAW.

    to: the DAW's own folder, where it cannot be found. Raises NotFound (no such DAW here), Refused (a
    folder that may not be written), Unavailable (the disk), Mismatch (a copy that is not like the
    original); nothing is changed then.
    """
    with disk_errors(host.title):
        plan = plan_install(host, locate(host, system, to), ours)
        actions = tuple(plan.lines())
        if not dry_run:
            _carry_out(plan, ours)
    return Installed(plan, actions, not dry_run)


def _carry_out(plan: Plan, ours: Ours) -> None:
    book = read_book(ours.data)
    hashes = {name: sha256(data) for name, data in plan.files.items()}
    place = Place(plan.host.name, str(plan.base), str(plan.folder), __version__, hashes)
    with Rollback() as changes:
        if plan.backup:
            changes.copy_folder(plan.folder, plan.backup)
        fresh = changes.fresh_folder(plan.folder)
        for name, data in plan.files.items():
            _copy(fresh / name, data, private=name in plan.host.changing)
        for name in plan.kept:
            _copy(fresh / name, (plan.folder / name).read_bytes())
        _verify(fresh, hashes)
        changes.put_folder(fresh, plan.folder)
        for path, copy in plan.side_backups.items():
            changes.write(copy, path.read_bytes())
        for path, data in plan.side.items():
            changes.write(path, data)
        write_book(ours.data, book.with_place(place))
    ours.selftest(plan.host.name).parent.mkdir(parents=True, exist_ok=True)  # REAPER's Lua can make no folder


def _copy(path: Path, data: bytes, private: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600 if private else 0o644)
    path.write_bytes(data)


def _verify(folder: Path, hashes: dict[str, str]) -> None:
    wrong = [name for name, wanted in hashes.items() if sha256((folder / name).read_bytes()) != wanted]
    if wrong:
        raise Mismatch(
            f"{wrong[0]} was not copied as it should be. Nothing was changed.",
            "Look at the disk, and install again.",
            "copy_differs",
        )

"""Sideman's own files: settings, data folder, run file, room on the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bridge.daemon.runfile import read_run_file
from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, fail, fine, skip, warn
from bridge.model.errors import DaemonAbsent, SidemanError

PRIVATE_FOLDER, PRIVATE_FILE, OTHERS = 0o700, 0o600, 0o077
SCARCE_BYTES, NO_ROOM_BYTES = 1_000_000_000, 100_000_000


def settings(context: Context) -> Finding:
    if isinstance(context.config, SidemanError):
        return fail(context.config.message, context.config.hint or "See: sideman config check")
    return fine(f"The settings are right ({context.paths.config_file}).")


def data_folder(context: Context) -> Finding:
    """Writable, and closed to other users where the system knows such a thing."""
    folder = context.paths.data
    if not folder.exists():
        return fine(f"{folder} will be made at the first start.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        return fail(
            f"Nothing can be written in {folder}: {problem.strerror}.",
            "Make the folder yours again, or set SIDEMAN_HOME to another one.",
        )
    if _is_open(folder, context):
        return warn(
            f"{folder} can be read by other users.", "sideman doctor --fix closes it.",
            lambda: folder.chmod(PRIVATE_FOLDER),
        )  # fmt: skip
    return fine(f"{folder} is writable and private.")


def run_file(context: Context) -> Finding:
    path = context.paths.run_file
    if not path.exists():
        return skip("There is no run file, because Sideman is not running.")
    try:
        run = read_run_file(path)
    except DaemonAbsent:
        return warn(
            f"{path} is left from a Sideman that was killed.", "sideman doctor --fix removes it.",
            lambda: path.unlink(missing_ok=True),
        )  # fmt: skip
    if _is_open(path, context):
        return fail(
            f"{path} holds a secret, and other users can read it.", "sideman doctor --fix closes it.",
            lambda: path.chmod(PRIVATE_FILE),
        )  # fmt: skip
    return fine(f"Process {run.pid}, port {run.port}.")


def disk_space(context: Context) -> Finding:
    folder = next(each for each in (context.paths.data, *context.paths.data.parents) if each.exists())
    free = context.free_bytes(folder)
    said = f"{free / 1e9:.1f} GB are free beside {folder}."
    if free < NO_ROOM_BYTES:
        return fail(said, "Make room: Sideman cannot keep its ledger on a full disk.")
    if free < SCARCE_BYTES:
        return warn(said, "Make some room soon.")
    return fine(said)


def _is_open(path: Path, context: Context) -> bool:
    return not context.system.is_windows and bool(path.stat().st_mode & OTHERS)

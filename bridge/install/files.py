"""Files: which of a folder count, their hashes, and writing one whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge.model.errors import Refused, Unavailable

_REFUSING = (errno.EACCES, errno.EPERM, errno.EROFS)
_LEFT_OUT_SUFFIXES = (".pyc", ".md")
_CACHE = "__pycache__"


def files_of(folder: Path) -> dict[str, Path]:
    """Every file below a folder, name with slashes -> path; no byte code, notes or hidden files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part == _CACHE or part.startswith(".") for part in parts)
        if path.is_file() and not hidden and path.suffix not in _LEFT_OUT_SUFFIXES:
            found["/".join(parts)] = path
    return found


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def hashes_of(folder: Path) -> dict[str, str]:
    """name -> sha256 of every file that counts. Raises OSError."""
    return {name: sha256(path.read_bytes()) for name, path in files_of(folder).items()}


def write_whole(path: Path, data: bytes, private: bool = False) -> None:
    """Writes through a file beside it, so that a reader sees the old or the new one.

    A file that is there keeps its permissions; private: only this user may read it. Raises OSError.
    """
    mode = 0o600 if private else path.stat().st_mode & 0o777 if path.exists() else 0o644
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(data)
        fresh.chmod(mode)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def disk_errors(title: str) -> Iterator[None]:
    """Turns an OSError into Refused (no permission) or Unavailable, in words for a musician."""
    try:
        yield
    except OSError as problem:
        where, reason = problem.filename or "A file", problem.strerror or str(problem)
        if problem.errno in _REFUSING:
            raise Refused(
                f"{where} may not be written: {reason}. Nothing was changed.",
                f"Close {title}, make the folder writable for you, and try again.",
                "not_writable",
            ) from None
        raise Unavailable(
            f"{where} could not be written: {reason}. Nothing was changed.",
            f"Close {title}, look whether the disk is full, and try again.",
            "disk_trouble",
        ) from None

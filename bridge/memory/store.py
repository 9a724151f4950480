"""The memory's file: one line for each piece, without its notes, and erased without a trace.

SQLite overwrites what is deleted (`secure_delete`), keeps no write-ahead log, and is packed anew after every
erasure, so that no byte of a forgotten piece stays in the file.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.model.errors import Unavailable

MIGRATIONS = (
    """
    CREATE TABLE item (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL,
        sha256 TEXT NOT NULL, stamp TEXT NOT NULL, chords INTEGER NOT NULL, held_out INTEGER NOT NULL,
        problem TEXT NOT NULL, places BLOB NOT NULL, UNIQUE (kind, name));
    CREATE TABLE fact (name TEXT PRIMARY KEY, value BLOB NOT NULL);
    """,
)
"""Each raises ``user_version`` by one. Never edit one that was released; add the next."""

PAUSED, REFUSED, MADE = "paused", "refused", "made"
"""Facts: learning is held off; hashes of files not to be learned again; what was made from the pieces."""

FOLDER, FILE, SUGGESTION = "folder", "file", "suggestion"
"""Where a piece comes from: the watched folder, a file that was named once, an accepted suggestion."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece. name: its path inside the folder, its file name, or the suggestion's id. sha256: of the
    file's bytes or the notes. stamp: size and time of the file when it was read. chords: changes. problem:
    why it could not be read, or "". places: packed, as `generators.models.user_memory_fitting` keeps them."""

    kind: str
    name: str
    sha256: str
    stamp: str = ""
    chords: int = 0
    held_out: bool = True
    problem: str = ""
    places: bytes = b""
    number: int = 0


class Store:
    """One connection, shared by threads. Raises Unavailable when its file can't be opened or is too new."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for pragma in ("secure_delete = ON", "journal_mode = TRUNCATE", "synchronous = FULL"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._migrate()
        except sqlite3.Error as problem:
            raise Unavailable(
                f"The memory's file {path} cannot be opened ({problem}).",
                "Is the disk full, the folder read-only, or the file from a newer Sideman?",
            ) from None

    def _migrate(self) -> None:
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise sqlite3.DatabaseError(f"version {version}, this Sideman knows {len(MIGRATIONS)}")
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            self._connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")

    def close(self) -> None:
        """Waits for what is being read or written; after that, every use raises Unavailable."""
        with self._lock:
            self._connection.close()

    def items(self) -> list[Item]:
        """All pieces, the one that was learned first in front."""
        rows = self._rows(
            "SELECT kind, name, sha256, stamp, chords, held_out, problem, places, number FROM item"
            " ORDER BY number"
        )
        return [
            Item(kind, name, sha256, stamp, chords, bool(held_out), problem, places, number)
            for kind, name, sha256, stamp, chords, held_out, problem, places, number in rows
        ]

    def put(self, item: Item) -> None:
        """Adds a piece as the newest; one of the same kind and name makes way."""
        with self._lock, self._changing():
            self._connection.execute("DELETE FROM item WHERE kind = ? AND name = ?", (item.kind, item.name))
            self._connection.execute(
                "INSERT INTO item (kind, name, sha256, stamp, chords, held_out, problem, places)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    item.kind,
                    item.name,
                    item.sha256,
                    item.stamp,
                    item.chords,
                    item.held_out,
                    item.problem,
                    item.places,
                ),
            )

    def erase(self, numbers: list[int]) -> None:
        """Forgets pieces and all that was made from them, without a trace."""
        with self._lock, self._changing():
            for number in numbers:
                self._connection.execute("DELETE FROM item WHERE number = ?", (number,))
            self._connection.execute("DELETE FROM fact WHERE name = ?", (MADE,))
        self._execute("VACUUM")

    def fact(self, name: str) -> bytes | None:
        rows = self._rows("SELECT value FROM fact WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def set_fact(self, name: str, value: bytes) -> None:
        self._execute("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
        except sqlite3.Error as problem:
            self._execute("ROLLBACK")
            raise _unwritable(problem) from None
        self._execute("COMMIT")

    def _execute(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        try:
            with self._lock:
                self._connection.execute(statement, values)
        except sqlite3.Error as problem:
            raise _unwritable(problem) from None

    def _rows(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as problem:
            raise Unavailable(f"The memory's file cannot be read ({problem}).") from None


def _unwritable(problem: sqlite3.Error) -> Unavailable:
    return Unavailable(f"The memory's file cannot be written ({problem}).", "Is the disk full?")

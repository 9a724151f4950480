"""The desk's file: SQLite in WAL mode, with numbered migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bridge.model.errors import Unavailable

MIGRATIONS = (
    """
    CREATE TABLE suggestion (
        id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, set_id TEXT NOT NULL,
        status TEXT NOT NULL, body TEXT NOT NULL, notes BLOB NOT NULL);
    CREATE INDEX suggestion_by_status ON suggestion (set_id, status);
    CREATE TABLE operation (
        request_id TEXT PRIMARY KEY, suggestion_id TEXT NOT NULL, set_id TEXT NOT NULL,
        kind TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX operation_by_state ON operation (state, set_id);
    CREATE TABLE ledger (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, event TEXT NOT NULL,
        suggestion_id TEXT NOT NULL, set_id TEXT NOT NULL, body TEXT NOT NULL,
        previous TEXT NOT NULL, hash TEXT NOT NULL);
    CREATE INDEX ledger_by_suggestion ON ledger (suggestion_id);
    CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER ledger_refuses_delete BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    """,
    """
    CREATE TABLE request (sha256 TEXT PRIMARY KEY, packed BLOB NOT NULL);
    """,
)
"""Each raises ``user_version`` by one. Never edit one that was released; add the next."""


class Database:
    """One connection. Raises Unavailable when the file cannot be opened or is of a newer version."""

    def __init__(self, path: Path | str) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._migrate()
        except sqlite3.Error as problem:
            raise Unavailable(
                f"The desk's file {path} cannot be opened ({problem}).",
                "Is the disk full, the folder read-only, or the file from a newer Sideman?",
            ) from None

    def _migrate(self) -> None:
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise sqlite3.DatabaseError(f"version {version}, this Sideman knows {len(MIGRATIONS)}")
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            self._connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside is written together, or not at all."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Raises Unavailable (disk full, file gone)."""
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error as problem:
            raise Unavailable(
                f"The desk's file cannot be written ({problem}).", "Is the disk full?"
            ) from None

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Raises Unavailable."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as problem:
            raise Unavailable(f"The desk's file cannot be read ({problem}).") from None

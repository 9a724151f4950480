"""The requests that suggestions were made from, by hash, so that notes can be made again without a DAW."""

from __future__ import annotations

import zlib

from bridge.review.database import Database
from generators.wire import unpacked_request


class Requests:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, sha256: str, packed: bytes) -> None:
        """Writes a packed request down; once is enough."""
        self._database.execute(
            "INSERT OR IGNORE INTO request (sha256, packed) VALUES (?, ?)", (sha256, zlib.compress(packed))
        )

    def forget_memories(self) -> None:
        """Erases the requests that carry a memory of the musician's pieces; what was made from them can't be
        made again after that. The ledger keeps the memory's hash only."""
        rows = self._database.rows("SELECT sha256, packed FROM request")
        holding = [
            digest for digest, packed in rows if unpacked_request(zlib.decompress(packed)).memory is not None
        ]
        if holding:
            self._database.execute("PRAGMA secure_delete = ON")
            for digest in holding:
                self._database.execute("DELETE FROM request WHERE sha256 = ?", (digest,))
            self._database.execute("VACUUM")
            # The write-ahead log still holds the pages as they were.
            self._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def get(self, sha256: str) -> bytes | None:
        """The packed request, or None."""
        rows = self._database.rows("SELECT packed FROM request WHERE sha256 = ?", (sha256,))
        return zlib.decompress(rows[0][0]) if rows else None

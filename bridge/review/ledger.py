"""The ledger: who made what, from which data, and what the musician did with it.

Append-only: the database refuses updates and deletes, and each line's hash covers the line before
it, so that a change made behind our back shows (`Ledger.broken_at`). It tells of every note's
history and is the answer for a label or a copyright form; it can be exported as JSON lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bridge.model.suggestion import Suggestion
from bridge.review.database import Database

EVENTS = (
    "proposed",
    "audition_started",
    "audition_stopped",
    "accepted",
    "commit_started",
    "commit_refused",
    "committed",
    "commit_failed",
    "undo_started",
    "undo_refused",
    "undone",
    "undo_failed",
    "rejected",
    "expired",
    "scratch_started",
    "scratch_removed",
    "recovered",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger. at: ISO 8601, UTC. event: one of `EVENTS`. body: plain JSON."""

    seq: int
    at: str
    event: str
    suggestion_id: str
    set_id: str
    body: Mapping[str, Any]
    previous: str
    hash: str


class Ledger:
    def __init__(self, database: Database, now: Callable[[], str]) -> None:
        self._database = database
        self._now = now

    def append(self, event: str, suggestion: Suggestion, **body: Any) -> None:
        """Adds a line; call it inside the transaction of the change that it tells of."""
        assert event in EVENTS, event
        last = self._database.rows("SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1")
        previous = last[0][0] if last else ""
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        line = (self._now(), event, suggestion.id, suggestion.set_id, text, previous)
        self._database.execute(
            "INSERT INTO ledger (at, event, suggestion_id, set_id, body, previous, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*line, _hash(*line)),
        )

    def entries(self, suggestion_id: str = "") -> Iterator[Entry]:
        """Oldest first; of one suggestion, or all."""
        for row in self._database.rows(
            "SELECT seq, at, event, suggestion_id, set_id, body, previous, hash FROM ledger"
            " WHERE ? = '' OR suggestion_id = ? ORDER BY seq",
            (suggestion_id, suggestion_id),
        ):
            seq, at, event, about, set_id, body, previous, digest = row
            yield Entry(seq, at, event, about, set_id, json.loads(body), previous, digest)

    def export(self) -> Iterator[str]:
        """JSON lines."""
        for entry in self.entries():
            yield json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)

    def broken_at(self) -> int | None:
        """The first line that does not fit its hash or the line before; None when all fit."""
        before = ""
        for seq, *line, digest in self._database.rows(
            "SELECT seq, at, event, suggestion_id, set_id, body, previous, hash FROM ledger ORDER BY seq"
        ):
            if line[-1] != before or digest != _hash(*line):
                return int(seq)
            before = digest
        return None


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

"""The desk's books: shelf, operations, ledger and requests in one file, written together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridge.model.suggestion import Suggestion
from bridge.review.database import Database
from bridge.review.ledger import Ledger
from bridge.review.operations import Operation, Operations
from bridge.review.requests import Requests
from bridge.review.shelf import Shelf


class Books:
    """``now`` gives the time of day as ISO 8601 in UTC, for the ledger."""

    def __init__(self, path: Path | str, now: Callable[[], str]) -> None:
        self._database = Database(path)
        self.now = now
        self.shelf = Shelf(self._database)
        self.operations = Operations(self._database)
        self.ledger = Ledger(self._database, now)
        self.requests = Requests(self._database)

    def record(
        self, event: str, suggestion: Suggestion, operation: Operation | None = None, **body: Any
    ) -> Suggestion:
        """Writes down a suggestion as it is now, the operation, and the ledger's line of it: all in
        one database transaction. Gives the suggestion back."""
        with self._database.transaction():
            self.shelf.put(suggestion)
            if operation is not None:
                self.operations.put(operation)
            self.ledger.append(event, suggestion, **body)
        return suggestion

    def close(self) -> None:
        self._database.close()

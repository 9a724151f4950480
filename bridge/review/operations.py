"""Operations: every write to a DAW that was begun, written down before it is sent.

An operation that is still pending when the daemon comes up was cut off: `recovery` finds out from
the DAW how it ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bridge.model.suggestion import Suggestion
from bridge.review.database import Database


class Kind(StrEnum):
    COMMIT = "commit"
    UNDO = "undo"
    SCRATCH = "scratch"


class State(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Operation:
    """One write. body: what is needed to finish or to judge it, plain JSON: the clips that were at
    the place before, and after it is done the clip that was made (id, epoch, fingerprint)."""

    request_id: str
    suggestion_id: str
    set_id: str
    kind: Kind
    state: State = State.PENDING
    body: Mapping[str, Any] = field(default_factory=dict)


class Operations:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, operation: Operation) -> None:
        self._database.execute(
            "INSERT INTO operation (request_id, suggestion_id, set_id, kind, state, body)"
            " VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (request_id) DO UPDATE SET state = excluded.state, body = excluded.body",
            (
                operation.request_id,
                operation.suggestion_id,
                operation.set_id,
                operation.kind.value,
                operation.state.value,
                json.dumps(operation.body, sort_keys=True, ensure_ascii=False),
            ),
        )

    def pending(self, set_id: str) -> list[Operation]:
        """Those of a set that were begun and not finished, oldest first."""
        return self._find("state = 'pending' AND set_id = ?", set_id)

    def begin(self, suggestion: Suggestion, kind: Kind, **body: Any) -> Operation:
        """A new pending operation with a request id of its own; the caller writes it down."""
        number = len(self._find("suggestion_id = ?", suggestion.id)) + 1
        return Operation(f"{suggestion.id}.{number}", suggestion.id, suggestion.set_id, kind, body=body)

    def of(self, suggestion: Suggestion, kind: Kind, state: State) -> list[Operation]:
        """A suggestion's operations of this kind and state, oldest first."""
        where = "suggestion_id = ? AND kind = ? AND state = ?"
        return self._find(where, suggestion.id, kind.value, state.value)

    def last_committed(self, set_id: str) -> str | None:
        """The id of the suggestion that was committed last in a set and still is."""
        rows = self._database.rows(
            "SELECT suggestion_id FROM operation JOIN suggestion ON suggestion.id = suggestion_id"
            " WHERE kind = 'commit' AND state = 'done' AND status = 'committed' AND operation.set_id = ?"
            " ORDER BY operation.rowid DESC LIMIT 1",
            (set_id,),
        )
        return rows[0][0] if rows else None

    def _find(self, where: str, *values: str) -> list[Operation]:
        rows = self._database.rows(
            "SELECT request_id, suggestion_id, set_id, kind, state, body FROM operation"
            f" WHERE {where} ORDER BY rowid",
            values,
        )
        return [
            Operation(request_id, suggestion_id, set_id, Kind(kind), State(state), json.loads(body))
            for request_id, suggestion_id, set_id, kind, state, body in rows
        ]

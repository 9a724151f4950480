"""The shelf: every suggestion that was ever made, with its status and its notes."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, replace

from bridge.model.errors import NotFound
from bridge.model.notes import Notes
from bridge.model.session import Place
from bridge.model.suggestion import Provenance, Status, Suggestion, Target
from bridge.review.database import Database


class Shelf:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, suggestion: Suggestion) -> None:
        """Adds or updates; a new one gets the next number. Notes never change once they are in."""
        self._database.execute(
            "INSERT INTO suggestion (id, number, set_id, status, body, notes)"
            " VALUES (?, (SELECT COALESCE(MAX(number), 0) + 1 FROM suggestion), ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status, body = excluded.body",
            (
                suggestion.id,
                suggestion.set_id,
                suggestion.status.value,
                _body(suggestion),
                suggestion.notes.packed,
            ),
        )

    def get(self, id_or_number: str) -> Suggestion:
        """By id or by number ("3"). Raises NotFound."""
        rows = self._database.rows(
            "SELECT body, notes FROM suggestion WHERE id = ? OR CAST(number AS TEXT) = ?",
            (id_or_number, id_or_number),
        )
        if not rows:
            raise NotFound(
                f"There is no suggestion {id_or_number!r}.", "sideman desk list shows what there is."
            )
        return _suggestion(*rows[0])

    def number(self, suggestion: Suggestion) -> int:
        """The short number that faces show and take."""
        return int(self._database.rows("SELECT number FROM suggestion WHERE id = ?", (suggestion.id,))[0][0])

    def list(
        self, statuses: Collection[Status] = tuple(Status), set_id: str = "", limit: int = 200
    ) -> list[Suggestion]:
        """The newest ``limit`` in these statuses, oldest first; of one set, or of all ("")."""
        marks = ", ".join("?" * len(statuses))
        rows = self._database.rows(
            f"SELECT body, notes FROM suggestion WHERE (? = '' OR set_id = ?) AND status IN ({marks})"
            " ORDER BY number DESC LIMIT ?",
            (set_id, set_id, *(status.value for status in statuses), limit),
        )
        return [_suggestion(*row) for row in reversed(rows)]


def _body(suggestion: Suggestion) -> str:
    values = asdict(replace(suggestion, notes=Notes()))
    del values["notes"]
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


def _suggestion(body: str, packed: bytes) -> Suggestion:
    values = json.loads(body)
    target, provenance = values.pop("target"), values.pop("provenance")
    place, training = Place(**target.pop("place")), tuple(provenance.pop("training"))
    return Suggestion(
        **values | {"status": Status(values["status"])},
        notes=Notes.from_packed(packed),
        target=Target(place=place, **target),
        provenance=Provenance(training=training, **provenance),
    )

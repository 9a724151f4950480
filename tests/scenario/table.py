"""The table: a row for each step, a column for each host."""

from __future__ import annotations

from collections.abc import Sequence

OK, FAIL, NOT_RUN = "ok", "FAIL", "-"


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


class Table:
    def __init__(self, steps: Sequence[str]) -> None:
        self._steps = steps
        self._cells: dict[str, dict[str, str]] = {}
        self._reasons: list[tuple[str, str, str]] = []

    def host(self, name: str) -> None:
        self._cells.setdefault(name, {})

    def ok(self, host: str, step: str) -> None:
        self._cells[host][step] = OK

    def failed(self, host: str, step: str) -> None:
        self._cells[host][step] = FAIL

    def lacking(self, host: str, step: str, reason: str) -> None:
        self._reasons.append((host, step, reason))
        self._cells[host][step] = f"n/a ({len(self._reasons)})"

    def lines(self) -> list[str]:
        """Nothing when no host was played."""
        if not self._cells:
            return []
        rows = [["", *self._cells]]
        rows += [
            [step, *(cells.get(step, NOT_RUN) for cells in self._cells.values())] for step in self._steps
        ]
        notes = enumerate(self._reasons, 1)
        return in_columns(rows) + [f"({n}) {host}, {step}: {reason}" for n, (host, step, reason) in notes]

"""Measurements that a musician or an engineer can repeat: ``sideman bench``.

Each measures beside a named reference in the same run, because a figure from a busy machine says
nothing alone. `BENCHES` is the table; a bench gives a `Report`.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any, cast

BENCHES: dict[str, str] = {
    "codec": "messages a second, beside python-osc",
    "sync": "a set of 1,000 tracks with 100 clips each, from hello to mirror",
    "roundtrip": "a request to a DAW and back, beside a bare echo",
    "trigger": "from the ask to candidates, and from accept to the clip in the studio session",
    "startup": "the command line's start and memory, beside a bare Python",
}


@dataclass(frozen=True, slots=True)
class Report:
    """A table: what was measured, how, and the rows in the order of the columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    remark: str = ""

    def as_json(self) -> dict[str, Any]:
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows, "remark": self.remark}

    def value(self, row: str, column: str) -> float:
        """The figure in a row (named by its first cell) and a column."""
        index = self.columns.index(column)
        return float(next(cells[index] for cells in self.rows if cells[0] == row))


def run(name: str, quick: bool = False) -> Report:
    """Runs one bench; ``quick`` takes fewer samples of smaller things. Raises KeyError."""
    if name not in BENCHES:
        raise KeyError(name)
    module = importlib.import_module(f"bridge.bench.{name}")
    return cast(Report, module.measure(quick))


def percentile(sorted_values: list[float], share: float) -> float:
    """The value below which that share of the sorted values lies (nearest rank)."""
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]

"""The table of notes that survived: a row for each host."""

from __future__ import annotations

from collections.abc import Mapping

from tests.scenario.survival import Survived
from tests.scenario.table import in_columns

HEAD = ["", "clips", "notes", "longest", "refused", "worst written", "worst read", "reported as lost"]


def survival_lines(rows: Mapping[str, Survived]) -> list[str]:
    """Errors in beats; refused: clips with something that the DAW does not take."""
    found = [
        [
            host,
            *map(str, (row.clips, row.notes, row.longest, row.refused)),
            f"{row.worst_written_beats:.1e}",
            f"{row.worst_read_beats:.1e}",
            ", ".join(sorted(row.reported)) or "nothing",
        ]
        for host, row in rows.items()
    ]
    limits = [f"{host}: {row.limit}" for host, row in rows.items() if row.limit]
    return [*in_columns([HEAD, *found]), *limits] if found else []

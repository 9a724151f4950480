"""The hosts as the columns of a table, with the marks that say what each needs."""

from __future__ import annotations

import pytest

from tests.scenario import on_ardour, on_bitwig, on_live, on_reaper, on_studio

FAST = [
    *(pytest.param(host, id=host.name) for host in on_studio.HOSTS),
    *(
        pytest.param(host, id=host.name, marks=pytest.mark.script)
        for room in (on_live, on_reaper, on_bitwig)
        for host in room.HOSTS
    ),
]
REAL = [pytest.param(host, id=host.name, marks=pytest.mark.daw) for host in on_ardour.HOSTS]
COLUMNS = [*FAST, *REAL]

NEWEST = ("studio", "live-12.3.6", "reaper-7.60", "bitwig-api25", "ardour")
IN_EACH_DAW = [
    column if column.id in NEWEST else pytest.param(*column.values, id=column.id, marks=pytest.mark.soak)
    for column in COLUMNS
]
"""Where the versions of a DAW differ in names and calls only, the older ones soak."""

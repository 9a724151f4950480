"""What controllers need of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Row:
    """A suggestion as a controller shows it. number: its place in the list, from 1; 0 where it is told
    outside a list."""

    number: int
    id: str
    status: str
    title: str
    reason: str


Rows = Sequence[Row]


class DeskCommands(Protocol):
    """The commands of the desk. ``which`` is a suggestion's id, or "" for the one that is current
    (for `undo`: the last one committed). All raise SidemanError."""

    async def list(self) -> Rows:
        """The suggestions that wait for the musician, numbered from 1."""

    async def suggest(self, kind: str, count: int) -> Rows:
        """New suggestions. kind "" and count 0: what is usual."""

    async def next(self) -> Rows:
        """The last ask once more, with other ideas."""

    async def audition(self, which: str) -> Row: ...

    async def accept(self, which: str) -> Row: ...

    async def reject(self, which: str) -> Row: ...

    async def undo(self, which: str) -> Row: ...

    async def status(self) -> str:
        """One line about the daemon and the DAW."""

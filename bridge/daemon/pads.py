"""The desk as controllers see it: the commands behind the UDP port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.controllers.desk import Row, Rows
from bridge.model.suggestion import Suggestion

if TYPE_CHECKING:
    from bridge.daemon.commands import Answers


class PadDesk:
    """`bridge.controllers.desk.DeskCommands`, answered by the same commands as every other face."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def list(self) -> Rows:
        return _rows(await self._answers("desk.list", {}))

    async def suggest(self, kind: str, count: int) -> Rows:
        return _rows(await self._answers("suggest", {"kind": kind or "chords", "count": count}))

    async def next(self) -> Rows:
        return _rows(await self._answers("next", {}))

    async def audition(self, which: str) -> Row:
        return await self._decide("audition", which)

    async def accept(self, which: str) -> Row:
        return await self._decide("accept", which)

    async def reject(self, which: str) -> Row:
        return await self._decide("reject", which)

    async def undo(self, which: str) -> Row:
        return await self._decide("undo", which)

    async def status(self) -> str:
        view = await self._answers("status", {})
        daws = ", ".join(f"{daw['set_name']} ({daw['host']}, {daw['state']})" for daw in view["daws"])
        return f"{daws or 'No DAW is connected'}; {view['open_suggestions']} suggestions wait."

    async def _decide(self, verb: str, which: str) -> Row:
        return _row(await self._answers(f"desk.{verb}", {"which": which}), 0)


def row_of(suggestion: Suggestion) -> Row:
    """A suggestion that changed; it has no place in a list, so its number is 0."""
    why = suggestion.status_reason or suggestion.reason
    return Row(0, suggestion.id, suggestion.status.value, suggestion.title, why)


def _rows(views: list[dict[str, Any]]) -> Rows:
    return [_row(view, number) for number, view in enumerate(views, 1)]


def _row(view: dict[str, Any], number: int) -> Row:
    why = view["status_reason"] or view["reason"]
    return Row(number, view["id"], view["status"], view["title"], why)

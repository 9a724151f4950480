"""Questions as JSON lines in, answers as records out; a bad line is answered with its error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bridge.model.errors import BadInput, SidemanError

Record = dict[str, Any]


def answered(lines: Iterable[str], answer: Callable[[Record], Record]) -> Iterator[Record]:
    """One record for each line that is not blank: {"id", ...answer} or {"id", "error"}. id: the line's own,
    else its number from 1."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        said: Any = number
        try:
            asked = _record(line)
            said = asked.get("id", number)
            yield {"id": said, **answer(asked)}
        except SidemanError as problem:
            error = {"code": problem.code, "message": problem.message, "hint": problem.hint}
            yield {"id": said, "error": error}


def _record(line: str) -> Record:
    try:
        asked = json.loads(line)
    except ValueError as reason:
        raise BadInput(
            f"This line is no JSON ({reason}).", "Write one JSON object a line.", "bad_json"
        ) from None
    if not isinstance(asked, dict):
        raise BadInput("This line is no JSON object.", 'Begin it with {"id": ...}.', "bad_json")
    return asked

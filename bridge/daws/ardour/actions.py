"""Sideman's actions in Ardour: which there are, and their places among the musician's own.

Ardour keeps 32 numbered actions, each with a menu line, a toolbar button for the first twelve, and keys. They
lie in ``ui_scripts`` as one text of Lua statements, ``scripts[3]["n"] = "name"``, in base64. That text
is taken apart here, ours are put in free places, and everything else stays byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bridge.model.errors import Refused

PLACES = 32
PREFIX = "Sideman: "
_WORD = rb'"(?:[^"\\]|\\[\s\S])*"'
_STATEMENT = re.compile(
    rb"scripts(?:\[(?P<place>\d+)\](?P<path>(?:\[(?:\d+|" + _WORD + rb")\])*))?\s*=\s*"
    rb"(?P<value>\{\}|" + _WORD + rb"|[^\s\"{}]+)\s*"
)
_NAME = b'["n"]'


@dataclass(frozen=True, slots=True)
class Action:
    """verb: what is handed to the hook; argument: what the musician may enter when placing it by hand."""

    verb: str
    title: str
    description: str
    argument: str = "Nothing to enter"

    @property
    def name(self) -> str:
        return PREFIX + self.title

    @property
    def file_name(self) -> str:
        return f"sideman-{self.verb}.lua"


WHICH = "Number or id of a suggestion (empty: the current one)"
ACTIONS = (
    Action(
        "suggest",
        "suggest",
        "Asks Sideman for suggestions at the selected place.",
        "Kind and knobs, as in: bass bars=8 density=0.5",
    ),
    Action("next", "next", "Goes on to the next suggestions."),
    Action("audition", "audition", "Lets the current suggestion sound.", WHICH),
    Action("accept", "accept", "Puts the current suggestion into the session.", WHICH),
    Action("reject", "reject", "Takes the current suggestion off the desk.", WHICH),
    Action("undo", "undo", "Takes the last accepted suggestion out again, if nobody has changed it.", WHICH),
    Action("selftest", "self-test", "Tries in this Ardour what Sideman relies on, and writes a report."),
)


def with_actions(text: bytes, entries: dict[str, dict[str, bytes]]) -> bytes:
    """The text with these actions: name -> field -> Lua expression, as in ``{"n": b'"x"'}``.

    An action of ours keeps the place that it has, so that its keys stay; the others take free places, as far
    as there are any. Raises Refused when the text is not Ardour's.
    """
    places = _places(text)
    own = {_name(rows): place for place, rows in places.items() if _is_ours(rows)}
    kept = {place: rows for place, rows in places.items() if place not in own.values()}
    free = iter(sorted(set(range(1, PLACES + 1)) - set(places)))
    for name, fields in entries.items():
        place = own.get(name) or next(free, 0)
        if place:
            kept[place] = [b"scripts[%d] = {} " % place]
            kept[place] += [
                b'scripts[%d]["%s"] = %s ' % (place, key.encode(), value) for key, value in fields.items()
            ]
    return b"scripts = {} " + b"".join(row for place in sorted(kept) for row in kept[place])


def without_actions(text: bytes) -> bytes:
    """The text without ours. Raises Refused when it is not Ardour's."""
    kept = [row for rows in _places(text).values() if not _is_ours(rows) for row in rows]
    return b"scripts = {} " + b"".join(kept)


def names_in(text: bytes) -> dict[int, str]:
    """Place -> name of every action. Raises Refused when the text is not Ardour's."""
    return {place: _name(rows) for place, rows in _places(text).items()}


def _places(text: bytes) -> dict[int, list[bytes]]:
    places: dict[int, list[bytes]] = {}
    position = len(text) - len(text.lstrip())
    while position < len(text):
        found = _STATEMENT.match(text, position)
        if found is None:
            raise Refused(
                "Ardour's list of actions cannot be read.",
                "Open and close Ardour once so that it writes the file anew, then install again.",
                "not_ardours",
            )
        if found["place"]:
            row = found[0].rstrip() + b" "
            places.setdefault(int(found["place"]), []).append(row)
        position = found.end()
    return places


def _name(rows: list[bytes]) -> str:
    for row in rows:
        found = _STATEMENT.match(row)
        if found and found["path"] == _NAME:
            return re.sub(rb"\\([\s\S])", rb"\1", found["value"][1:-1]).decode("utf-8", "replace")
    return ""


def _is_ours(rows: list[bytes]) -> bool:
    return _name(rows) in {action.name for action in ACTIONS}

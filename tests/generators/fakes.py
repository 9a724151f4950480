"""Fake generators, good and bad, and entry points that name them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint

from bridge.model.errors import Unavailable
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance
from generators.api import Candidate, Request
from generators.registry import GROUP

NO_ATTRIBUTE = "a name that this module lacks"


def candidate(request: Request, title: str = "a note", pitch: int | None = None) -> Candidate:
    """One note that lasts as long as was asked for."""
    length = request.bars * request.metre.bar_beats
    note = Note(0.0, request.low_pitch if pitch is None else pitch, length)
    return Candidate(title, "Because it is there.", Notes([note]), length, Provenance("fake"))


class Good:
    """Gives as many different notes as are asked for."""

    name = "good"
    kinds: tuple[str, ...] = ("notes",)
    summary = "One note."

    def self_check(self) -> None:
        pass

    def generate(self, request: Request) -> Sequence[Candidate]:
        return [candidate(request, f"note {n}", request.low_pitch + n) for n in range(request.count)]


class Unwell(Good):
    name = "unwell"

    def self_check(self) -> None:
        raise Unavailable("Its samples are not there.", "Install them.")


class Misnamed(Good):
    name = "somebody else"


class Kindless(Good):
    name = "kindless"
    kinds = ()


class NoGenerator:
    name = "no_generator"


class Unbuildable(Good):
    def __init__(self) -> None:
        raise RuntimeError("no room")


class Exiting(Good):
    def __init__(self) -> None:
        raise SystemExit(3)


def point(name: str, value: str) -> EntryPoint:
    """An entry point into this module, unless the value names another one."""
    return EntryPoint(name, value if ":" in value else f"{__name__}:{value}", GROUP)

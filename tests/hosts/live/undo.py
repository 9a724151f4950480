"""Live's undo history, as a script finds it: steps that merge unless they are kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass
class Step:
    """One press of undo. open_end: a change of a script that announces no step of its own is merged
    into it, whoever made it."""

    names: list[str] = field(default_factory=list)
    inverses: list[Callable[[], None]] = field(default_factory=list)
    again: list[Callable[[], None]] = field(default_factory=list)
    open_end: bool = True


class History:
    """Mixer moves and track renames are always steps of their own (``apart``). oddity: how another Live
    might keep what a script does: "merge" and "split" pay no heed to announced steps, "late" keeps
    nothing yet."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.undone: list[Step] = []
        self.oddity = ""
        self._announced = False
        self._current: Step | None = None
        self.undoing = False

    def begin(self) -> None:
        """Not counted: a second begin just starts the next step."""
        if self.oddity != "merge":
            self._close()
            self._announced = not self.oddity

    def end(self) -> None:
        if self.oddity != "merge":
            self._announced = False
            self._close()

    def _close(self) -> None:
        if self.steps:
            self.steps[-1].open_end = False
        self._current = None

    def musician(self) -> None:
        """What the musician does next is a step of its own, and open to be merged into."""
        self._close()

    def record(self, name: str, inverse: Callable[[], None], apart: bool, again: Callable[[], None]) -> None:
        if self.undoing or self.oddity == "late":
            return
        self.undone.clear()
        if apart or self.oddity == "split":
            self.steps.append(Step([name], [inverse], [again], open_end=False))
            self._current = None
            return
        step = self._current
        if step is None and not self._announced and self.steps and self.steps[-1].open_end:
            step = self.steps[-1]
        if step is None:
            step = Step()
            self.steps.append(step)
        self._current = step if self._announced else None
        step.names.append(name)
        step.inverses.append(inverse)
        step.again.append(again)

    def undo(self) -> None:
        self._current = None
        step = self.steps.pop()
        self.undone.append(step)
        self._walk(reversed(step.inverses))

    def redo(self) -> None:
        step = self.undone.pop()
        self.steps.append(step)
        self._walk(step.again)

    def _walk(self, moves: Iterable[Callable[[], None]]) -> None:
        self.undoing = True
        try:
            for move in moves:
                move()
        finally:
            self.undoing = False

"""Live's undo history, as a script finds it: steps that merge unless they are kept apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Step:
    """One press of undo. open_end: a change of a script that announces no step of its own is merged
    into it, whoever made it."""

    names: list[str] = field(default_factory=list)
    inverses: list[Callable[[], None]] = field(default_factory=list)
    open_end: bool = True


class History:
    """Mixer moves and track renames are always steps of their own (``apart``)."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._announced = False
        self._current: Step | None = None
        self.undoing = False

    def begin(self) -> None:
        """Not counted: a second begin just starts the next step."""
        self._close()
        self._announced = True

    def end(self) -> None:
        self._announced = False
        self._close()

    def _close(self) -> None:
        if self.steps:
            self.steps[-1].open_end = False
        self._current = None

    def musician(self) -> None:
        """What the musician does next is a step of its own, and open to be merged into."""
        self._close()

    def record(self, name: str, inverse: Callable[[], None], apart: bool) -> None:
        if self.undoing:
            return
        if apart:
            self.steps.append(Step([name], [inverse], open_end=False))
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

    def undo(self) -> None:
        self._current = None
        step = self.steps.pop()
        self.undoing = True
        try:
            for inverse in reversed(step.inverses):
                inverse()
        finally:
            self.undoing = False

"""What the scenario needs of a host: the daemon's side of it, and a musician's hands in the DAW.

Every set of the scenario holds a MIDI track "Keys", one clip that is known to the note, and a free place
of `LENGTH_BEATS`. What `there`, `fader_db` and `is_launched` say is read in the DAW itself, past Sideman.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk

T = TypeVar("T")

LENGTH_BEATS = 16.0
TEMPO_BPM = 97.5
FADER = "Keys"
"""The track whose fader is moved."""

Plain = tuple[float, int, float]
"""Start, pitch and length of a note."""


@dataclass(frozen=True)
class Set:
    """What the set holds. lacks: the step that the DAW itself cannot do -> why, as its README says."""

    tracks: tuple[str, ...]
    clips: frozenset[tuple[str, str]]
    read: str
    """The clip whose notes are known."""
    notes: tuple[Plain, ...]
    lacks: Mapping[str, str] = field(default_factory=dict)


class Stagehand(Protocol):
    set: Set

    @property
    def peer(self) -> Peer: ...

    @property
    def desk(self) -> Desk: ...

    def place(self) -> tuple[str, Place]:
        """The id of a track, and the free place on it."""

    async def doing(self, work: Awaitable[T]) -> T:
        """Lets the DAW's time pass until something is done."""

    async def there(self) -> frozenset[tuple[str, str]]:
        """The name of each clip, with its track's."""

    async def fader_db(self) -> float: ...

    async def is_launched(self, clip: str) -> bool: ...

    async def put_clip(self, name: str) -> None:
        """The musician records a clip where the suggestions go."""

    async def draw_note(self, clip: str) -> None:
        """One more note into the clip where the suggestions go."""

    async def delete_clip(self, clip: str) -> None:
        """The one where the suggestions go."""

    async def rename_known_clip(self, name: str) -> None:
        """`Set.read` gets another name."""

    async def move_fader(self, db: float) -> None: ...

    def stalled(self, seconds: float) -> AbstractAsyncContextManager[None]:
        """A menu is open while the block is entered; when it is left, it was open for so long."""

    async def change_set(self) -> None:
        """Another set of the same content is opened, or this one anew; it is connected afterwards."""

    async def daemon_goes(self) -> None:
        """It dies without a goodbye."""

    async def daemon_comes(self) -> None:
        """It is back, and the set connected."""


@dataclass(frozen=True)
class Host:
    """A column of the table. run: plays a coroutine on this host's kind of time."""

    name: str
    open: Callable[[Path], AbstractAsyncContextManager[Stagehand]]
    run: Callable[[Coroutine[Any, Any, None]], None]

"""What the scenario needs of a host: the daemon's side of it, and a musician's hands in the DAW.

Every set of the scenario holds a MIDI track "Keys", one clip that is known to the note, and a free place
of `LENGTH_BEATS`. What `there`, `truth`, `fader_db` and `is_launched` say is read in the DAW itself, past
Sideman.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk
from tests.scenario.note_rules import EVERYTHING, NoteRules
from tests.scenario.truth import Truth

T = TypeVar("T")

LENGTH_BEATS = 16.0
TEMPO_BPM = 97.5
FADER = "Keys"
"""The track whose fader is moved."""

Plain = tuple[float, int, float]
"""Start, pitch and length of a note."""


@dataclass(frozen=True)
class Set:
    """What the set holds. lacks: the step, or the deed of a musician, that the DAW itself cannot do -> why,
    as its README says. rules: what its notes can be."""

    tracks: tuple[str, ...]
    clips: frozenset[tuple[str, str]]
    read: str
    """The clip whose notes are known."""
    notes: tuple[Plain, ...]
    lacks: Mapping[str, str] = field(default_factory=dict)
    rules: NoteRules = EVERYTHING


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

    async def truth(self) -> Truth:
        """Everything: each track's name and mixer, each clip's place and notes, each scene."""

    async def pass_s(self, seconds: float) -> None:
        """So much of the DAW's time goes by."""

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

    async def insert_track(self, name: str) -> None:
        """A MIDI track before all others, where the DAW puts one there."""

    async def delete_track(self, name: str) -> None:
        """With all that lies on it."""

    async def insert_scene(self, name: str) -> None:
        """A scene before all others, where the DAW puts one there."""

    async def reload_script(self) -> None:
        """The script's life ends, another begins; the set stays as it is, and is connected afterwards."""

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
    """A column of the table. run: plays a coroutine on this host's kind of time; loop: that time,
    for several coroutines one after the other."""

    name: str
    open: Callable[[Path], AbstractAsyncContextManager[Stagehand]]
    run: Callable[[Coroutine[Any, Any, None]], None]
    loop: Callable[[], AbstractEventLoop]

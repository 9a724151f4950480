"""What a musician asks for: the arguments of the command ``suggest``."""

from __future__ import annotations

from typing import Any

import msgspec

from bridge.generation.placing import Wish


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Empty fields take the settings' values, or the set's.

    set: id, name or host of the session; "" for the one that connected last. seed: 0 draws a new
    one. track, scene, start_beats: where the clip shall go. avoid: titles that need not come again.
    parameters: further wishes that the kind knows, such as a chord clip's voicing.
    """

    kind: str = "chords"
    set: str = ""
    count: int = 0
    bars: int = 0
    seed: int = 0
    key: str = ""
    adventure: float | None = None
    density: float | None = None
    track: str = ""
    scene: str = ""
    start_beats: float | None = None
    avoid: tuple[str, ...] = ()
    parameters: dict[str, Any] = {}

    @property
    def wish(self) -> Wish:
        """What was said of the place."""
        return Wish(self.track, self.scene, self.start_beats)

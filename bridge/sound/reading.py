"""Reads sound files (WAV, AIFF, FLAC, OGG, MP3) block by block, so that length costs no memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.model.errors import BadInput, NotFound

BLOCK_FRAMES = 1 << 16

SUFFIXES = frozenset({".wav", ".wave", ".aif", ".aiff", ".flac", ".ogg", ".mp3", ".w64", ".rf64", ".caf"})


@dataclass(frozen=True, slots=True)
class SoundFile:
    """An open file. frames: samples a channel."""

    path: Path
    rate_hz: int
    channels: int
    frames: int
    _file: Any

    @property
    def seconds(self) -> float:
        return self.frames / self.rate_hz

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """(samples, channels), -1..1 at full scale; floating-point files may hold more. Raises BadInput."""
        read = 0
        try:
            for block in self._file.blocks(blocksize=BLOCK_FRAMES, dtype="float32", always_2d=True):
                read += len(block)
                yield block
        except RuntimeError as reason:
            raise _damaged(self.path, str(reason)) from None
        if read < self.frames:
            raise _damaged(self.path, f"it ends after {read / self.rate_hz:.1f} of {self.seconds:.1f} s")


@contextmanager
def open_sound(path: Path) -> Iterator[SoundFile]:
    """The file, open. Raises NotFound, and BadInput for what is no sound or holds none."""
    import soundfile  # loads libsndfile, which only those who read sound need

    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Check the name and the folder.", "no_such_file")
    try:
        file = soundfile.SoundFile(path)
    except RuntimeError as reason:
        raise _damaged(path, str(reason)) from None
    with file:
        if not file.frames:
            raise BadInput(f"{path.name} holds no sound.", "Export it again.", "sound_empty")
        yield SoundFile(path, file.samplerate, file.channels, file.frames, file)


def _damaged(path: Path, reason: str) -> BadInput:
    return BadInput(
        f"{path.name} cannot be read as sound ({reason.rstrip('.')}).",
        "Export it again as WAV, AIFF, FLAC, OGG or MP3.",
        "sound_unreadable",
    )

"""Sound files come block by block, and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.model.errors import BadInput, NotFound
from bridge.sound.reading import BLOCK_FRAMES, open_sound


def wave(frames: int, channels: int = 2) -> np.ndarray:
    rng = np.random.default_rng(7)
    return np.asarray(0.1 * rng.standard_normal((frames, channels)), np.float32)


@pytest.mark.parametrize("suffix", ["wav", "aiff", "flac"])
def test_blocks_are_the_file(tmp_path: Path, suffix: str) -> None:
    path, written = tmp_path / f"bounce.{suffix}", wave(BLOCK_FRAMES * 2 + 17)
    soundfile.write(path, written, 44_100, subtype="PCM_24")
    with open_sound(path) as sound:
        blocks = list(sound.blocks())
        assert (sound.rate_hz, sound.channels, sound.frames) == (44_100, 2, len(written))
    assert max(len(block) for block in blocks) == BLOCK_FRAMES
    assert np.concatenate(blocks) == pytest.approx(written, abs=2**-23)


def test_overs_of_floating_point_files_survive(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hot.wav", np.full((100, 1), 2.5, np.float32), 48_000, subtype="FLOAT")
    with open_sound(tmp_path / "hot.wav") as sound:
        assert next(sound.blocks()).max() == 2.5


def test_what_is_no_sound_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.wav").write_text("not a sound")
    soundfile.write(tmp_path / "empty.wav", np.zeros((0, 2)), 48_000)
    for name, code in (("notes.wav", "sound_unreadable"), ("empty.wav", "sound_empty")):
        with pytest.raises(BadInput) as refused, open_sound(tmp_path / name):
            pass
        assert refused.value.code == code
        assert name in str(refused.value)
    with pytest.raises(NotFound), open_sound(tmp_path / "gone.wav"):
        pass


def test_a_file_that_is_damaged_midway_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    soundfile.write(path, wave(200_000), 48_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BadInput) as refused, open_sound(path) as sound:
        list(sound.blocks())
    assert refused.value.code == "sound_unreadable"

"""Other loudness meters, as their users call them: libebur128 (through ctypes), pyloudnorm, ffmpeg."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from tests.generators.mix.loudness.ebu import Signal

Readings = dict[str, float]
"""By the names of `Loudness`; what a meter does not measure is left out."""

_ALL_MODES = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 3) | (1 << 4) | (1 << 5)
_SURROUND_5_0 = (1, 2, 3, 4, 5)
"""libebur128's channel names: left, right, centre, left surround, right surround."""


def libebur128(signal: Signal, rate_hz: int, looks_a_second: int = 100) -> Readings:
    """I, LRA, the highest M and S of so many looks a second, and true peak."""
    library = ctypes.CDLL(ctypes.util.find_library("ebur128"))
    library.ebur128_init.restype = ctypes.c_void_p
    state = ctypes.c_void_p(library.ebur128_init(signal.shape[1], rate_hz, _ALL_MODES))
    if signal.shape[1] == 5:
        for channel, name in enumerate(_SURROUND_5_0):
            library.ebur128_set_channel(state, channel, name)
    value = ctypes.c_double()
    best = {"max_momentary_lufs": -np.inf, "max_short_term_lufs": -np.inf}
    calls = (
        ("max_momentary_lufs", library.ebur128_loudness_momentary),
        ("max_short_term_lufs", library.ebur128_loudness_shortterm),
    )
    samples, step = np.ascontiguousarray(signal, np.float32), rate_hz // looks_a_second
    for start in range(0, len(samples), step):
        part = samples[start : start + step]
        library.ebur128_add_frames_float(
            state, part.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(len(part))
        )
        for name, call in calls:
            call(state, ctypes.byref(value))
            best[name] = max(best[name], value.value)
    found: Readings = dict(best)
    for name, call in (
        ("integrated_lufs", library.ebur128_loudness_global),
        ("lra_lu", library.ebur128_loudness_range),
    ):
        call(state, ctypes.byref(value))
        found[name] = value.value
    peak = 0.0
    for channel in range(signal.shape[1]):
        library.ebur128_true_peak(state, channel, ctypes.byref(value))
        peak = max(peak, value.value)
    found["true_peak_dbtp"] = 20 * np.log10(peak) if peak else -np.inf
    library.ebur128_destroy(ctypes.byref(state))
    return found


def pyloudnorm(signal: Signal, rate_hz: int) -> Readings:
    """Nothing of a signal under 0.4 s, which it refuses."""
    if len(signal) < 0.4 * rate_hz:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyloudnorm as library

        return {"integrated_lufs": float(library.Meter(rate_hz).integrated_loudness(signal))}


def ffmpeg(signal: Signal, rate_hz: int) -> Readings:
    """Its summary has one decimal; M and S are the highest of its ten lines a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signal.wav"
        soundfile.write(path, signal, rate_hz, subtype="FLOAT")
        command = [
            "ffmpeg",
            "-nostats",
            "-hide_banner",
            "-i",
            str(path),
            "-af",
            "ebur128=peak=true",
            "-f",
            "null",
            "-",
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    lines, _, summary = said.rpartition("Summary:")
    found = {
        name: float(re.search(rf"{label}:\s+(-?[\d.]+|-inf)", summary)[1])  # type: ignore[index]
        for name, label in (("integrated_lufs", "I"), ("lra_lu", "LRA"), ("true_peak_dbtp", "Peak"))
    }
    for name, label in (("max_momentary_lufs", "M"), ("max_short_term_lufs", "S")):
        found[name] = max(
            (float(value) for value in re.findall(rf"\b{label}:\s*(-?[\d.]+)", lines)), default=-np.inf
        )
    return found


Meter = Callable[[Signal, int], Readings]

METERS: dict[str, Meter] = {
    "libebur128": libebur128,
    "pyloudnorm": pyloudnorm,
    "ffmpeg": ffmpeg,
}


def missing() -> list[str]:
    """The programs that are not here."""
    found = {"libebur128": ctypes.util.find_library("ebur128"), "ffmpeg": shutil.which("ffmpeg")}
    return [name for name, place in found.items() if not place]

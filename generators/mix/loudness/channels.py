"""What each channel counts towards loudness (BS.1770-5, annex 1, tables 3 and 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.model.errors import BadInput

SURROUND = 1.41

WEIGHTS: dict[int, tuple[float, ...]] = {
    1: (1.0,),
    2: (1.0, 1.0),
    3: (1.0, 1.0, 1.0),
    4: (1.0, 1.0, SURROUND, SURROUND),
    5: (1.0, 1.0, 1.0, SURROUND, SURROUND),
    6: (1.0, 1.0, 1.0, 0.0, SURROUND, SURROUND),
}
"""By number of channels, in the order of WAV files: L R; L R C; L R Ls Rs; L R C Ls Rs; L R C LFE Ls Rs.

A mono file counts as one speaker. Played on two, as DAWs do, it is 3.01 LU louder.
"""


def channel_weights(channels: int) -> NDArray[np.float64]:
    """(channels,) weights. Raises BadInput for a number of channels without a known layout."""
    if channels not in WEIGHTS:
        raise BadInput(
            f"Loudness of {channels} channels is not known.",
            "Sideman measures mono, stereo and up to 5.1. Export a stereo bounce.",
            "channel_count",
        )
    return np.array(WEIGHTS[channels])

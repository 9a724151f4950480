"""The data sets that shipped models were trained on: licence, where they come from, what must be said.

Every `training:` line of a model card names one of them by its address, with its licence and, where that is
required, its attribution word for word (checked by a test).
"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.errors import NotFound


@dataclass(frozen=True, slots=True)
class DataSet:
    """name: short. attribution: the line to carry; required says whether the licence asks for it, else it
    is a courtesy."""

    name: str
    title: str
    version: str
    licence: str
    url: str
    attribution: str
    required: bool

    @property
    def line(self) -> str:
        """The `training:` line of a card: title, version, licence, address, attribution."""
        return f"{self.title} {self.version} ({self.licence}), {self.url}; {self.attribution}"


DATA_SETS = (
    DataSet(
        "billboard",
        "McGill Billboard chord annotations",
        "2.0",
        "CC0",
        "https://ddmal.music.mcgill.ca",
        "Burgoyne, Wild, Fujinaga, ISMIR 2011",
        required=False,
    ),
    DataSet(
        "lieder",
        "OpenScore Lieder Corpus",
        "snapshot",
        "CC0",
        "https://github.com/OpenScore/Lieder",
        "OpenScore Lieder Corpus (CC0)",
        required=False,
    ),
    DataSet(
        "quartets",
        "OpenScore String Quartets",
        "snapshot",
        "CC0",
        "https://github.com/OpenScore/StringQuartets",
        "OpenScore String Quartets (CC0)",
        required=False,
    ),
    DataSet(
        "gmd",
        "Groove MIDI Dataset",
        "v1.0.0",
        "CC BY 4.0",
        "https://magenta.tensorflow.org/datasets/groove",
        "Groove MIDI Dataset, Google LLC (Magenta), CC BY 4.0, "
        "https://magenta.tensorflow.org/datasets/groove. Gillick, Roberts, Engel, Eck, Bamman, "
        '"Learning to Groove with Inverse Sequence Transformations", ICML 2019.',
        required=True,
    ),
    DataSet(
        "progressions",
        "free-midi-chords progressions",
        "snapshot",
        "MIT",
        "https://github.com/ldrolez/free-midi-chords",
        "MIT, Copyright (c) 2019 Ludovic Drolez",
        required=True,
    ),
)


def data_set(name: str) -> DataSet:
    """One of `DATA_SETS`. Raises NotFound."""
    for one in DATA_SETS:
        if one.name == name:
            return one
    raise NotFound(f"No data set is named {name!r}.", f"Known: {', '.join(s.name for s in DATA_SETS)}.")


def named_in(line: str) -> DataSet:
    """The data set that a card's `training:` line is about, by its address. Raises NotFound."""
    for one in DATA_SETS:
        if one.url in line:
            return one
    raise NotFound(
        f"{line!r} names no data set of the manifest.", "Add it to generators/models/training_data.py."
    )


def training_line(name: str) -> str:
    """The `training:` line of a data set."""
    return data_set(name).line

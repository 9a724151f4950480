"""From one of the musician's pieces to what is kept of it: changes of chords, and how the model saw them.

Loads numpy and the chord model: import it where a piece is learned, never when the daemon starts.
"""

from __future__ import annotations

from collections.abc import Sequence

from bridge.midi.files import read_song
from bridge.model.errors import BadInput
from bridge.model.keys import parse_key
from generators.analysis.piece import listen_to
from generators.analysis.roles import TrackPart
from generators.analysis.sounding import all_notes, drum_share
from generators.models.chord_model import load_chord_model
from generators.models.chord_streams import chord_from
from generators.models.user_memory_fitting import packed_places, places_of
from generators.models.vocabulary import class_of, without_repeats

FEWEST = 3
"""Changes below which a piece says nothing about what follows what."""

SURE = 0.3
"""Confidence from which a heard chord counts."""


def heard_file(data: bytes, name: str) -> tuple[int, bytes]:
    """How many changes a MIDI file holds, and what is kept of them. Raises BadInput."""
    song = read_song(data, name)
    piece = listen_to(
        [TrackPart(one.name, all_notes(one.notes), drum_share(one.notes)) for one in song.tracks],
        metres=song.metres,
        signature=song.key,
    )
    classes = []
    for one in piece.chords:
        if not one.chord.is_none and one.confidence >= SURE:
            regions = (
                region.key for region in piece.key_regions if region.start_beats <= one.start_beats + 1e-6
            )
            key = [piece.key.key, *regions][-1]
            classes.append(class_of(one.chord, key.tonic))
    return _kept(without_repeats(classes), name)


def heard_chords(symbols: Sequence[str], key: str, name: str) -> tuple[int, bytes]:
    """The same of chords in Harte syntax. Raises BadInput."""
    tonic = parse_key(key).tonic
    chords = [chord_from(symbol) for symbol in symbols]
    return _kept(without_repeats(class_of(one, tonic) for one in chords if not one.is_none), name)


def _kept(changes: tuple[int, ...], name: str) -> tuple[int, bytes]:
    if len(changes) < FEWEST:
        raise BadInput(
            f"{name} holds {len(changes)} changes of chords.",
            "A piece to learn from has some chords in it, such as a piano or guitar part.",
            "few_chords",
        )
    return len(changes), packed_places(places_of(changes, None, load_chord_model()))

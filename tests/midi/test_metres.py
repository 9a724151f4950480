"""Given a MIDI file, when Sideman reads it, then it knows which metres the file states, and where."""

from __future__ import annotations

import io

import mido

from bridge.midi.files import read_song
from bridge.model.timebase import Metre


def song(*metres: tuple[int, int, int]) -> bytes:
    """metres: (tick, numerator, denominator)."""
    track = mido.MidiTrack()
    last = 0
    for tick, numerator, denominator in metres:
        track.append(
            mido.MetaMessage("time_signature", numerator=numerator, denominator=denominator, time=tick - last)
        )
        last = tick
    track += [mido.Message("note_on", note=60, velocity=90), mido.Message("note_off", note=60, time=480)]
    buffer = io.BytesIO()
    mido.MidiFile(ticks_per_beat=480, tracks=[track]).save(file=buffer)
    return buffer.getvalue()


def test_every_metre_has_its_place() -> None:
    found = read_song(song((0, 1, 4), (480, 4, 4), (480 + 4 * 1920, 6, 8)))
    assert found.metres == ((0.0, Metre(1, 4)), (1.0, Metre(4, 4)), (17.0, Metre(6, 8)))


def test_of_two_at_one_place_the_last_counts() -> None:
    assert read_song(song((0, 4, 4), (0, 3, 4))).metres == ((0.0, Metre(3, 4)),)


def test_a_file_that_states_none_is_told_from_one_in_four() -> None:
    silent = read_song(song())
    assert (silent.metres, silent.metre) == ((), Metre(4, 4))
    assert read_song(song((0, 4, 4))).metres == ((0.0, Metre(4, 4)),)

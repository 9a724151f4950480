"""Standard MIDI files: `write_clip` and its inverse, `read_song`.

A file is written as type 0 with `PPQ` ticks a quarter note: positions that lie on that grid come
back exactly, others within half a tick (0.016 ms at 120 bpm). Notes before the clip's start shift
the file by whole bars. What MIDI cannot say of a note is kept in text events (`note_texts`).
Controllers, bends and program changes of a file are not read.
"""

from __future__ import annotations

import io
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import mido

from bridge.midi.note_texts import ORIGIN, Annotation, of_note
from bridge.midi.reading import MidiSong, read_midi
from bridge.model.errors import BadInput
from bridge.model.keys import FLAT_NAMES, SHARP_NAMES, Key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre, TempoMap

PPQ = 15_360
"""Ticks a quarter note: a power of two times 15, so that 64ths, triplets and quintuplets are exact."""

MAX_FILE_BYTES = 16 * 1024 * 1024
_OFF, _TEXT, _ON = range(3)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A note in ticks of the file."""

    note: Note
    start: int
    end: int
    pairing_is_wrong: bool = False

    def annotation(self) -> Annotation | None:
        return of_note(self.note, self.end - self.start, self.pairing_is_wrong)


def write_clip(
    notes: Notes,
    *,
    name: str,
    length_beats: float = 0.0,
    tempo_map: TempoMap = TempoMap(),
    metre: Metre = Metre(),
    key: Key | None = None,
    text: str = "",
) -> bytes:
    """A clip as a MIDI file. length_beats: where its end-of-track lies, or the last note's end if
    that is later. text: a text event at the start, such as who made the clip and how."""
    origin = _origin_ticks(notes, metre)
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    track.append(mido.MetaMessage("time_signature", numerator=metre.numerator, denominator=metre.denominator))
    if key is not None and (sign := _key_signature(key)):
        track.append(mido.MetaMessage("key_signature", key=sign))
    if text:
        track.append(mido.MetaMessage("text", text=text))
    if origin:
        shift = Annotation(ORIGIN, {"ticks": origin})
        track.append(mido.MetaMessage("text", text=shift.text()))
    events = [*_tempo_events(tempo_map, origin), *_note_events(_placed(notes, origin))]
    events.sort(key=lambda event: event[:2])
    last = 0
    for tick, _, message in events:
        track.append(message.copy(time=tick - last))
        last = tick
    end = max(last, origin + round(length_beats * PPQ))
    track.append(mido.MetaMessage("end_of_track", time=end - last))
    buffer = io.BytesIO()
    mido.MidiFile(type=0, ticks_per_beat=PPQ, tracks=[track], charset="utf-8").save(file=buffer)
    return buffer.getvalue()


def read_song(data: bytes, file_name: str = "The file") -> MidiSong:
    """The tracks of a MIDI file of any type, with its tempo map, first metre and first key.

    Raises BadInput, with the file's name, for anything that is no sound MIDI file, and for files
    that count in SMPTE frames.
    """
    return read_midi(data, file_name)


def load_song(path: Path) -> MidiSong:
    """`read_song` of a file. Raises BadInput, also when it cannot be opened."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path.name} is longer than {MAX_FILE_BYTES >> 20} MiB.", "Is it a MIDI file?")
        data = path.read_bytes()
    except OSError as problem:
        raise BadInput(f"{path.name} cannot be read: {problem.strerror}.", "Is it still there?") from None
    return read_song(data, path.name)


def _origin_ticks(notes: Notes, metre: Metre) -> int:
    first = min((note.start_beats for note in notes), default=0.0)
    if first >= 0:
        return 0
    bars = math.ceil(-first / metre.bar_beats)
    return round(bars * metre.bar_beats * PPQ)


def _key_signature(key: Key) -> str:
    """The name that MIDI files have for a key; only major and minor have one."""
    names = FLAT_NAMES if key.prefers_flats else SHARP_NAMES
    return {"major": names[key.tonic], "minor": names[key.tonic] + "m"}.get(key.scale, "")


def _tempo_events(tempo_map: TempoMap, origin: int) -> list[tuple[int, int, mido.MetaMessage]]:
    found = []
    for index, (beat, bpm) in enumerate(tempo_map.steps):
        tick = 0 if index == 0 else round(beat * PPQ) + origin
        tempo = min(mido.bpm2tempo(bpm), 0xFFFFFF)
        found.append((tick, _TEXT, mido.MetaMessage("set_tempo", tempo=tempo)))
    return found


def _placed(notes: Notes, origin: int) -> list[_Placed]:
    """The notes in ticks; those that a reader would pair with another note's end are marked.

    A reader ends the note that started first, so the n-th end must belong to the n-th start.
    """
    placed = []
    for note in notes:
        start = round(note.start_beats * PPQ) + origin
        placed.append(_Placed(note, start, max(start + 1, round(note.end_beats * PPQ) + origin)))
    placed.sort(key=lambda one: one.start)
    by_key: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, one in enumerate(placed):
        if not one.note.muted:
            by_key[one.note.channel, one.note.pitch].append(index)
    for indexes in by_key.values():
        for nth, ending in enumerate(sorted(indexes, key=lambda index: placed[index].end)):
            if indexes[nth] != ending:
                one = placed[indexes[nth]]
                placed[indexes[nth]] = _Placed(one.note, one.start, one.end, True)
    return placed


def _note_events(placed: list[_Placed]) -> list[tuple[int, int, mido.Message | mido.MetaMessage]]:
    """(tick, rank, message); an annotation has the rank of a note-on, so that it stays before its own."""
    found: list[tuple[int, int, mido.Message | mido.MetaMessage]] = []
    for one in placed:
        note, said = one.note, one.annotation()
        if said is not None:
            found.append((one.start, _ON, mido.MetaMessage("text", text=said.text())))
        if note.muted:
            continue
        where = {"channel": note.channel, "note": note.pitch}
        velocity, release = max(1, round(note.velocity)), round(note.release_velocity)
        found.append((one.start, _ON, mido.Message("note_on", velocity=velocity, **where)))
        found.append((one.end, _OFF, mido.Message("note_off", velocity=release, **where)))
    return found

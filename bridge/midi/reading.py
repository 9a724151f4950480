"""Reading a standard MIDI file of any type."""

from __future__ import annotations

import io
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import mido

from bridge.midi.note_texts import MUTED, NOTE, ORIGIN, Annotation, parse
from bridge.model.errors import BadInput
from bridge.model.keys import Key, parse_key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre, TempoMap


@dataclass(frozen=True, slots=True)
class MidiTrack:
    """A track's notes. length_beats: from its beat 0 to its end. texts: its text events, without
    Sideman's annotations."""

    name: str
    notes: Notes
    length_beats: float
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MidiSong:
    """kind: the file's type, 0, 1 or 2 (the tracks of type 2 are patterns of their own). ppq: its grid,
    in ticks a quarter note. key: None where the file names none. metres: every time signature that the file
    states, from a beat on; () where ``metre`` is only the usual 4/4."""

    tracks: tuple[MidiTrack, ...]
    tempo_map: TempoMap
    metre: Metre
    key: Key | None
    kind: int
    ppq: int
    metres: tuple[tuple[float, Metre], ...] = ()


@dataclass(slots=True)
class _Open:
    """A note that sounds while the track is read, and what was said of it."""

    index: int
    start: int
    velocity: float
    said: Annotation | None


Timed = tuple[int, "mido.Message | mido.MetaMessage"]


def read_midi(data: bytes, file_name: str) -> MidiSong:
    """Raises BadInput."""
    try:
        parsed = mido.MidiFile(file=io.BytesIO(data), charset="latin1")
    except Exception as problem:  # mido has no one error for broken files: OSError, EOFError, KeyError, ...
        raise BadInput(
            f"{file_name} is no MIDI file that can be read ({problem or type(problem).__name__}).",
            "Export it again as a standard MIDI file.",
        ) from None
    if parsed.ticks_per_beat <= 0:
        raise BadInput(
            f"{file_name} counts time in SMPTE frames, not in beats.",
            "Export it again with a resolution in ticks per quarter note (PPQ).",
        )
    timed = [_timed(track) for track in parsed.tracks]
    try:
        return _song(timed, parsed.type, parsed.ticks_per_beat)
    except BadInput as problem:
        raise BadInput(f"{file_name}: {problem.message}", problem.hint) from None


def _timed(track: mido.MidiTrack) -> list[Timed]:
    """The track's messages with their absolute ticks."""
    return list(zip(accumulate(message.time for message in track), track, strict=True))


def _song(tracks: list[list[Timed]], kind: int, ppq: int) -> MidiSong:
    merged = sorted((pair for track in tracks for pair in track), key=lambda pair: pair[0])
    origin = _origin(merged)
    read = [_track(track, ppq, origin) for track in tracks]
    heard = tuple(track for track in read if len(track.notes)) or tuple(read[:1] if kind == 0 else ())
    return MidiSong(
        heard,
        _tempo_map(merged, ppq, origin),
        _metre(merged),
        _key(merged),
        kind,
        ppq,
        _metres(merged, ppq, origin),
    )


def _texts(track: list[Timed]) -> Iterator[str]:
    for _, message in track:
        if message.type == "text":
            yield _decoded(message.text)


def _decoded(text: str) -> str:
    """Text events have no stated encoding; most are UTF-8, old ones Latin-1."""
    try:
        return text.encode("latin1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def _origin(timed: list[Timed]) -> int:
    said = (parse(text) for text in _texts(timed))
    return next((int(one.figures.get("ticks", 0)) for one in said if one and one.word == ORIGIN), 0)


def _tempo_map(timed: list[Timed], ppq: int, origin: int) -> TempoMap:
    steps: dict[float, float] = {0.0: 120.0}
    for tick, message in timed:
        if message.type == "set_tempo":
            if not message.tempo:
                raise BadInput("it asks for an endless tempo.", "Export it again.")
            steps[max(0.0, (tick - origin) / ppq)] = _bpm(message.tempo)
    return TempoMap(tuple(sorted(steps.items())))


def _bpm(tempo: int) -> float:
    """Beats a minute of microseconds a beat: the plain figure that a musician typed, if it is one."""
    exact = float(mido.tempo2bpm(tempo))
    plain = round(exact, 2)
    return plain if plain and mido.bpm2tempo(plain) == tempo else exact


def _metre(timed: list[Timed]) -> Metre:
    found = next((message for _, message in timed if message.type == "time_signature"), None)
    return Metre(found.numerator, found.denominator) if found else Metre()


def _metres(timed: list[Timed], ppq: int, origin: int) -> tuple[tuple[float, Metre], ...]:
    """Every time signature and its beat; of several at one place the last counts, as when playing."""
    stated: dict[float, Metre] = {}
    for tick, message in timed:
        if message.type == "time_signature":
            stated[max(0.0, (tick - origin) / ppq)] = Metre(message.numerator, message.denominator)
    return tuple(sorted(stated.items(), key=lambda step: step[0]))


def _key(timed: list[Timed]) -> Key | None:
    found = next((message for _, message in timed if message.type == "key_signature"), None)
    return parse_key(found.key) if found else None


def _track(track: list[Timed], ppq: int, origin: int) -> MidiTrack:
    end = track[-1][0] if track else 0
    name = next((_decoded(m.name) for _, m in track if m.type == "track_name"), "")
    texts = tuple(text for text in _texts(track) if parse(text) is None)
    notes = _TrackReader(ppq, origin).read(track, end)
    return MidiTrack(name, notes, max((end - origin) / ppq, 0.0), texts)


class _TrackReader:
    """Pairs note-ons with note-offs, first in, first out, each channel and pitch for itself."""

    def __init__(self, ppq: int, origin: int) -> None:
        self._ppq, self._origin = ppq, origin
        self._open: dict[tuple[int, int], deque[_Open]] = defaultdict(deque)
        self._said: dict[tuple[int, int], Annotation] = {}
        self._notes: list[Note | None] = []

    def read(self, track: list[Timed], end: int) -> Notes:
        for tick, message in track:
            if message.type == "text":
                self._annotated(tick, parse(_decoded(message.text)))
            elif message.type == "note_on" and message.velocity:
                self._started(tick, message)
            elif message.type in ("note_on", "note_off"):
                release = message.velocity if message.type == "note_off" else 64
                self._ended(tick, (message.channel, message.note), release)
        for where, waiting in self._open.items():
            while waiting:
                self._ended(end, where, 64)
        return Notes(note for note in self._notes if note is not None)

    def _annotated(self, tick: int, said: Annotation | None) -> None:
        if said is None or not {"pitch", "channel"} <= said.figures.keys():
            return
        where = (int(said.figures["channel"]), int(said.figures["pitch"]))
        if said.word == NOTE:
            self._said[where] = said
        elif said.word == MUTED:
            self._notes.append(self._note(where, tick, tick + 1, 100.0, 64.0, said))

    def _started(self, tick: int, message: mido.Message) -> None:
        where = (message.channel, message.note)
        opened = _Open(len(self._notes), tick, message.velocity, self._said.pop(where, None))
        self._open[where].append(opened)
        self._notes.append(None)  # keeps its turn: notes come out in the order of their starts

    def _ended(self, tick: int, where: tuple[int, int], release: float) -> None:
        if self._open[where]:
            note = self._open[where].popleft()
            self._notes[note.index] = self._note(where, note.start, tick, note.velocity, release, note.said)

    def _note(
        self,
        where: tuple[int, int],
        start: int,
        end: int,
        velocity: float,
        release: float,
        said: Annotation | None,
    ) -> Note:
        figures = said.figures if said else {}
        return Note(
            (start - self._origin) / self._ppq,
            where[1],
            figures.get("length", max(1, end - start)) / self._ppq,
            figures.get("velocity", velocity),
            where[0],
            said is not None and said.word == MUTED,
            figures.get("release_velocity", release),
            figures.get("probability", 1.0),
            figures.get("velocity_deviation", 0.0),
        )

"""A clip's notes: Live's objects <-> the wire's `Note` tuples.

Positions on the wire count from the clip's start marker. Live keeps no channel. Reading a long clip
is spread over ticks: these are generators, which end in their result.
"""

import Live

from .budget import finish
from .osc import Note

ALL_PITCHES = 128
"""get_notes_extended wants how many pitches, not the highest."""
FROM_BEATS, SPAN_BEATS = -16000.0, 1000000.0
AT_ONCE = 100
SLACK_BEATS = 1e-6
SLACK = 1e-3


def vector(clip):
    """All notes, also those before the start and behind the end."""
    return clip.get_notes_extended(0, ALL_PITCHES, FROM_BEATS, SPAN_BEATS)


def count(clip):
    return len(vector(clip)) if clip.is_midi_clip else 0


def read(clip):
    """The notes in Live's order."""
    origin, found = clip.start_marker, []
    for position, note in enumerate(vector(clip) if clip.is_midi_clip else ()):
        found.append(_note(note, origin))
        if position % AT_ONCE == AT_ONCE - 1:
            yield
    return found


def read_now(clip):
    return finish(read(clip))


def _note(note, origin):
    return Note(
        start_beats=note.start_time - origin,
        length_beats=note.duration,
        pitch=note.pitch,
        velocity=min(max(note.velocity, 1.0), 127.0),
        release_velocity=note.release_velocity,
        probability=note.probability,
        velocity_deviation=note.velocity_deviation,
        muted=bool(note.mute),
    )


def specifications(notes, origin=0.0):
    """What add_new_notes takes."""
    made = []
    for position, note in enumerate(notes):
        made.append(
            Live.Clip.MidiNoteSpecification(
                pitch=note.pitch,
                start_time=note.start_beats + origin,
                duration=note.length_beats,
                velocity=note.velocity,
                mute=note.muted,
                probability=note.probability,
                velocity_deviation=note.velocity_deviation,
                release_velocity=note.release_velocity,
            )
        )
        if position % AT_ONCE == AT_ONCE - 1:
            yield
    return tuple(made)


def write(clip, made):
    """Other notes for a clip. What add_new_notes answers differs between versions: read them instead."""
    clip.remove_notes_extended(0, ALL_PITCHES, FROM_BEATS, SPAN_BEATS)
    if made:
        clip.add_new_notes(made)


def fingerprint(notes):
    return hash(tuple(sorted(notes)))


def differ(wanted, found):
    """What Live did not keep, in a few words; "" when it kept everything that it has."""
    if len(wanted) != len(found):
        return "%d notes were written and %d are there" % (len(wanted), len(found))
    for want, have in zip(sorted(wanted, key=_order), sorted(found, key=_order)):
        for name in Note._fields:
            slack = SLACK_BEATS if name in ("start_beats", "length_beats") else SLACK
            if name != "channel" and abs(getattr(want, name) - getattr(have, name)) > slack:
                return "note %d at beat %g has another %s" % (want.pitch, want.start_beats, name)
    return ""


def _order(note):
    return (note.pitch, note.start_beats)

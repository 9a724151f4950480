"""Hypothesis strategies that the table drives: any message it allows, any notes, any session event."""

from __future__ import annotations

import sys
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bridge.model import events as ev
from bridge.model.keys import SCALES, Key
from bridge.model.notes import Note, Notes
from bridge.model.session import (
    SILENCE_DB,
    Clip,
    Mixer,
    Place,
    Scene,
    Selection,
    Send,
    Track,
    TrackKind,
    Transport,
)
from bridge.model.timebase import Metre, TempoMap
from bridge.osc.codec import Message
from bridge.osc.schema import MESSAGES, Arg, Spec

INT_LOW, INT_HIGH = -(2**31), 2**31 - 1

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For every test with these strategies: a loaded machine is no failure."""

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
names = st.one_of(
    texts,
    st.sampled_from(
        [
            "",
            "Bäß",
            'He said "hello"',
            "a\\b 'c' `d`",
            "🎹",
            "👩🏽\u200d🎤🇩🇪",
            "ﷺ\u200f",
            "\uffff\U0010ffff",
            "日本語",
        ]
    ),
)
counts = st.integers(0, INT_HIGH)
beats = st.floats(allow_nan=False, allow_infinity=False)
lengths = st.floats(0, sys.float_info.max)
singles = st.floats(allow_nan=False, allow_infinity=False, width=32)

notes = st.builds(
    Note,
    start_beats=beats,
    pitch=st.integers(0, 127),
    length_beats=st.floats(0, sys.float_info.max, exclude_min=True),
    velocity=st.floats(1, 127, width=32),
    channel=st.integers(0, 15),
    muted=st.booleans(),
    release_velocity=st.floats(0, 127, width=32),
    probability=st.floats(0, 1, width=32),
    velocity_deviation=st.floats(-127, 127, width=32),
)
note_runs = st.lists(notes, max_size=12).map(Notes)


def values(arg: Arg) -> st.SearchStrategy[Any]:
    """Whatever the table allows for an argument."""
    if arg.choices:
        return st.sampled_from(arg.choices)
    if arg.tag == "i":
        low, high = arg.low, arg.high
        return st.integers(INT_LOW if low is None else int(low), INT_HIGH if high is None else int(high))
    if arg.tag == "d":
        return st.floats(arg.low, arg.high, allow_nan=False, allow_infinity=False)
    if arg.tag == "b":
        return st.one_of(note_runs.map(lambda run: run.packed), st.binary(max_size=80))
    return names


def messages_of(spec: Spec) -> st.SearchStrategy[Message]:
    """Whatever the table allows of a message."""
    return st.tuples(*map(values, spec.args)).map(lambda args: Message(spec.address, args))


messages = st.sampled_from(list(MESSAGES.values())).flatmap(messages_of)
packets_of_junk = st.one_of(st.binary(max_size=120), st.binary(max_size=30).map(lambda raw: b"/" + raw))

_mixers = st.builds(
    Mixer, st.floats(SILENCE_DB, 24), st.floats(-1, 1), st.booleans(), st.booleans(), st.booleans()
)
_colors = st.integers(-1, 0xFFFFFF)
_tracks = st.builds(Track, names, names, st.sampled_from(TrackKind), counts, counts, _colors, names, _mixers)
_clips = st.builds(
    Clip,
    id=names,
    track_id=names,
    name=names,
    place=st.builds(Place, names, beats),
    length_beats=lengths,
    revision=counts,
    color=_colors,
    is_midi=st.booleans(),
    muted=st.booleans(),
    loop_start_beats=beats,
    loop_length_beats=lengths,
    note_count=counts,
    notes=st.none(),
)
_metres = st.builds(Metre, st.integers(1, 99), st.sampled_from([1, 2, 4, 8, 16, 32, 64]))
_tempos = st.floats(1, 1000)
_transports = st.builds(Transport, st.booleans(), st.booleans(), beats, _tempos, _metres, beats)
_later = st.lists(st.tuples(st.floats(1e-3, 1e9), _tempos), max_size=5, unique_by=lambda step: step[0])
_tempo_maps = st.builds(
    lambda first, later: TempoMap((first, *sorted(later))), st.tuples(st.floats(-1e9, 0), _tempos), _later
)
_keys = st.one_of(
    st.none(), st.builds(Key, st.integers(0, 11), st.sampled_from(list(SCALES)), st.just("daw"))
)

events: st.SearchStrategy[ev.Event] = st.one_of(
    st.builds(ev.SetRenamed, names, names),
    st.builds(ev.TrackSeen, _tracks),
    st.builds(ev.TrackGone, names),
    st.builds(ev.MixerMoved, names, _mixers, counts),
    st.builds(ev.SendMoved, st.builds(Send, names, names, st.floats(-180, 24))),
    st.builds(ev.SceneSeen, st.builds(Scene, names, names, counts)),
    st.builds(ev.SceneGone, names),
    st.builds(ev.ClipSeen, _clips),
    st.builds(ev.ClipGone, names),
    st.builds(ev.TransportMoved, _transports),
    st.builds(ev.TempoMapRead, _tempo_maps),
    st.builds(ev.KeySet, _keys),
    st.builds(ev.SelectionMoved, st.builds(Selection, names, names, names, beats, beats)),
)
"""Every event that travels as messages of its own. `SetOpened` travels as /hello, `NotesRead` in pieces."""

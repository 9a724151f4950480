"""Session events <-> messages: the two directions beside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from bridge.model import events as ev
from bridge.model.errors import BadMessage
from bridge.model.keys import SCALES, Key
from bridge.model.session import (
    Clip,
    Mixer,
    Place,
    Scene,
    Selection,
    Send,
    Session,
    Track,
    TrackKind,
    Transport,
)
from bridge.model.timebase import Metre, TempoMap
from bridge.osc.codec import Message


def _mixer_args(mixer: Mixer) -> tuple[Any, ...]:
    return (mixer.volume_db, mixer.pan, int(mixer.muted), int(mixer.soloed), int(mixer.armed))


def _mixer(args: tuple[Any, ...]) -> Mixer:
    volume_db, pan, muted, soloed, armed = args
    return Mixer(volume_db, pan, bool(muted), bool(soloed), bool(armed))


def _track_message(event: ev.TrackSeen) -> Message:
    t = event.track
    head = (t.id, t.name, t.kind.value, t.index, t.revision, t.color, t.group_id)
    return Message("/track", head + _mixer_args(t.mixer))


def _track_event(args: tuple[Any, ...]) -> ev.TrackSeen:
    track_id, name, kind, index, revision, color, group_id, *mixer = args
    return ev.TrackSeen(
        Track(track_id, name, TrackKind(kind), index, revision, color, group_id, _mixer(tuple(mixer)))
    )


def _clip_message(event: ev.ClipSeen) -> Message:
    c = event.clip
    place = (c.place.scene_id, c.place.start_beats, c.length_beats)
    loop = (c.loop_start_beats, c.loop_length_beats)
    flags = (c.revision, c.color, int(c.is_midi), int(c.muted))
    return Message("/clip", (c.id, c.track_id, c.name, *place, *flags, *loop, c.note_count))


def _clip_event(args: tuple[Any, ...]) -> ev.ClipSeen:
    (
        clip_id,
        track_id,
        name,
        scene_id,
        start,
        length,
        revision,
        color,
        midi,
        muted,
        loop,
        loop_length,
        count,
    ) = args
    place = Place(scene_id, start)
    return ev.ClipSeen(
        Clip(
            clip_id,
            track_id,
            name,
            place,
            length,
            revision,
            color,
            bool(midi),
            bool(muted),
            loop,
            loop_length,
            count,
        )
    )


def _transport_message(event: ev.TransportMoved) -> Message:
    t = event.transport
    metre = (t.metre.numerator, t.metre.denominator)
    return Message(
        "/transport", (int(t.playing), int(t.recording), t.position_beats, t.tempo_bpm, *metre, t.stamp_s)
    )


def _transport_event(args: tuple[Any, ...]) -> ev.TransportMoved:
    playing, recording, position, tempo, numerator, denominator, stamp = args
    metre = Metre(numerator, denominator)
    return ev.TransportMoved(Transport(bool(playing), bool(recording), position, tempo, metre, stamp))


def _key_message(event: ev.KeySet) -> Message:
    return Message("/key", (event.key.tonic, event.key.scale) if event.key else (-1, ""))


def _key_event(args: tuple[Any, ...]) -> ev.KeySet:
    tonic, scale = args
    known = scale.lower() in SCALES
    return ev.KeySet(Key(tonic, scale.lower(), "daw") if tonic >= 0 and known else None)


_MESSAGE_OF: dict[type[Any], Callable[[Any], Message]] = {
    ev.SetRenamed: lambda e: Message("/set", (e.set_id, e.name)),
    ev.TrackSeen: _track_message,
    ev.TrackGone: lambda e: Message("/track/gone", (e.track_id,)),
    ev.MixerMoved: lambda e: Message("/mixer", (e.track_id, e.revision, *_mixer_args(e.mixer))),
    ev.SendMoved: lambda e: Message("/send", astuple(e.send)),
    ev.SceneSeen: lambda e: Message("/scene", astuple(e.scene)),
    ev.SceneGone: lambda e: Message("/scene/gone", (e.scene_id,)),
    ev.ClipSeen: _clip_message,
    ev.ClipGone: lambda e: Message("/clip/gone", (e.clip_id,)),
    ev.TransportMoved: _transport_message,
    ev.KeySet: _key_message,
    ev.SelectionMoved: lambda e: Message("/selection", astuple(e.selection)),
}

_EVENT_OF: dict[str, Callable[[tuple[Any, ...]], ev.Event]] = {
    "/set": lambda a: ev.SetRenamed(*a),
    "/track": _track_event,
    "/track/gone": lambda a: ev.TrackGone(*a),
    "/mixer": lambda a: ev.MixerMoved(a[0], _mixer(a[2:]), a[1]),
    "/send": lambda a: ev.SendMoved(Send(*a)),
    "/scene": lambda a: ev.SceneSeen(Scene(*a)),
    "/scene/gone": lambda a: ev.SceneGone(*a),
    "/clip": _clip_event,
    "/clip/gone": lambda a: ev.ClipGone(*a),
    "/transport": _transport_event,
    "/key": _key_event,
    "/selection": lambda a: ev.SelectionMoved(Selection(*a)),
}


def to_messages(event: ev.Event) -> list[Message]:
    """The messages that tell of an event (a tempo map takes one a step)."""
    if isinstance(event, ev.TempoMapRead):
        steps = event.tempo_map.steps
        return [Message("/tempo/step", (i, len(steps), *step)) for i, step in enumerate(steps)]
    return [_MESSAGE_OF[type(event)](event)]


class EventReader:
    """Messages -> events. Keeps the steps of a tempo map until the last one is there."""

    def __init__(self) -> None:
        self._steps: list[tuple[float, float]] = []

    def event(self, message: Message) -> ev.Event | None:
        """The event that a message tells of; None for other messages and unfinished maps.
        Raises BadMessage for steps out of order, BadInput for values the model refuses."""
        if message.address != "/tempo/step":
            reader = _EVENT_OF.get(message.address)
            return reader(message.args) if reader else None
        step, steps, start_beats, tempo_bpm = message.args
        if step == 0:
            self._steps = []
        if step != len(self._steps) or step >= steps:
            raise BadMessage(
                f"Step {step} of {steps} of the tempo map came where {len(self._steps)} was next."
            )
        self._steps.append((start_beats, tempo_bpm))
        return ev.TempoMapRead(TempoMap(tuple(self._steps))) if step + 1 == steps else None


def describe(session: Session) -> list[ev.Event]:
    """The events that build a session up from nothing: the body of a snapshot."""
    found: list[ev.Event] = [ev.SetRenamed(session.set_id, session.name)]
    found += [
        ev.TransportMoved(session.transport),
        ev.TempoMapRead(session.tempo_map),
        ev.KeySet(session.key),
    ]
    found += [ev.SceneSeen(scene) for scene in session.scenes_in_order()]
    found += [ev.TrackSeen(track) for track in session.tracks_in_order()]
    found += [ev.SendMoved(send) for send in session.sends.values()]
    found += [ev.ClipSeen(clip) for clip in session.clips.values()]
    found.append(ev.SelectionMoved(session.selection))
    return found

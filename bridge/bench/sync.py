"""Session sync: a large set from hello to a complete mirror, and what the mirror weighs."""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc

from bridge.bench import Report
from bridge.bench.rig import joined
from bridge.daws.studio.session import StudioSession
from bridge.model.events import Event
from bridge.model.notes import Note, Notes
from bridge.model.reducer import apply_all
from bridge.model.session import Place, Session
from bridge.osc.codec import decode, encode
from bridge.osc.session_events import EventReader, describe, to_messages

LOOP = Notes(Note(beat, 60, 1.0) for beat in range(4))


def _large(tracks: int, clips: int) -> StudioSession:
    session = StudioSession("Large", set_id="large")
    for track_number in range(tracks):
        track = session.add_track(f"Track {track_number}")
        for clip_number in range(clips):
            session.add_clip(track.id, Place(start_beats=clip_number * 4.0), 4.0, f"Clip {clip_number}", LOOP)
    return session


def measure(quick: bool) -> Report:
    tracks, clips = (50, 20) if quick else (1000, 100)
    session = _large(tracks, clips)
    whole_s = asyncio.run(_whole(session))
    snapshot = session.snapshot()
    decode_s = _codec_alone(snapshot)
    megabytes = _weight(snapshot)
    count = tracks * clips
    return Report(
        f"Sync of {tracks:,} tracks x {clips} clips",
        ("part", "seconds", "clips/s"),
        (
            ("hello to mirror, over TCP", round(whole_s, 3), round(count / whole_s)),
            ("encode, decode and fold alone", round(decode_s, 3), round(count / decode_s)),
        ),
        f"The mirror holds {megabytes:.1f} MB. Studio and daemon share one process and one core here.",
    )


async def _whole(session: StudioSession) -> float:
    start = time.perf_counter()
    async with joined(session) as peer:
        taken = time.perf_counter() - start
        assert len(peer.session.clips) == len(session.clips)
        return taken


def _codec_alone(snapshot: Session) -> float:
    start = time.perf_counter()
    reader, events = EventReader(), list[Event]()
    for event in describe(snapshot):
        for message in to_messages(event):
            found = reader.event(decode(encode(message)))
            if found is not None:
                events.append(found)
    apply_all(Session(), events)
    return time.perf_counter() - start


def _weight(snapshot: Session) -> float:
    packets = [encode(message) for event in describe(snapshot) for message in to_messages(event)]
    gc.collect()
    tracemalloc.start()
    try:
        reader = EventReader()
        mirror = apply_all(Session(), [e for p in packets if (e := reader.event(decode(p))) is not None])
        gc.collect()
        assert mirror.clips
        return tracemalloc.get_traced_memory()[0] / 1e6
    finally:
        tracemalloc.stop()

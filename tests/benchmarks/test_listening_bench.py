"""What listening costs: 64 bars on 8 tracks from scratch and after an edit, beside the bar-template reader.

Processor time of one core, not the clock: what else the machine does is not listening.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Place, Session, Track
from bridge.model.timebase import Metre
from generators.analysis.chord_reading import read_chords
from generators.analysis.key_finding import find_key
from generators.analysis.session import SessionAnalysis
from generators.analysis.sounding import pitched_notes, together
from generators.models.training import bar_template_reader

pytestmark = pytest.mark.bench

BARS, CLIP_BARS, ROUNDS = 64, 8, 25
TRIADS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))


def part(kind: str, rng: np.random.Generator) -> Notes:
    """Eight bars of what such a track plays."""
    notes: list[Note] = []
    for bar in range(CLIP_BARS):
        at, triad = 4.0 * bar, TRIADS[bar % 4]
        if kind == "drums":
            notes += [Note(at + s / 4, (36, 42, 38, 42)[s % 4], 0.1, channel=9) for s in range(16)]
        elif kind == "bass":
            notes += [Note(at + s / 2, triad[0] - 24, 0.45) for s in range(8)]
        elif kind == "pad":
            notes += [Note(at, p, 4.0) for p in triad]
        elif kind == "arp":
            notes += [Note(at + s / 4, triad[s % 3] + 12, 0.25) for s in range(16)]
        elif kind == "keys":
            notes += [Note(at + s, p, 0.8) for s in range(4) for p in (*triad, triad[0] + 12)]
        else:
            notes += [Note(at + s / 2, 69 + int(rng.integers(0, 9)), 0.5) for s in range(8)]
    return Notes(notes)


def big_session() -> Session:
    rng = np.random.default_rng(1)
    kinds = ("drums", "bass", "pad", "arp", "keys", "lead", "keys", "lead")
    tracks = {f"t{i}": Track(f"t{i}", f"Track {i}", index=i) for i in range(len(kinds))}
    clips = {
        f"c{i}.{n}": Clip(f"c{i}.{n}", f"t{i}", "", Place(start_beats=32.0 * n), 32.0, notes=part(kind, rng))
        for i, kind in enumerate(kinds)
        for n in range(BARS // CLIP_BARS)
    }
    return Session(tracks=tracks, clips=clips)


def edits(session: Session) -> list[Session]:
    """One note moved in one clip, each time in another one."""
    found = []
    for place, clip in enumerate(list(session.clips.values())[8 :: max(1, len(session.clips) // ROUNDS)]):
        notes = list(clip.notes or ())
        notes[place % len(notes)] = replace(notes[place % len(notes)], pitch=62)
        session = replace(session, clips={**session.clips, clip.id: replace(clip, notes=Notes(notes))})
        found.append(session)
    return found


def timed(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def row(name: str, times_ms: list[float]) -> str:
    p50, p95 = np.percentile(times_ms, [50, 95])
    return f"{name:<46}{p50:>10.2f}{p95:>10.2f}"


def test_what_listening_costs() -> None:
    session = big_session()
    heard = together(
        pitched_notes(clip.notes, clip.place.start_beats) for clip in session.clips.values() if clip.notes
    )
    key, end = Key(9, "minor"), 4.0 * BARS
    listener = SessionAnalysis()
    listener.hear(session)
    whole = [timed(lambda: SessionAnalysis().hear(session)) for _ in range(ROUNDS)]
    edited = [timed(lambda one=one: listener.hear(one)) for one in edits(session)]  # type: ignore[misc]
    chords = [timed(lambda: read_chords(heard, Metre(), 0.0, end, key)) for _ in range(ROUNDS)]
    template = [
        timed(lambda: bar_template_reader.read_chords(heard, Metre(), 0.0, end, key)) for _ in range(ROUNDS)
    ]
    keys = [timed(lambda: find_key(heard)) for _ in range(ROUNDS)]
    print(f"\n{len(heard)} pitched notes; milliseconds of one core{'':<8}{'p50':>6}{'p95':>10}")
    print(row("session, from scratch", whole))
    print(row("session, after an edit of one clip", edited))
    print(row("chords of 64 bars", chords))
    print(row("chords of 64 bars, bar templates (reference)", template))
    print(row("key of 64 bars", keys))
    assert np.median(edited) < np.median(whole) / 2
    assert np.median(chords) < 2 * np.median(template)  # better reading, and not dearer

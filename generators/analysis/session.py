"""Listens to a whole session and keeps up with it: after an edit, only what it touches is heard anew.

Notes of clips are kept as arrays, tracks keep their profile, and chords are read again only around a clip
that changed. What is kept is found by the notes themselves, so equal notes are never read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bridge.model.keys import Key
from bridge.model.session import Session
from bridge.model.timebase import Metre
from generators.analysis.cadences import Cadence, cadences
from generators.analysis.chord_reading import HeardChord, read_chords
from generators.analysis.key_evidence import KeyEvidence, evidence
from generators.analysis.key_finding import HeardKey, find_key, key_of_row
from generators.analysis.key_following import KeyRegion, follow_evidence
from generators.analysis.piece import NumberedChord, numbered
from generators.analysis.roles import HeardRole, Profile, TrackPart, cast, profile
from generators.analysis.session_line import PlacedClip, placed_clips
from generators.analysis.sounding import Sounding, all_notes, drum_share, pitched_notes, together
from generators.models.listening_weights import load_listening_weights
from generators.theory.spelling import spell_in_key

CONTEXT_BARS = 2
"""Bars around a change that are read with it."""

KEPT_BARS = 1
"""Of those, the outer ones that only give context: their old reading stays."""


@dataclass(frozen=True, slots=True)
class SessionHearing:
    """chords: on the session's line (`session_line`), silence as no chord. roles: by track id."""

    key: HeardKey
    metre: Metre
    chords: tuple[NumberedChord, ...]
    cadences: tuple[Cadence, ...]
    roles: dict[str, HeardRole]
    end_beats: float


@dataclass(frozen=True, slots=True)
class _HeardClip:
    placed: PlacedClip
    pitched: Sounding
    everything: Sounding


class SessionAnalysis:
    """`hear` a session again and again; it costs what changed since."""

    def __init__(self) -> None:
        self._clips: dict[str, _HeardClip] = {}
        self._profiles: dict[str, Profile] = {}
        self._changed_tracks: set[str] = set()
        self._drums: frozenset[str] = frozenset()
        self._chords: list[HeardChord] = []
        self._evidence: KeyEvidence | None = None
        self._key = Key(0, "major", "listened")
        self._metre = Metre()

    def hear(self, session: Session) -> SessionHearing:
        """The session as it is now. The DAW's own key, where set, is taken."""
        metre = session.transport.metre
        placed = placed_clips(session)
        changed = self._renew(placed)
        self._renew_profiles(session)
        tracks = session.tracks_in_order()
        heard_roles = cast([self._profiles[track.id] for track in tracks], load_listening_weights())
        roles = {track.id: role for track, role in zip(tracks, heard_roles, strict=True)}
        drums = frozenset(track_id for track_id, role in roles.items() if role.role == "drums")
        pitched = together(c.pitched for c in self._clips.values() if c.placed.track_id not in drums)
        end = max((clip.placed.end_beats for clip in self._clips.values()), default=0.0)
        end = -(-end // metre.bar_beats) * metre.bar_beats
        whole = drums != self._drums or metre != self._metre
        self._drums, self._metre = drums, metre
        self._weigh(pitched, end, changed, whole)
        found = key_of_row(self._evidence.total()) if self._evidence else find_key(pitched)
        if session.key:
            found = HeardKey(session.key, 1.0)
        self._read(pitched, metre, found.key, [(0.0, end)] if whole else changed, end)
        line = tuple(numbered(self._chords, found.key, 0.0, end))
        marks = tuple(cadences(self._chords, found.key, metre))
        return SessionHearing(found, metre, line, marks, roles, end)

    def key_regions(self, prior: Key | None = None) -> tuple[KeyRegion, ...]:
        """The keys over time of what was heard last."""
        return follow_evidence(self._evidence, prior) if self._evidence else ()

    def _weigh(
        self, pitched: Sounding, end: float, changed: Sequence[tuple[float, float]], whole: bool
    ) -> None:
        """Brings the evidence for keys, one row a bar, up to date."""
        bars = round(end / self._metre.bar_beats)
        known = self._evidence
        if not bars:
            self._evidence = None
        elif known is None or whole or len(known.rows) != bars:
            self._evidence = evidence(pitched, self._metre.bar_beats * np.arange(bars + 1.0))
        else:
            for low, high in _joined(changed, 0.0):
                known = known.remade(pitched, low, high)
            self._evidence = known

    def _renew(self, placed: Sequence[PlacedClip]) -> list[tuple[float, float]]:
        """Takes in the clips; the spans, before and after, of those that are new, other or gone."""
        changed: list[tuple[float, float]] = []
        kept: dict[str, _HeardClip] = {}
        for clip in placed:
            known = self._clips.get(clip.clip_id)
            if known is not None and known.placed == clip:
                kept[clip.clip_id] = known
                continue
            kept[clip.clip_id] = _heard_clip(clip)
            changed.append((clip.start_beats, clip.end_beats))
            if known is not None:
                changed.append((known.placed.start_beats, known.placed.end_beats))
        for clip_id, gone in self._clips.items():
            if clip_id not in kept:
                changed.append((gone.placed.start_beats, gone.placed.end_beats))
        self._changed_tracks = {
            one.placed.track_id
            for before, after in ((self._clips, kept), (kept, self._clips))
            for clip_id, one in before.items()
            if after.get(clip_id) is not one
        }
        self._clips = kept
        return changed

    def _renew_profiles(self, session: Session) -> None:
        """Tracks whose notes or name changed."""
        for track in session.tracks.values():
            known = self._profiles.get(track.id)
            if known is not None and track.id not in self._changed_tracks and known.part.name == track.name:
                continue
            own = [clip for clip in self._clips.values() if clip.placed.track_id == track.id]
            notes = [clip.placed.notes for clip in own]
            share = float(np.mean([drum_share(one) for one in notes])) if notes else 0.0
            self._profiles[track.id] = profile(
                TrackPart(track.name, together(clip.everything for clip in own), share)
            )
        self._profiles = {track_id: self._profiles[track_id] for track_id in session.tracks}

    def _read(
        self,
        pitched: Sounding,
        metre: Metre,
        key: Key,
        spans: Sequence[tuple[float, float]],
        end: float,
    ) -> None:
        """Reads the chords around each span anew; the others stay, spelled for the key."""
        if (key.tonic, key.scale) != (self._key.tonic, self._key.scale):
            self._chords = [_respelled(chord, key) for chord in self._chords]
        self._key = key
        bar = metre.bar_beats
        for low, high in _joined(spans, 2 * CONTEXT_BARS * bar):
            first = max(0.0, (low // bar - CONTEXT_BARS) * bar)
            last = min(end, (-(-high // bar) + CONTEXT_BARS) * bar)
            fresh = read_chords(pitched, metre, first, last, key) if last > first else []
            start = first + KEPT_BARS * bar if first > 0 else 0.0
            stop = last - KEPT_BARS * bar if last < end else max(end, last)
            self._chords = [
                *_cut(self._chords, 0.0, start), *_cut(fresh, start, stop), *_cut(self._chords, stop, end)
            ]  # fmt: skip
        self._chords = _merged(_cut(self._chords, 0.0, end))


def _heard_clip(clip: PlacedClip) -> _HeardClip:
    everything = _turned(all_notes(clip.notes), clip)
    if drum_share(clip.notes) == 0.0:
        return _HeardClip(clip, everything, everything)
    return _HeardClip(clip, _turned(pitched_notes(clip.notes), clip), everything)


def _turned(once: Sounding, clip: PlacedClip) -> Sounding:
    """The part of the notes that sounds, on the line, each time that the clip plays."""
    inside = (once.starts >= clip.low - 1e-9) & (once.starts < clip.high - 1e-9)
    starts, ends = once.starts[inside], np.minimum(once.ends[inside], clip.high)
    cut = Sounding(starts, ends, once.pitches[inside], once.loudness[inside])
    return together(replace(cut, starts=starts + turn, ends=ends + turn) for turn in clip.turns)


def _joined(spans: Sequence[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Spans in order, those closer than a gap as one."""
    found: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + gap:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found


def _cut(chords: Sequence[HeardChord], low: float, high: float) -> list[HeardChord]:
    found = []
    for one in chords:
        first, last = max(one.start_beats, low), min(one.end_beats, high)
        if first == one.start_beats and last == one.end_beats:
            found.append(one)
        elif last - first > 1e-6:
            found.append(replace(one, start_beats=first, length_beats=last - first))
    return found


def _merged(chords: Sequence[HeardChord]) -> list[HeardChord]:
    """Neighbours of one chord as one."""
    found: list[HeardChord] = []
    for one in chords:
        last = found[-1] if found else None
        if last and last.chord == one.chord and abs(last.end_beats - one.start_beats) < 1e-6:
            sure = max(last.confidence, one.confidence)
            found[-1] = replace(last, length_beats=one.end_beats - last.start_beats, confidence=sure)
        else:
            found.append(one)
    return found


def _respelled(heard: HeardChord, key: Key) -> HeardChord:
    leads_up = heard.chord.quality in ("dim", "hdim7", "dim7")
    root = spell_in_key(key, heard.chord.root_pitch_class, leads_up)
    return replace(heard, chord=replace(heard.chord, root=root))

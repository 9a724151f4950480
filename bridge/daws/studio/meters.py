"""Plausible levels from what plays: loud where hard-hit notes sound, falling after each attack.

The studio makes no sound. These figures only behave as meters do; they are no measurement.
"""

from __future__ import annotations

import math

from bridge.daws.studio.session import StudioSession
from bridge.model.session import SILENCE_DB, Clip, Mixer, TrackKind

FULL_VELOCITY_DB = -12.0
"""Level of one note at velocity 127 at its attack, in dBFS."""

SOFTEST_DB = -42.0
DECAY_DB_PER_BEAT = 6.0


def _clip_power(clip: Clip, beat: float) -> float:
    power = 0.0
    for note in clip.notes or ():
        age = beat - note.start_beats
        if note.muted or not 0 <= age < note.length_beats:
            continue
        level = SOFTEST_DB + (FULL_VELOCITY_DB - SOFTEST_DB) * note.velocity / 127
        power += 10 ** ((level - DECAY_DB_PER_BEAT * age) / 10)
    return power


def track_power(session: StudioSession, track_id: str) -> float:
    """Power before the fader, 1.0 for 0 dBFS."""
    power = 0.0
    for clip in session.clips_on(track_id):
        beat = session.transport.beat_inside(clip)
        if beat is not None and not clip.muted:
            power += _clip_power(clip, beat)
    return power


def _audible(session: StudioSession, mixer: Mixer) -> bool:
    any_solo = any(track.mixer.soloed for track in session.tracks.values())
    return not mixer.muted and (mixer.soloed or not any_solo)


def _sides(power: float, mixer: Mixer) -> tuple[float, float]:
    """Left and right power after fader and pan (equal power, 0 dB at the centre)."""
    gained = power * 10 ** (mixer.volume_db / 10)
    angle = (mixer.pan + 1) * math.pi / 4
    return 2 * gained * math.cos(angle) ** 2, 2 * gained * math.sin(angle) ** 2


def _decibels(power: float) -> float:
    return max(SILENCE_DB, 10 * math.log10(power)) if power > 0 else SILENCE_DB


def levels(session: StudioSession, track_id: str) -> tuple[float, float]:
    """Left and right level of a track after its fader, in dBFS; the master's is the sum of all."""
    track = session.track(track_id)
    if track.kind is not TrackKind.MASTER:
        heard = track_power(session, track_id) if _audible(session, track.mixer) else 0.0
        left, right = _sides(heard, track.mixer)
        return _decibels(left), _decibels(right)
    total_left = total_right = 0.0
    for other in session.tracks.values():
        if other.kind is not TrackKind.MASTER and _audible(session, other.mixer):
            left, right = _sides(track_power(session, other.id), other.mixer)
            total_left, total_right = total_left + left, total_right + right
    gain = 10 ** (track.mixer.volume_db / 10)
    return _decibels(total_left * gain), _decibels(total_right * gain)

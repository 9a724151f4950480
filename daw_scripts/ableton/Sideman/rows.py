"""What the wire tells of Live's objects, as plain tuples in the order of the table's arguments."""

from . import levels
from .live import has
from .osc import clean_text

NO_KEY = (-1, "")
LIVES_OWN_KEY = (0, "Major")


def track(thing, kind, index, group_id):
    """name, kind, index, color, group_id"""
    return clean_text(thing.name), kind, index, thing.color, group_id


def kind_of(thing):
    if thing.is_foldable:
        return "group"
    return "midi" if thing.has_midi_input else "audio"


def mixer(thing, kind):
    """volume_db, pan, muted, soloed, armed. The main track can be neither muted nor soloed nor armed."""
    device = thing.mixer_device
    pan = min(max(device.panning.value, -1.0), 1.0)
    switches = (0, 0, 0)
    if kind != "master":
        armed = int(thing.arm) if thing.can_be_armed else 0
        switches = (int(thing.mute), int(thing.solo), armed)
    return (levels.read_volume(device.volume), pan) + switches


def clip(thing, scene_id):
    """name, scene_id, start, length, color, is_midi, muted, loop start, loop length, start marker."""
    marker = thing.start_marker
    on_timeline = not scene_id
    start = thing.start_time if on_timeline else 0.0
    length = thing.end_time - start if on_timeline else thing.length
    looping = thing.looping
    return (
        clean_text(thing.name),
        scene_id,
        start,
        max(0.0, length),
        thing.color,
        int(thing.is_midi_clip),
        int(thing.muted),
        thing.loop_start - marker if looping else 0.0,
        max(0.0, thing.loop_end - thing.loop_start) if looping else 0.0,
        marker,
    )


def transport(song):
    """playing, recording, position, tempo, numerator, denominator"""
    return (
        int(song.is_playing),
        int(song.record_mode),
        song.current_song_time,
        song.tempo,
        song.signature_numerator,
        song.signature_denominator,
    )


def key(song):
    """tonic, scale: what the musician has chosen. Before Live 12.0.5 nothing says whether the scale
    is on; there Live's own C major counts as none."""
    found = (song.root_note, song.scale_name)
    if has(song, "scale_mode"):
        return found if song.scale_mode else NO_KEY
    return NO_KEY if found == LIVES_OWN_KEY else found


def set_name(song):
    """Live tells it from 11.3.25 on."""
    return clean_text(song.name) if has(song, "name") else "Live Set"

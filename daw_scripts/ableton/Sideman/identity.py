"""Who is who, in this life of the script and in later ones.

The set, its tracks and its scenes keep their ids with the set (get_data, set_data), so that
Sideman finds its own clips again after the set was opened anew. Clips cannot carry an id in Live:
theirs hold for one life of the script only, and say so by the epoch in them.
"""

import binascii
import json
import os
from difflib import SequenceMatcher

SET_KEY, TRACK_KEY, SCENES_KEY = "sideman.set", "sideman.track", "sideman.scenes"


def fresh(kind):
    return "%s-%s" % (kind, binascii.hexlify(os.urandom(6)).decode())


def set_id(song):
    found = song.get_data(SET_KEY, "")
    if not found:
        found = fresh("live")
        song.set_data(SET_KEY, found)
    return found


def track_id(track, taken):
    """Live copies the id with a duplicated track: who comes later gets a new one."""
    found = track.get_data(TRACK_KEY, "")
    if not found or found in taken:
        found = fresh("track")
        track.set_data(TRACK_KEY, found)
    return found


def remembered_scenes(song, names):
    """The ids for scenes of these names, in order: by place where their number is as it was saved,
    else by the longest runs of equal names. "" for the unknown."""
    try:
        saved = json.loads(song.get_data(SCENES_KEY, "[]"))
    except ValueError:
        saved = []
    if len(saved) == len(names):
        return [scene_id for scene_id, _ in saved]
    found = [""] * len(names)
    matcher = SequenceMatcher(None, [name for _, name in saved], names, autojunk=False)
    for then, now, size in matcher.get_matching_blocks():
        for step in range(size):
            found[now + step] = saved[then + step][0]
    return found


def remember_scenes(song, scenes):
    """scenes: (id, name) in order."""
    song.set_data(SCENES_KEY, json.dumps([list(scene) for scene in scenes]))

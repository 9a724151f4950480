// May a change be made? Each check looks at what Bitwig shows now and throws why not. Nothing is changed
// here.

var SidemanChecks = (function (limits, protocol, levels, tracksRoom, grid, problem) {
    "use strict";

    var TOLERANCE = {volume_db: 0.05, pan: 0.005, muted: 0, soloed: 0, armed: 0};
    var LACKS = {group: ["armed"], "return": ["armed"], master: ["armed", "soloed"], midi: [], audio: []};
    var READ_AGAIN = "It was edited meanwhile; look at it again.";

    function trackRow(room, id) {
        return room.tracks.rowOf(id)
            || problem.raise("not_found", "There is no track " + id + ".", "It was deleted meanwhile.");
    }

    // Whether the notes can be written with setStep; throws what cannot.
    function checkNotes(change) {
        var cells = {};
        change.notes.forEach(function (note) {
            var cell = grid.cellOf(note);
            if (note.start_beats < 0) {
                problem.raise("unsupported", "A clip in a slot cannot begin before its first beat.",
                    "Move the pickup into the clip.");
            }
            if (note.velocity_deviation !== 0) {
                problem.raise("unsupported", "Sideman writes no velocity spread in Bitwig.", "Write the notes without it.");
            }
            if (!change.file && !grid.isOnStep(note)) {
                problem.raise("unsupported", "Note " + note.pitch + " at beat " + note.start_beats
                    + " lies between two steps of Bitwig's grid of 1/96, and would be moved.",
                    "Quantise the suggestion, or let Sideman hand it over as a MIDI file.");
            }
            if (cells[cell]) {
                problem.raise("unsupported", "Two notes of key " + note.pitch + " lie within one step.",
                    "Bitwig could not tell them apart: take one out.");
            }
            cells[cell] = true;
        });
    }

    function create(room, change) {
        var asked = change.asked, row = trackRow(room, asked.track_id);
        if (!asked.scene_id) {
            problem.raise("unsupported", "Bitwig lets scripts put clips into launcher slots only.",
                "Choose a scene; drag the clip into the arranger yourself.");
        }
        var place = room.mirror.slotPlace(asked.track_id, asked.scene_id);
        if (!place) {
            problem.raise("not_found", "There is no scene " + asked.scene_id + ".", "It was deleted meanwhile.");
        }
        if (tracksRoom.kind(row) !== "midi") {
            problem.raise("unsupported", row.name + " cannot hold notes.", "Choose an instrument track.");
        }
        if (row.slots[place.index].filled) {
            problem.raise("place_taken", row.slots[place.index].name + " already lies there on " + row.name + ".",
                "Choose an empty slot.");
        }
        if (asked.length_beats <= 0) {
            problem.raise("bad_input", "A clip needs a length.");
        }
        if (asked.muted) {
            problem.raise("unsupported", "Clips in Bitwig's slots cannot be muted by a script.", "Put it in unmuted.");
        }
        checkNotes(change);
        change.place = place;
    }

    // The clip of a change, still at the revision that was asked for.
    function clip(room, change) {
        var asked = change.asked, found = room.told.clips[asked.clip_id];
        if (!found) {
            problem.raise("not_found", "There is no clip " + asked.clip_id + ".", "It was deleted meanwhile.");
        }
        if (found.revision !== asked.revision) {
            problem.raise("stale", found.name + " is at revision " + found.revision + ", not " + asked.revision + ".", READ_AGAIN);
        }
        return found;
    }

    function remove(room, change) {
        change.clip = clip(room, change);
        change.place = room.mirror.place(change.clip);
    }

    function replace() {
        problem.raise("unsupported", "Sideman sees notes in Bitwig on a grid only, so it never writes over a clip.",
            "Take the suggestion as a new clip in an empty slot.");
    }

    function mixer(room, change) {
        var asked = change.asked, row = trackRow(room, asked.track_id), found = tracksRoom.mixer(row)[asked.field];
        if (LACKS[tracksRoom.kind(row)].indexOf(asked.field) >= 0) {
            problem.raise("unsupported", row.name + " cannot be " + asked.field + ".", "Choose another track.");
        }
        var ranges = {volume_db: [protocol.SILENCE_DB, levels.TOP_DB], pan: [-1, 1]}, range = ranges[asked.field] || [0, 1];
        if (asked.value < range[0] || asked.value > range[1]) {
            problem.raise("bad_input", asked.field + " of " + row.name + " goes from " + range[0] + " to " + range[1] + ".");
        }
        if (Math.abs(found - asked.expected) > TOLERANCE[asked.field]) {
            problem.raise("stale", asked.field + " of " + row.name + " is " + found + ", not " + asked.expected + ".",
                "It was moved meanwhile; look at it again.");
        }
    }

    function createTrack(room, change) {
        if (!tracksRoom.MAKERS[change.asked.kind]) {
            problem.raise("unsupported", "Sideman makes MIDI, audio and return tracks in Bitwig, no others.", "Add the track yourself.");
        }
        if (room.tracks.count >= limits.TRACKS) {
            problem.raise("unsupported", "Sideman sees " + limits.TRACKS + " tracks in Bitwig, and would not see a new one.",
                "Add the track yourself.");
        }
    }

    function deleteTrack() {
        problem.raise("unsupported", "Bitwig shows scripts nothing of what lies in the arranger, so Sideman deletes no track there.",
            "Look whether it is empty, and delete it yourself.");
    }

    return {
        TOLERANCE: TOLERANCE,
        kinds: {
            "clip/create": create,
            "clip/replace": replace,
            "clip/delete": remove,
            "mixer": mixer,
            "track/create": createTrack,
            "track/delete": deleteTrack
        }
    };
}(SidemanLimits, SidemanProtocol, SidemanLevels, SidemanTracks, SidemanGrid, SidemanProblem));

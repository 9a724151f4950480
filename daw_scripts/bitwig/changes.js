// How each kind of change is made: steps of a job, with what takes it back.

var SidemanChanges = (function (limits, levels, tracksRoom, checks, newClip, newTrack, jobs, problem) {
    "use strict";

    // Wire field -> how a row's control is set.
    var SETTERS = {
        volume_db: function (face, value) { face.volume().setImmediately(levels.volumePosition(value)); },
        pan: function (face, value) { face.pan().setImmediately(levels.panPosition(value)); },
        muted: function (face, value) { face.mute().set(value !== 0); },
        soloed: function (face, value) { face.solo().set(value !== 0); },
        armed: function (face, value) { face.arm().set(value !== 0); }
    };

    function notTaken(what) {
        return function () {
            return problem.make("not_taken", "Bitwig did not take over " + what + ".", "Is it automated, or held by another controller?");
        };
    }

    function rowNow(room, trackId) {
        return room.tracks.rowOf(trackId) || problem.raise("not_found", "The track is gone.", "It was deleted meanwhile.");
    }

    function isAt(row, field, value) {
        return Math.abs(tracksRoom.mixer(row)[field] - value) <= checks.TOLERANCE[field];
    }

    // Bitwig tells late that tracks have moved, and a row then sets whatever lies in it by now: when it turns
    // out to be another track, that one gets back what it had.
    function moveControl(room, trackId, field, value) {
        var row, had = {};
        return [
            function () {
                row = rowNow(room, trackId);
                room.tracks.present().forEach(function (each) { had[each.id] = tracksRoom.mixer(each)[field]; });
                SETTERS[field](row.face, value);
                return true;
            },
            jobs.pause(limits.ROW_SETTLES_S),
            function () {
                var other = row.exists && row.id !== trackId && had[row.id];
                if (typeof other === "number" && isAt(row, field, value)) {
                    SETTERS[field](row.face, other);
                }
                return true;
            },
            jobs.within(limits.TAKEN_WITHIN_S, function () {
                return isAt(rowNow(room, trackId), field, value);
            }, notTaken(field))
        ];
    }

    function mixer(room, change, plan) {
        var asked = change.asked;
        return [function () {
            var before = tracksRoom.mixer(rowNow(room, asked.track_id))[asked.field];
            plan.takeBack(function () {
                return room.tracks.rowOf(asked.track_id) ? moveControl(room, asked.track_id, asked.field, before) : [];
            });
            return true;
        }].concat(moveControl(room, asked.track_id, asked.field, asked.value), [function () {
            room.mirror.refresh(rowNow(room, asked.track_id));
            return true;
        }]);
    }

    // Where a clip lies now; the scenes may have moved since the request was checked.
    function slotNow(room, clip) {
        var place = room.told.clips[clip.id] && room.mirror.place(clip), row = place && room.tracks.rowOf(place.trackId);
        return row ? row.slots[place.index]
            : problem.raise("not_found", "The clip " + clip.name + " is gone.", "It was deleted meanwhile.");
    }

    // A deleted clip cannot be made again as it was, so deletions come last.
    function remove(room, change) {
        return [
            jobs.within(limits.TAKEN_WITHIN_S, function () { return room.mirror.current(); }, notTaken("a change of its scenes")),
            function () {
                slotNow(room, change.clip).face.deleteObject();
                return true;
            },
            jobs.within(limits.TAKEN_WITHIN_S, function () {
                return !room.told.clips[change.clip.id];
            }, notTaken("the deletion of " + change.clip.name))
        ];
    }

    return {
        LAST: "clip/delete",
        make: {"clip/create": newClip.steps, "mixer": mixer, "clip/delete": remove, "track/create": newTrack.steps}
    };
}(SidemanLimits, SidemanLevels, SidemanTracks, SidemanChecks, SidemanNewClip, SidemanNewTrack, SidemanJobs, SidemanProblem));

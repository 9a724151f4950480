// A new track behind the others: made, found by its identity, named.
//
// Bitwig does not say which track it has made: it is the one whose identity was not there before. If the
// musician adds one in the same moment, nobody can tell which is whose, and none is touched.

var SidemanNewTrack = (function (limits, tracksRoom, jobs, problem) {
    "use strict";

    function notTaken() {
        return problem.make("not_taken", "Bitwig made no track.", "Is a dialog open, or the project read-only?");
    }

    function idsOf(room) {
        return room.tracks.present().map(function (row) { return row.id; });
    }

    function takeOut(room, id) {
        var row = room.tracks.rowOf(id);
        if (!row) {
            return [];
        }
        row.face.deleteObject();
        return [jobs.within(limits.TAKEN_WITHIN_S, function () { return !room.tracks.rowOf(id); }, function () {
            return problem.make("not_taken", "a track of ours is still there");
        })];
    }

    function make(room, change, before) {
        return function () {
            before.ids = idsOf(room);
            tracksRoom.MAKERS[change.asked.kind](room.application);
            return true;
        };
    }

    function find(room, change, plan, before) {
        return jobs.within(limits.TAKEN_WITHIN_S, function () {
            var fresh = idsOf(room).filter(function (id) { return before.ids.indexOf(id) < 0; });
            if (fresh.length > 1) {
                problem.raise("unverified", "Two tracks appeared at once, and Sideman does not know its own.",
                    "Look for a new track without a name, and delete it.");
            }
            if (!fresh.length || !room.tracks.settled()) {
                return false;
            }
            change.trackId = fresh[0];
            plan.takeBack(function () { return takeOut(room, change.trackId); });
            return true;
        }, notTaken);
    }

    function name(room, change) {
        return function () {
            room.tracks.rowOf(change.trackId).face.name().set(change.asked.name);
            return true;
        };
    }

    function settled(room, change) {
        return jobs.within(limits.TAKEN_WITHIN_S, function () {
            var row = room.tracks.rowOf(change.trackId), known = room.told.tracks[change.trackId];
            return row && known && known.name === change.asked.name && room.mirror.current();
        }, notTaken);
    }

    function steps(room, change, plan) {
        var before = {ids: []};
        return [make(room, change, before), find(room, change, plan, before), name(room, change), settled(room, change)];
    }

    return {steps: steps};
}(SidemanLimits, SidemanTracks, SidemanJobs, SidemanProblem));

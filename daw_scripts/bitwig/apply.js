// A whole request: everything is checked, then everything is made, or all of it is taken back.
//
// Clips that are to be deleted are read again first: Bitwig does not tell of edits in a clip that is not
// selected.

var SidemanApply = (function (limits, checks, changes, jobs, problem) {
    "use strict";

    function Plan(room, request, answer) {
        this.room = room;
        this.request = request;
        this.answer = answer;
        this.inverses = [];
    }

    // inverse(): steps that take something back; the last one is taken back first.
    Plan.prototype.takeBack = function (inverse) {
        this.inverses.unshift(inverse);
    };

    Plan.prototype.inTime = function () {
        var self = this;
        return function () {
            if (self.room.clock.seconds() - self.request.bornS > self.request.deadlineS) {
                problem.raise("deadline_passed", "Bitwig came to “" + self.request.label + "” too late.",
                    "Nothing was changed; try again.");
            }
            return true;
        };
    };

    // Bitwig tells late of what the musician did just before the request came, or while a dialog was open;
    // until it has told, an empty slot may be a filled one.
    Plan.prototype.toldOfAll = function () {
        var self = this, bornS = this.room.clock.seconds();
        return function () {
            var clock = self.room.clock;
            return clock.seconds() - Math.max(bornS, clock.wokeS) >= limits.ROW_SETTLES_S;
        };
    };

    Plan.prototype.lookAgain = function () {
        var room = this.room;
        return this.request.changes.filter(function (change) {
            return change.kind === changes.LAST && room.told.clips[change.asked.clip_id];
        }).reduce(function (steps, change) {
            var clip = room.told.clips[change.asked.clip_id], reading = {};
            return steps.concat(room.eye.read(room.mirror.place(clip), reading), [function () {
                if (room.told.clips[clip.id]) {
                    room.mirror.read(clip, reading);
                }
                return true;
            }]);
        }, []);
    };

    Plan.prototype.check = function () {
        var room = this.room, taken = {};
        this.request.changes.forEach(function (change) {
            checks.kinds[change.kind](room, change);
            var key = change.place ? change.place.trackId + " " + change.place.index : "";
            if (key && taken[key]) {
                problem.raise("place_taken", "Two changes of one request meet in one slot.", "Choose another slot.");
            }
            taken[key] = true;
        });
        return true;
    };

    Plan.prototype.make = function () {
        var self = this, isLast = function (change) { return change.kind === changes.LAST; };
        var all = this.request.changes;
        var ordered = all.filter(function (change) { return !isLast(change); }).concat(all.filter(isLast));
        return ordered.reduce(function (steps, change) {
            return steps.concat([self.toldOfAll(), function (awakeS, job) {
                job.steps = changes.make[change.kind](self.room, change, self);
                return true;
            }]);
        }, []);
    };

    Plan.prototype.results = function () {
        var room = this.room;
        return this.request.changes.map(function (change) {
            var id = change.trackId || (change.clip ? change.clip.id : change.asked.track_id);
            return ["/change/result", change.index, id, room.told.revisions[id]];
        }).concat([["/done"]]);
    };

    Plan.prototype.run = function () {
        var self = this, room = this.room;
        var waits = jobs.within(limits.READ_WITHIN_S, function () { return room.mirror.current(); }, function () {
            return problem.make("unverified", "Bitwig's lists of tracks and scenes do not settle.", "Nothing was changed; try again.");
        });
        var steps = [this.inTime(), waits, function (awakeS, job) {
            job.steps = self.lookAgain();
            return true;
        }, this.toldOfAll(), this.inTime(), function () { return self.check(); }, function (awakeS, job) {
            job.steps = self.make();
            return true;
        }];
        room.jobs.add(steps, function (found) {
            if (found) {
                self.revert(found);
            } else {
                self.finish(self.results());
            }
        });
    };

    Plan.prototype.finish = function (answers) {
        this.room.eye.giveBack();
        this.answer(answers);
    };

    // Takes back what was made, in front of all other work; then the one answer is the error.
    Plan.prototype.revert = function (found) {
        var self = this, inverse = this.inverses.shift();
        if (!inverse) {
            this.finish([["/error"].concat(problem.args(found))]);
            return;
        }
        this.room.jobs.first([function (awakeS, job) {
            job.steps = inverse();
            return true;
        }], function (left) {
            if (left) {
                found.message += " Not all could be taken back: " + left.message + ".";
                found.hint = "Look at the tracks that were to be changed, and undo there by hand.";
            }
            self.revert(found);
        });
    };

    return {Plan: Plan};
}(SidemanLimits, SidemanChecks, SidemanChanges, SidemanJobs, SidemanProblem));

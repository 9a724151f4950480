// The script's eye: the one cursor clip, through which alone notes can be read and written.
//
// It sees the slot that is selected, so to look at another clip it selects that; the musician's own
// selection is put back afterwards. Steps arrive when they please, and nothing says which is the last:
// what was quiet for a while counts as settled. Only cells that hold a note are asked for details; a scan
// of the whole window would hold Bitwig up for seconds.

var SidemanEye = (function (limits, grid, jobs, osc, problem) {
    "use strict";

    function Eye(host, clock, tracks) {
        var self = this;
        this.clock = clock;
        this.tracks = tracks;
        this.cells = {};
        this.changedS = 0;
        this.at = {trackId: "", index: -1, length: 0, loops: true, loopStart: 0};
        this.lent = null;
        this.returnedS = 0;
        this.firstStep = 0;
        this.onEdit = function () { return undefined; };
        this.cursor = host.createCursorTrack("sideman", "Sideman", 0, 0, true);
        this.clip = this.cursor.createLauncherCursorClip("sideman", "Sideman", limits.WINDOW_STEPS, limits.KEYS);
        this.clip.setStepSize(1 / limits.STEPS_PER_BEAT);
        this.clip.addNoteStepObserver(function (step) { self.take(step); });
        this.selectedTrackId = "";
        this.cursor.channelId().addValueObserver(function (id) { self.selectedTrackId = id; });
        this.follow("trackId", this.clip.getTrack().channelId());
        this.follow("index", this.clip.clipLauncherSlot().sceneIndex());
        this.follow("length", this.clip.getLoopLength());
        this.follow("loopStart", this.clip.getLoopStart());
        this.follow("loops", this.clip.isLoopEnabled());
    }

    Eye.prototype.follow = function (field, value) {
        var self = this;
        value.addValueObserver(function (found) {
            self.at[field] = found;
            self.changedS = self.clock.seconds();
        });
    };

    Eye.prototype.take = function (step) {
        var key = [step.channel(), step.x(), step.y()].join(" "), starts = String(step.state()) === "NoteOn";
        if (starts) {
            this.cells[key] = true;
        } else {
            delete this.cells[key];
        }
        this.changedS = this.clock.seconds();
        this.onEdit();
    };

    Eye.prototype.isAt = function (place) {
        return this.at.trackId === place.trackId && this.at.index === place.index;
    };

    Eye.prototype.quiet = function () {
        return this.clock.seconds() - this.changedS >= limits.NOTES_SETTLE_S;
    };

    function unsettled() {
        return problem.make("unverified", "Bitwig did not show the clip in time.", "Leave it alone for a moment, then try again.");
    }

    // Steps that bring the eye to a place and wait until it has settled there. A move of before may still
    // be under way and lead it off again, so the place is asked for until the eye stays.
    // place: {trackId, index}; index is that of the scene.
    Eye.prototype.visit = function (place) {
        var self = this, arrivedS = null, askAgainS = 0;
        return [
            function () {
                self.scroll(0);
                return true;
            },
            jobs.within(limits.READ_WITHIN_S, function (awakeS) {
                if (!self.isAt(place)) {
                    arrivedS = null;
                    if (awakeS >= askAgainS) {
                        askAgainS = awakeS + limits.ARRIVED_WITHIN_S;
                        self.select(place);
                    }
                    return false;
                }
                arrivedS = arrivedS === null ? awakeS : arrivedS;
                return awakeS - arrivedS >= limits.NOTES_SETTLE_S && self.quiet();
            }, unsettled)
        ];
    };

    Eye.prototype.select = function (place) {
        var row = this.tracks.rowOf(place.trackId), before = this.tracks.selected();
        if (!row) {
            problem.raise("not_found", "There is no track " + place.trackId + ".", "It was deleted meanwhile.");
        }
        if (!this.lent) {
            this.lent = {trackId: before ? before.row.id : this.selectedTrackId, index: before ? before.index : null};
        }
        this.lent.last = place;
        row.slots[place.index].face.select();
    };

    // Puts the musician's selection back, a slot or only a track, unless it has been moved since.
    Eye.prototype.giveBack = function () {
        var lent = this.lent, row = lent && this.tracks.rowOf(lent.trackId);
        this.lent = null;
        if (lent) {
            this.returnedS = this.clock.seconds();
        }
        if (row && this.isAt(lent.last)) {
            if (lent.index === null) {
                row.face.selectInEditor();
            } else {
                row.slots[lent.index].face.select();
            }
        }
    };

    // Whether what is selected is the musician's choice, and none of ours that still lingers.
    Eye.prototype.isFree = function () {
        return !this.lent && this.clock.seconds() - this.returnedS >= limits.NOTES_SETTLE_S;
    };

    Eye.prototype.scroll = function (firstStep) {
        this.firstStep = firstStep;
        this.clip.scrollToStep(firstStep);
    };

    // Steps that read a clip into `reading`: {notes, length, loopStart, loops}.
    Eye.prototype.read = function (place, reading) {
        var self = this;
        return this.visit(place).concat([function (awakeS, job) {
            reading.notes = [];
            reading.length = self.at.length;
            reading.loopStart = self.at.loopStart;
            reading.loops = self.at.loops;
            var steps = [], windows = Math.max(1, Math.ceil(reading.length * limits.STEPS_PER_BEAT / limits.WINDOW_STEPS));
            for (var i = 0; i < windows; i++) {
                steps = steps.concat(self.readWindow(place, i * limits.WINDOW_STEPS, reading));
            }
            job.steps = steps.concat(job.steps);
            return true;
        }]);
    };

    Eye.prototype.readWindow = function (place, firstStep, reading) {
        var self = this, keys = null, collect = null;
        return [
            function () {
                self.scroll(firstStep);
                return true;
            },
            jobs.pause(firstStep ? limits.NOTES_SETTLE_S : 0),
            jobs.within(limits.READ_WITHIN_S, function () { return self.quiet(); }, unsettled),
            function () {
                if (!self.isAt(place)) {
                    throw unsettled();
                }
                keys = keys || Object.keys(self.cells);
                collect = collect || jobs.portions(keys, limits.NOTES_PER_TICK, function (key) {
                    var cell = key.split(" ").map(Number), step = self.clip.getStep(cell[0], cell[1], cell[2]);
                    if (String(step.state()) === "NoteOn") {
                        reading.notes.push(grid.noteOf(step, firstStep));
                    }
                });
                return collect();
            }
        ];
    };

    function before(a, b) {
        return a.start_beats - b.start_beats || a.pitch - b.pitch || a.channel - b.channel;
    }

    // The notes of a reading as they travel, always in the same order.
    function packed(reading) {
        return osc.packNotes(reading.notes.sort(before));
    }

    return {Eye: Eye, packed: packed};
}(SidemanLimits, SidemanGrid, SidemanJobs, SidemanOsc, SidemanProblem));

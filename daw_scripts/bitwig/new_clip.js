// A new clip in an empty slot: put in, named, filled, read back.
//
// From a MIDI file it is one operation, off-grid starts stay exact, and only what MIDI cannot say (muted,
// probability, fractions of a velocity) is written afterwards, into the step that shows the note. Without
// one, each note is a setStep, and an undo entry of its own.

var SidemanNewClip = (function (limits, grid, jobs, osc, problem) {
    "use strict";

    // The slot that was asked for, wherever its scene has moved to meanwhile; null when its track or scene is gone.
    function slotOf(room, change) {
        var asked = change.asked, row = room.tracks.rowOf(change.place.trackId);
        var place = asked.scene_id ? room.mirror.slotPlace(asked.track_id, asked.scene_id) : change.place;
        if (!row || !place) {
            return null;
        }
        change.place.index = place.index;
        return row.slots[place.index];
    }

    function settledSlot(room, change) {
        return slotOf(room, change)
            || problem.raise("not_found", "The slot of “" + change.asked.name + "” is gone.", "Its track or scene was deleted meanwhile.");
    }

    // Indexes are believed only when Bitwig has told of every track and scene.
    function current(room) {
        return jobs.within(limits.TAKEN_WITHIN_S, function () { return room.mirror.current(); }, function () {
            return problem.make("unverified", "Bitwig's lists of tracks and scenes do not settle.", "Try again.");
        });
    }

    function notTaken() {
        return problem.make("not_taken", "Bitwig did not put the clip in.", "Is the track frozen, or the project read-only?");
    }

    function put(room, change, plan) {
        return function () {
            var slot = settledSlot(room, change);
            if (slot.filled) {
                problem.raise("place_taken", "The slot was filled meanwhile.", "Choose an empty slot.");
            }
            plan.takeBack(function () { return takeOut(room, change); });
            if (change.file) {
                slot.face.replaceInsertionPoint().insertFile(change.file);
            } else {
                slot.face.createEmptyClip(Math.max(1, Math.ceil(change.asked.length_beats)));
            }
            return true;
        };
    }

    function isOurs(slot, change) {
        return slot.name === "" || osc.cleanText(slot.name) === osc.cleanText(change.asked.name);
    }

    function stillThere(change) {
        return function () {
            return problem.make("not_taken", "what lies in the slot of “" + change.asked.name + "” is still there");
        };
    }

    // Steps that empty a slot which a change has filled. What bears another name by then is the musician's.
    function takeOut(room, change) {
        return [current(room), function (awakeS, job) {
            var slot = slotOf(room, change);
            if (slot && slot.filled) {
                if (!isOurs(slot, change)) {
                    throw stillThere(change)();
                }
                slot.face.deleteObject();
                job.steps = [jobs.within(limits.TAKEN_WITHIN_S, function () {
                    var now = slotOf(room, change);
                    return !now || !now.filled;
                }, stillThere(change))];
            }
            return true;
        }];
    }

    function dress(room, change) {
        return function () {
            room.eye.clip.setName(change.asked.name);
            room.eye.clip.getLoopLength().set(change.asked.length_beats);
            if (change.asked.color >= 0) {
                var color = change.asked.color;
                settledSlot(room, change).face.color().set((color >> 16) / 255, (color >> 8 & 255) / 255, (color & 255) / 255);
            }
            return true;
        };
    }

    // Steps that do something with notes, window after window: act(note, x) is given each note's step
    // inside the window.
    function eachWindow(room, notes, act) {
        var byWindow = {};
        notes.forEach(function (note) {
            var window = Math.floor(grid.stepOf(note) / limits.WINDOW_STEPS);
            byWindow[window] = (byWindow[window] || []).concat([note]);
        });
        return Object.keys(byWindow).reduce(function (steps, window) {
            var firstStep = window * limits.WINDOW_STEPS;
            return steps.concat([
                function () {
                    room.eye.scroll(firstStep);
                    return true;
                },
                jobs.pause(limits.NOTES_SETTLE_S),
                jobs.portions(byWindow[window], limits.NOTES_PER_TICK, function (note) {
                    act(note, grid.stepOf(note) - firstStep);
                })
            ]);
        }, []);
    }

    function write(room, change) {
        var bySteps = change.file ? [] : change.notes;
        var touched = change.notes.filter(function (note) { return grid.needsTouch(note, change.file); });
        return eachWindow(room, bySteps, function (note, x) {
            room.eye.clip.setStep(note.channel, x, note.pitch, Math.round(note.velocity), note.length_beats);
        }).concat(touched.length ? [jobs.pause(limits.NOTE_AGE_S)] : [], eachWindow(room, touched, function (note, x) {
            grid.touch(room.eye.clip.getStep(note.channel, x, note.pitch), note);
        }));
    }

    // Reads until the notes are those that were written. Settled but wrong: not_taken; never settled:
    // unverified.
    function verify(room, change) {
        var reading = {}, endS = null, last = "";
        function compare(awakeS, job) {
            endS = endS === null ? awakeS + limits.VERIFIED_WITHIN_S : endS;
            settledSlot(room, change);
            var wrong = grid.difference(change.notes, reading.notes);
            change.reading = reading;
            if (!wrong && Math.abs(reading.length - change.asked.length_beats) < 1e-6) {
                return true;
            }
            if (awakeS > endS) {
                throw problem.make(wrong === last ? "not_taken" : "unverified", "Bitwig did not keep what was written: "
                    + (wrong || "the clip's length") + ".", "The clip was taken out again.");
            }
            last = wrong;
            job.steps = room.eye.read(change.place, reading).concat([compare]);
            return true;
        }
        return room.eye.read(change.place, reading).concat([compare]);
    }

    function settled(room, change) {
        return jobs.within(limits.TAKEN_WITHIN_S, function () {
            var clip = room.mirror.seen(change.place);
            if (!clip || clip.name !== change.asked.name || !room.mirror.current()) {
                return false;
            }
            room.mirror.wrote(clip, change.notes);
            room.mirror.read(clip, change.reading);
            change.clip = clip;
            return true;
        }, notTaken);
    }

    function steps(room, change, plan) {
        return [
            current(room),
            put(room, change, plan),
            jobs.within(limits.TAKEN_WITHIN_S, function () { return settledSlot(room, change).filled; }, notTaken)
        ].concat(room.eye.visit(change.place), [dress(room, change)], write(room, change), verify(room, change),
            [settled(room, change)]);
    }

    return {steps: steps};
}(SidemanLimits, SidemanGrid, SidemanJobs, SidemanOsc, SidemanProblem));

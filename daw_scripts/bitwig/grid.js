// Notes on Bitwig's grid of steps, which is all that a script can see of them.
//
// A start between two steps is shown on the step before it. Lengths, velocities and channels are whole.

var SidemanGrid = (function (limits) {
    "use strict";

    var ON_STEP = 1e-6, NEARLY_BEATS = 1e-3, NEARLY_VELOCITY = 0.51, WHOLE = 1e-3;
    var USUAL = {release_velocity: 64, probability: 1, muted: false};

    function stepOf(note) {
        return Math.floor(note.start_beats * limits.STEPS_PER_BEAT + ON_STEP);
    }

    function isOnStep(note) {
        var steps = note.start_beats * limits.STEPS_PER_BEAT;
        return Math.abs(steps - Math.round(steps)) <= ON_STEP * limits.STEPS_PER_BEAT;
    }

    // Notes of one cell cannot be told apart.
    function cellOf(note) {
        return [note.channel, stepOf(note), note.pitch].join(" ");
    }

    function sevenBits(share) {
        var value = share * 127, whole = Math.round(value);
        return Math.abs(value - whole) < WHOLE ? whole : value;
    }

    // A note of the wire from what a step says of it.
    function noteOf(step, firstStep) {
        return {
            start_beats: (step.x() + firstStep) / limits.STEPS_PER_BEAT,
            length_beats: step.duration(),
            pitch: step.y(),
            channel: step.channel(),
            velocity: Math.max(1, sevenBits(step.velocity())),
            release_velocity: sevenBits(step.releaseVelocity()),
            probability: step.isChanceEnabled() ? step.chance() : 1,
            muted: step.isMuted()
        };
    }

    // Whether a note needs more than setStep or a MIDI file can say.
    function needsTouch(note, fromFile) {
        var velocity = note.velocity !== Math.round(note.velocity);
        var release = !fromFile && note.release_velocity !== USUAL.release_velocity;
        return velocity || release || note.probability !== USUAL.probability || note.muted !== USUAL.muted;
    }

    function touch(step, note) {
        step.setVelocity(note.velocity / 127);
        step.setReleaseVelocity(note.release_velocity / 127);
        step.setChance(note.probability);
        step.setIsChanceEnabled(note.probability < USUAL.probability);
        step.setIsMuted(note.muted);
    }

    function byCell(notes) {
        var found = {};
        notes.forEach(function (note) { found[cellOf(note)] = note; });
        return found;
    }

    // What is wrong with the notes that were read, one sentence; "" when they are those that were wanted.
    function difference(wanted, found) {
        var there = byCell(found);
        if (wanted.length !== found.length) {
            return wanted.length + " notes were written and " + found.length + " are there";
        }
        var wrong = wanted.filter(function (note) {
            var seen = there[cellOf(note)];
            return !seen || Math.abs(seen.length_beats - note.length_beats) > NEARLY_BEATS
                || Math.abs(seen.velocity - note.velocity) > NEARLY_VELOCITY
                || Math.abs(seen.probability - note.probability) > NEARLY_BEATS || seen.muted !== note.muted;
        });
        return wrong.length ? "note " + wrong[0].pitch + " at beat " + wrong[0].start_beats + " is not as it was written" : "";
    }

    return {
        stepOf: stepOf,
        isOnStep: isOnStep,
        cellOf: cellOf,
        noteOf: noteOf,
        needsTouch: needsTouch,
        touch: touch,
        difference: difference
    };
}(SidemanLimits));

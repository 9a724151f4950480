// Gathers the messages of a change until it is to be applied. What is wrong with a piece is kept and said
// then: a request has one answer.

var SidemanIntake = (function (limits, osc, problem) {
    "use strict";

    var WITH_NOTES = {"clip/create": true, "clip/replace": true};

    function Intake() {
        this.open = {};
        this.order = [];
    }

    Intake.prototype.begin = function (named, bornS) {
        if (this.open["." + named.request_id]) {
            return;
        }
        this.open["." + named.request_id] = {
            id: named.request_id, label: named.label, bornS: bornS, deadlineS: named.deadline_ms / 1000,
            count: named.changes, changes: [], problem: null
        };
        this.order.push(named.request_id);
        if (this.order.length > limits.OPEN_REQUESTS) {
            delete this.open["." + this.order.shift()];
        }
    };

    function spoil(request, message) {
        request.problem = request.problem || problem.make("bad_message", message);
    }

    // kind: the address after "/change/".
    Intake.prototype.change = function (kind, named) {
        var request = this.open["." + named.request_id];
        if (!request) {
            return;
        }
        if (named.index !== request.changes.length || named.index >= request.count) {
            spoil(request, "Change " + named.index + " came where " + request.changes.length + " was due of "
                + request.count + ".");
            return;
        }
        request.changes.push({
            kind: kind, index: named.index, asked: named, file: "",
            collector: WITH_NOTES[kind] ? new osc.NoteCollector(named.note_count) : null
        });
    };

    Intake.prototype.withNotes = function (named) {
        var request = this.open["." + named.request_id], change = request && request.changes[named.index];
        if (request && !(change && change.collector)) {
            spoil(request, "Notes came for change " + named.index + ", which takes none.");
            return null;
        }
        return change || null;
    };

    Intake.prototype.notes = function (named) {
        var change = this.withNotes(named);
        if (!change) {
            return;
        }
        try {
            change.collector.add(named.offset, named.notes);
        } catch (wrong) {
            spoil(this.open["." + named.request_id], wrong.message);
        }
    };

    // The notes of a change lie in a MIDI file too, which Bitwig reads in one operation.
    Intake.prototype.file = function (named) {
        var change = this.withNotes(named);
        if (change) {
            change.file = named.path;
        }
    };

    // The complete request, which is forgotten here; null for one that has not begun. Throws what is wrong.
    Intake.prototype.take = function (requestId) {
        var request = this.open["." + requestId];
        if (!request) {
            return null;
        }
        delete this.open["." + requestId];
        this.order = this.order.filter(function (id) { return id !== requestId; });
        if (request.problem) {
            throw request.problem;
        }
        if (request.changes.length !== request.count) {
            problem.raise("bad_message", request.changes.length + " changes came of " + request.count + ".");
        }
        request.changes.forEach(function (change) {
            change.notes = change.collector ? osc.unpackNotes(change.collector.notes()) : [];
        });
        return request;
    };

    return {Intake: Intake};
}(SidemanLimits, SidemanOsc, SidemanProblem));

// What only a real Bitwig can tell: how even its timer is, which law its faders follow, how late it shows
// what was written. Tried on a track that is made for it and is gone afterwards; the report goes to the
// daemon, which keeps it for the doctor, because Bitwig lets no script write files.

var SidemanSelftest = (function (limits, levels, jobs, newTrack, newClip, report) {
    "use strict";

    var NAME = "Self-test of Sideman", MEASURED_TICKS = 100, FADER_BOUND_DB = 0.5, FLOOR_DB = -60;
    var POINTS_DB = [6, 3, 0, -3, -6, -12, -18, -24, -36, -48, -60], MOST_TICKS = 10, SHOWN_WITHIN_S = 0.1;
    var NOTES = [
        {start_beats: 0, length_beats: 0.5, pitch: 0, channel: 15, velocity: 1, release_velocity: 100, probability: 0.5, muted: false},
        {start_beats: 2 / 3, length_beats: 1 / 3, pitch: 127, channel: 0, velocity: 127, release_velocity: 64, probability: 1, muted: true}
    ];

    function Selftest(room, host) {
        this.room = room;
        this.host = host;
        this.running = false;
        this.shown = room.tracks.rows.map(function (row) {
            var value = row.face.volume().displayedValue();
            value.markInterested();
            return value;
        });
        this.canRedo = room.application.canRedo();
        this.canRedo.markInterested();
    }

    Selftest.prototype.run = function () {
        if (this.running) {
            return;
        }
        this.running = true;
        this.found = {timesS: [], loudestDb: -Infinity, points: [], ticks: [], clip: null};
        this.inverses = [];
        this.room.popup.say("Self-test: leave Bitwig alone for ten seconds.");
        var self = this;
        this.room.jobs.add([this.listen(), function (awakeS, job) {
            job.steps = self.mayWrite() ? self.onScratchTrack() : self.onTheMusiciansTracks();
            return true;
        }], function (found) {
            self.room.eye.giveBack();
            self.takeOut(found);
        });
    };

    // Takes the time of each tick, and the loudest meter.
    Selftest.prototype.listen = function () {
        var self = this, found = this.found;
        return function () {
            found.timesS.push(self.room.clock.seconds());
            self.room.tracks.present().forEach(function (row) {
                found.loudestDb = Math.max(found.loudestDb, levels.meterDb(Math.max(row.steps[0], row.steps[1])));
            });
            return found.timesS.length > MEASURED_TICKS;
        };
    };

    // What could be redone would be lost, and a track beyond the window not be seen.
    Selftest.prototype.mayWrite = function () {
        return !this.canRedo.get() && this.room.tracks.count < limits.TRACKS && this.room.scenes.count() > 0;
    };

    Selftest.prototype.takeBack = function (inverse) {
        this.inverses.unshift(inverse);
    };

    Selftest.prototype.display = function (row) {
        return this.shown[row.index].get();
    };

    // Where the musician's own faders stand.
    Selftest.prototype.onTheMusiciansTracks = function () {
        var self = this;
        this.found.points = this.room.tracks.present().map(function (row) {
            return [levels.volumeDb(row.volume), self.display(row)];
        }).filter(function (point) { return point[0] >= FLOOR_DB; });
        return [];
    };

    Selftest.prototype.onScratchTrack = function () {
        var self = this, room = this.room, track = {asked: {kind: "midi", name: NAME}};
        var moves = POINTS_DB.map(function (db) { return self.move(track, levels.volumePosition(db)); });
        return newTrack.steps(room, track, this).concat(moves, [function (awakeS, job) {
            job.steps = self.clip(track.trackId);
            return true;
        }]);
    };

    // Moves the scratch fader, waits until Bitwig tells of it, and until its words have come too.
    Selftest.prototype.move = function (track, position) {
        var self = this, ticks = 0, toldS = null;
        return function () {
            var row = self.room.tracks.rowOf(track.trackId), nowS = self.room.clock.seconds();
            if (ticks === 0) {
                row.face.volume().setImmediately(position);
            }
            ticks += 1;
            if (toldS === null && (Math.abs(row.volume - position) < 1e-6 || ticks > limits.TAKEN_WITHIN_S * 1000 / limits.TICK_MS)) {
                toldS = nowS;
                self.found.ticks.push(ticks - 1);
            }
            if (toldS === null || nowS - toldS < SHOWN_WITHIN_S) {
                return false;
            }
            self.found.points.push([levels.volumeDb(position), self.display(row)]);
            return true;
        };
    };

    // Steps that write a clip and read it back.
    Selftest.prototype.clip = function (trackId) {
        var self = this, room = this.room, beganS = room.clock.seconds();
        var change = {
            place: {trackId: trackId, index: 0}, notes: NOTES, file: "",
            asked: {track_id: trackId, scene_id: room.told.scenes[0].id, length_beats: 4, name: NAME, color: -1}
        };
        return newClip.steps(room, change, this).concat([function () {
            self.found.clip = Math.round((room.clock.seconds() - beganS) * 1000);
            return true;
        }]);
    };

    // Takes back what was made, the last first; then the report is written.
    Selftest.prototype.takeOut = function (problem) {
        var self = this, inverse = this.inverses.shift();
        if (!inverse) {
            this.finish(problem);
            return;
        }
        this.room.jobs.first([function (awakeS, job) {
            job.steps = inverse();
            return true;
        }], function (left) { self.takeOut(left || problem); });
    };

    Selftest.prototype.readBack = function (problem) {
        var ticks = this.found.ticks, worst = Math.max.apply(null, ticks);
        if (problem) {
            return report.row("read_back_delay", "off", problem.message, null, null, "ticks");
        }
        if (!ticks.length) {
            return report.row("read_back_delay", "not_probed",
                "there is something to redo, or no room for a track: start it again in a new project");
        }
        return report.row("read_back_delay", worst <= MOST_TICKS ? "ok" : "off", ticks.length + " moves of a fader",
            report.median(ticks), worst, "ticks");
    };

    Selftest.prototype.rows = function (problem) {
        var found = this.found, book = this.room.sceneBook, silent = found.loudestDb <= FLOOR_DB;
        return [
            report.timerRow(found.timesS, limits.TICK_MS),
            report.faderRow(found.points, FADER_BOUND_DB),
            report.row("meter_law", "not_probed", silent ? "nothing sounded, and Bitwig tells scripts no level in dB"
                : "the loudest by a straight line of " + -FLOOR_DB + " dB; Bitwig tells scripts no level in dB",
                silent ? null : found.loudestDb, null, "dB"),
            this.readBack(problem),
            report.row("undo_grouping", "not_probed", "Bitwig names no undo step, so Sideman takes none back"),
            found.clip === null ? report.row("clip_read_back", problem ? "off" : "not_probed", problem ? problem.message : "no clip was written")
                : report.row("clip_read_back", "ok", "two notes with all they carry, written and read back", found.clip, null, "ms"),
            report.row("document_state", book.isKept() ? "ok" : "off", book.isKept() ? "ids of scenes are kept in the project"
                : "Bitwig did not keep the ids of scenes: they hold until the script is loaded anew")
        ];
    };

    Selftest.prototype.finish = function (problem) {
        var rows = this.rows(problem), room = this.room;
        var text = report.text("bitwig", this.host.getHostVersion(), rows, {
            api: this.host.getHostApiVersion(), tracks: room.tracks.count, window_tracks: limits.TRACKS,
            scenes: room.scenes.total, window_scenes: limits.SCENES, bar_beats: room.transport.barBeats()
        });
        this.running = false;
        this.host.println("Sideman " + text);
        room.told.send("/selftest", [text]);
        room.popup.say(report.summary(rows) + (room.told.open ? " Now run sideman doctor."
            : " Sideman is not running, so the report is in the controller console only."));
    };

    return {Selftest: Selftest};
}(SidemanLimits, SidemanLevels, SidemanJobs, SidemanNewTrack, SidemanNewClip, SidemanSelftestReport));

// What only a real Bitwig can tell, written to the controller console and to the daemon's log. It changes
// nothing in the set; the selection moves for a moment.

var SidemanSelftest = (function (limits, levels, tracksRoom) {
    "use strict";

    var SHOWN_TRACKS = 4;

    function Selftest(room, host) {
        this.room = room;
        this.host = host;
        this.shown = room.tracks.rows.slice(0, SHOWN_TRACKS).map(function (row) {
            var value = row.face.volume().displayedValue();
            value.markInterested();
            return value;
        });
    }

    Selftest.prototype.say = function (text) {
        this.host.println("Sideman self-test: " + text);
        this.room.told.send("/log", ["info", "self-test: " + text]);
    };

    Selftest.prototype.run = function () {
        var self = this, room = this.room, tracks = room.tracks;
        this.say("Bitwig " + this.host.getHostVersion() + ", API " + this.host.getHostApiVersion() + ", script "
            + limits.SCRIPT_VERSION);
        this.say(tracks.count + " tracks of at most " + limits.TRACKS + ", " + room.scenes.total + " scenes of at most "
            + limits.SCENES);
        this.say("tempo " + room.transport.tempo.getRaw() + " bpm, bar of " + room.transport.barBeats() + " beats");
        tracks.rows.slice(0, SHOWN_TRACKS).forEach(function (row, index) {
            if (row.exists) {
                self.say("track " + row.id + " is of type " + row.type + "; its fader shows " + self.shown[index].get()
                    + ", our law gives " + levels.volumeDb(row.volume).toFixed(2) + " dB");
            }
        });
        this.look();
    };

    // How long the eye takes to settle on the clip that is selected.
    Selftest.prototype.look = function () {
        var self = this, room = this.room, selected = room.tracks.selected();
        if (!selected) {
            this.say("no clip is selected, so no notes were read");
            return;
        }
        var reading = {}, beganS = room.clock.seconds();
        room.jobs.add(room.eye.read({trackId: selected.row.id, index: selected.index}, reading), function (found) {
            room.eye.giveBack();
            self.say(found ? "reading failed: " + found.message : reading.notes.length + " notes read in "
                + Math.round((room.clock.seconds() - beganS) * 1000) + " ms, " + reading.length + " beats long");
        });
    };

    return {Selftest: Selftest};
}(SidemanLimits, SidemanLevels, SidemanTracks));

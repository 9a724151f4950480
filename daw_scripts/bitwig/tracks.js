// Tracks and their slots as Bitwig tells of them: one plain row for each place of the bank's window.
//
// A row is only a place: when a track is put before it, the row means another track, and its values
// change one by one. So nobody keeps rows by index; `rowOf` gives the row where a track is now.

var SidemanTracks = (function (limits, levels) {
    "use strict";

    var TRACK_KINDS = {Instrument: "midi", Hybrid: "midi", Audio: "audio", Group: "group", Effect: "return", Master: "master"};
    // Row field -> the value of a track that it follows. `id` is the only one that says which track it is.
    var FIELDS = {
        exists: function (face) { return face.exists(); },
        id: function (face) { return face.channelId(); },
        name: function (face) { return face.name(); },
        type: function (face) { return face.trackType(); },
        volume: function (face) { return face.volume(); },
        pan: function (face) { return face.pan(); },
        muted: function (face) { return face.mute(); },
        soloed: function (face) { return face.solo(); },
        armed: function (face) { return face.arm(); },
        parentId: function (face) { return face.createParentTrack(0, 0).channelId(); }
    };
    // Kind of the wire -> how Bitwig makes one; -1 is behind the last.
    var MAKERS = {
        midi: function (application) { application.createInstrumentTrack(-1); },
        audio: function (application) { application.createAudioTrack(-1); },
        "return": function (application) { application.createEffectTrack(-1); }
    };
    var MAKES_LIST = {exists: true, id: true};

    function rgb(red, green, blue) {
        return (Math.round(red * 255) << 16) | (Math.round(green * 255) << 8) | Math.round(blue * 255);
    }

    function Tracks(host, clock) {
        var self = this;
        this.clock = clock;
        this.rows = [];
        this.count = 0;
        this.bank = host.createTrackBank(limits.TRACKS, limits.SENDS, limits.SCENES, true);
        this.listsChangedS = 0;
        this.listsChanged = true;
        this.bank.itemCount().addValueObserver(function (count) {
            self.count = count;
            self.noteLists();
        });
        for (var i = 0; i < limits.TRACKS; i++) {
            this.rows.push(this.watchRow(this.bank.getItemAt(i), i));
        }
    }

    Tracks.prototype.noteLists = function () {
        this.listsChanged = true;
        this.listsChangedS = this.clock.seconds();
    };

    Tracks.prototype.noteRow = function (row) {
        row.changedS = row.changedS === null ? this.clock.seconds() : row.changedS;
    };

    Tracks.prototype.watchRow = function (face, index) {
        var self = this, row = {face: face, index: index, changedS: null, color: -1, slots: [], sends: [], steps: [0, 0]};
        Object.keys(FIELDS).forEach(function (field) {
            row[field] = "";
            FIELDS[field](face).addValueObserver(function (value) {
                row[field] = value;
                self.noteRow(row);
                if (MAKES_LIST[field]) {
                    self.noteLists();
                }
            });
        });
        face.color().addValueObserver(function (red, green, blue) {
            row.color = rgb(red, green, blue);
            self.noteRow(row);
        });
        [0, 1].forEach(function (side) {
            face.addVuMeterObserver(levels.METER_STEPS, side, true, function (step) { row.steps[side] = step; });
        });
        this.watchSlots(row, face.clipLauncherSlotBank());
        this.watchSends(row, face.sendBank());
        return row;
    };

    // A send bears the name of the return that it goes to, and Bitwig's own words for its level.
    Tracks.prototype.watchSends = function (row, bank) {
        var self = this;
        function watch(send, value, field) {
            send[field] = "";
            value.addValueObserver(function (found) {
                send[field] = found;
                self.noteRow(row);
            });
        }
        for (var i = 0; i < limits.SENDS; i++) {
            row.sends.push({});
            watch(row.sends[i], bank.getItemAt(i).name(), "name");
            watch(row.sends[i], bank.getItemAt(i).displayedValue(), "shown");
        }
    };

    // {return's id: dB}. The n-th send goes to the n-th return; one that bears another name is left out,
    // and so is a level in words that are no number.
    Tracks.prototype.sendsOf = function (row) {
        var returns = this.present().filter(function (each) { return kind(each) === "return"; }), found = {};
        row.sends.forEach(function (send, index) {
            var goal = returns[index], db = levels.shownDb(send.shown);
            if (goal && send.name && goal.name === send.name && db !== null) {
                found[goal.id] = db;
            }
        });
        return found;
    };

    // lives: how many clips this slot has held, so that a new one is not taken for the old.
    Tracks.prototype.watchSlots = function (row, bank) {
        var self = this;
        for (var i = 0; i < limits.SCENES; i++) {
            row.slots.push({face: bank.getItemAt(i), filled: false, lives: 0, name: "", color: -1, selected: false});
        }
        bank.addHasContentObserver(function (index, filled) {
            row.slots[index].lives += filled && !row.slots[index].filled ? 1 : 0;
            row.slots[index].filled = filled;
            self.noteRow(row);
        });
        bank.addNameObserver(function (index, name) {
            row.slots[index].name = name;
            self.noteRow(row);
        });
        bank.addColorObserver(function (index, red, green, blue) {
            row.slots[index].color = rgb(red, green, blue);
            self.noteRow(row);
        });
        bank.addIsSelectedObserver(function (index, selected) { row.slots[index].selected = selected; });
    };

    // Whether the lists of tracks and scenes are told to their end, as far as one can know.
    Tracks.prototype.settled = function () {
        return this.clock.seconds() - this.listsChangedS >= limits.LISTS_SETTLE_S;
    };

    Tracks.prototype.rowOf = function (id) {
        return this.rows.filter(function (row) { return row.exists && row.id === id; })[0] || null;
    };

    Tracks.prototype.present = function () {
        return this.rows.filter(function (row) { return row.exists && row.id; });
    };

    // {row, index} of the slot that the musician has selected; null for none.
    Tracks.prototype.selected = function () {
        var found = null;
        this.rows.forEach(function (row) {
            row.slots.forEach(function (slot, index) {
                found = row.exists && slot.selected ? {row: row, index: index} : found;
            });
        });
        return found;
    };

    function kind(row) {
        return TRACK_KINDS[row.type] || "midi";
    }

    // The controls as they travel.
    function mixer(row) {
        return {
            volume_db: levels.volumeDb(row.volume),
            pan: levels.pan(row.pan),
            muted: Number(row.muted),
            soloed: Number(row.soloed),
            armed: Number(row.armed)
        };
    }

    return {Tracks: Tracks, MAKERS: MAKERS, kind: kind, mixer: mixer};
}(SidemanLimits, SidemanLevels));

// From the rows that Bitwig fills to what the daemon is told: who is gone, who is there, what changed.
//
// A clip has no identity in Bitwig. Here it gets one for this life of the script: it belongs to a track's
// channelId and to a scene, and keeps it when tracks or scenes move.

var SidemanMirror = (function (limits, tracksRoom, sceneRows, eyeRoom, grid, osc) {
    "use strict";

    var GRID_WARNING = "Bitwig shows the starts of notes on a grid of 1/96 only: what lies between in this clip is "
        + "not seen: ";

    // The moment of a change that no row can have of its own: look at it in any case.
    var UNSEEN_S = -1;

    function Mirror(told, tracks, scenes, clock) {
        this.told = told;
        this.tracks = tracks;
        this.scenes = scenes;
        this.clock = clock;
        this.byCell = {};
    }

    function cellOf(trackId, sceneId) {
        return trackId + " " + sceneId;
    }

    // A bounded part of what is due.
    Mirror.prototype.tick = function () {
        if (!this.tracks.settled()) {
            return;
        }
        if (this.tracks.listsChanged) {
            this.lookAtLists();
        }
        var self = this, dueS = this.clock.seconds() - limits.ROW_SETTLES_S;
        this.pending().filter(function (row) {
            return row.changedS <= dueS;
        }).slice(0, limits.ROWS_PER_TICK).forEach(function (row) { self.refresh(row); });
    };

    Mirror.prototype.pending = function () {
        return this.tracks.rows.filter(function (row) { return row.changedS !== null; });
    };

    // Whether every row was looked at since the lists last changed.
    Mirror.prototype.current = function () {
        return this.tracks.settled() && !this.tracks.listsChanged
            && !this.tracks.rows.some(function (row) { return row.changedS === UNSEEN_S; });
    };

    Mirror.prototype.lookAtLists = function () {
        var self = this, told = this.told;
        this.tracks.listsChanged = false;
        told.list("tracks").forEach(function (track) {
            if (!self.tracks.rowOf(track.id)) {
                told.trackGone(track.id);
            }
        });
        this.matchScenes();
        this.tracks.rows.forEach(function (row) {
            row.changedS = UNSEEN_S;
            row.slots.forEach(function (slot, index) {
                var clip = row.exists && told.scenes[index] && self.at(row.id, told.scenes[index].id);
                if (clip) {
                    clip.life = slot.lives;
                }
            });
        });
    };

    // Says what lies beyond the window, which Bitwig fixed when the script started.
    Mirror.prototype.warnOfWindow = function () {
        var told = this.told;
        [["tracks", this.tracks.count, limits.TRACKS], ["scenes", this.scenes.total, limits.SCENES]].forEach(function (row) {
            if (row[1] > row[2]) {
                told.send("/log", ["warning", "possiblyTruncated: this set has " + row[1] + " " + row[0]
                    + ", and Sideman sees the first " + row[2] + "."]);
            }
        });
    };

    Mirror.prototype.matchScenes = function () {
        var self = this, told = this.told, before = told.scenes, now = [];
        for (var i = 0; i < this.scenes.count(); i++) {
            now.push(i);
        }
        var present = this.tracks.present();
        var rowsNow = now.map(function (index) {
            return present.map(function (row) {
                return row.slots[index].filled ? "[" + osc.cleanText(row.slots[index].name) + "]" : "-";
            }).concat(self.scenes.names[index]).join("\n");
        });
        var rowsBefore = before.map(function (scene) {
            return present.map(function (row) {
                var clip = self.at(row.id, scene.id);
                return clip ? "[" + clip.name + "]" : "-";
            }).concat(scene.name).join("\n");
        });
        var was = sceneRows.match(rowsBefore, rowsNow);
        told.scenes = was.map(function (old, index) {
            var name = self.scenes.names[index], known = before[old];
            var scene = {id: known ? known.id : told.newId("scene"), name: name, index: index};
            if (!known || known.name !== name || known.index !== index) {
                told.scene(scene);
            }
            return scene;
        });
        before.filter(function (scene, old) { return was.indexOf(old) < 0; }).forEach(function (scene) {
            told.sceneGone(scene.id);
        });
    };

    Mirror.prototype.at = function (trackId, sceneId) {
        var clip = this.told.clips[this.byCell[cellOf(trackId, sceneId)]];
        return clip || null;
    };

    Mirror.prototype.refresh = function (row) {
        var self = this, told = this.told;
        row.changedS = null;
        if (!row.exists || !row.id) {
            return;
        }
        var track = tracksRoom.mixer(row);
        track.id = row.id;
        track.name = osc.cleanText(row.name);
        track.kind = tracksRoom.kind(row);
        track.index = row.index;
        track.color = row.color;
        track.group_id = "";
        told.track(track);
        told.scenes.forEach(function (scene, index) { self.refreshSlot(row, scene, row.slots[index]); });
    };

    Mirror.prototype.refreshSlot = function (row, scene, slot) {
        var told = this.told, clip = this.at(row.id, scene.id);
        if (clip && (!slot.filled || clip.life !== slot.lives)) {
            told.clipGone(clip.id);
            clip = null;
        }
        if (!slot.filled) {
            return;
        }
        if (!clip) {
            clip = {id: told.newId("clip"), track_id: row.id, scene_id: scene.id, start_beats: 0, length_beats: 0,
                is_midi: tracksRoom.kind(row) === "midi", muted: false, loop_start_beats: 0, loop_length_beats: 0,
                note_count: 0, life: slot.lives, sign: null, exact: false, warned: false};
            this.byCell[cellOf(row.id, scene.id)] = clip.id;
        }
        told.clip(clip, {name: osc.cleanText(slot.name), color: slot.color});
    };

    // Where a clip is now: its track, and the index of its scene.
    Mirror.prototype.place = function (clip) {
        return this.slotPlace(clip.track_id, clip.scene_id);
    };

    Mirror.prototype.slotPlace = function (trackId, sceneId) {
        var scene = this.told.scenes.filter(function (each) { return each.id === sceneId; })[0];
        return scene && this.told.tracks[trackId] ? {trackId: trackId, index: scene.index} : null;
    };

    // The clip at a place of the eye; null for none.
    Mirror.prototype.seen = function (place) {
        var scene = this.told.scenes[place.index];
        return scene ? this.at(place.trackId, scene.id) : null;
    };

    // Takes over what the eye has read of a clip; gives its notes as they travel.
    Mirror.prototype.read = function (clip, reading) {
        var notes = eyeRoom.packed(reading);
        this.told.clip(clip, {
            length_beats: reading.length,
            loop_start_beats: reading.loopStart,
            loop_length_beats: reading.loops ? reading.length : 0,
            note_count: reading.notes.length,
            sign: notes.join(",")
        });
        if (reading.notes.length && !clip.exact && !clip.warned) {
            clip.warned = true;
            this.told.send("/log", ["warning", GRID_WARNING + clip.name]);
        }
        return notes;
    };

    // Our own notes, just written: nothing lies between steps if nothing was written there.
    Mirror.prototype.wrote = function (clip, notes) {
        clip.exact = notes.every(grid.isOnStep);
    };

    return {Mirror: Mirror};
}(SidemanLimits, SidemanTracks, SidemanSceneRows, SidemanEye, SidemanGrid, SidemanOsc));

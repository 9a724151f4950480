// From the rows that Bitwig fills to what the daemon is told: who is gone, who is there, what changed.
//
// A clip has no identity in Bitwig. Here it gets one for this life of the script: it belongs to a track's
// channelId and to a scene, and keeps it when tracks or scenes move. The ids of scenes are kept in the
// document (scene_book.js).

var SidemanMirror = (function (limits, tracksRoom, sceneRows, sceneBook, eyeRoom, grid, osc) {
    "use strict";

    var GRID_WARNING = "Bitwig shows the starts of notes on a grid of 1/96 only: what lies between in this clip is "
        + "not seen: ";

    // The moment of a change that no row can have of its own: look at it in any case.
    var UNSEEN_S = -1;

    // isSteady(): whether the set in front is the one that is mirrored.
    function Mirror(told, tracks, scenes, book, clock, isSteady) {
        this.told = told;
        this.tracks = tracks;
        this.scenes = scenes;
        this.book = book;
        this.isSteady = isSteady;
        this.clock = clock;
        this.byCell = {};
    }

    function cellOf(trackId, sceneId) {
        return trackId + " " + sceneId;
    }

    // A bounded part of what is due.
    Mirror.prototype.tick = function () {
        if (!this.tracks.settled() || !this.book.settled() || !this.isSteady()) {
            return;
        }
        if (this.book.isDue() && this.told.scenes.length) {
            this.book.keep(this.signedScenes(this.told.scenes.length));
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

    // The first so many scenes of the window, with the ids that were told and the signs of what lies in them now.
    Mirror.prototype.signedScenes = function (count) {
        var self = this, present = this.tracks.present();
        return this.scenes.names.slice(0, count).map(function (name, index) {
            var clips = present.filter(function (row) { return row.slots[index].filled; }).map(function (row) {
                return [row.id, osc.cleanText(row.slots[index].name)];
            });
            return {id: (self.told.scenes[index] || {}).id, sign: sceneBook.rowSign(name, clips)};
        });
    };

    // For each scene of now the one that it was before. In a new life of the script that is what was kept
    // in the document; later, what was told.
    Mirror.prototype.scenesBefore = function () {
        var self = this, before = this.told.scenes, present = this.tracks.present(), count = this.scenes.count();
        if (!before.length) {
            var kept = this.book.rows(), was = sceneRows.match(
                kept.map(function (row) { return row.sign; }),
                this.signedScenes(count).map(function (row) { return row.sign; }));
            return was.map(function (old) { return kept[old]; });
        }
        var rowsNow = this.scenes.names.slice(0, count).map(function (name, index) {
            return present.map(function (row) {
                return row.slots[index].filled ? "[" + osc.cleanText(row.slots[index].name) + "]" : "-";
            }).concat(name).join("\n");
        });
        var rowsBefore = before.map(function (scene) {
            return present.map(function (row) {
                var clip = self.at(row.id, scene.id);
                return clip ? "[" + clip.name + "]" : "-";
            }).concat(scene.name).join("\n");
        });
        return sceneRows.match(rowsBefore, rowsNow).map(function (old) { return before[old]; });
    };

    Mirror.prototype.matchScenes = function () {
        var self = this, told = this.told, before = told.scenes;
        told.scenes = this.scenesBefore().map(function (known, index) {
            var name = self.scenes.names[index];
            var scene = {id: known ? known.id : sceneBook.newId(), name: name, index: index};
            if (!known || known.name !== name || known.index !== index) {
                told.scene(scene);
            }
            return scene;
        });
        var ids = told.scenes.map(function (scene) { return scene.id; });
        before.filter(function (scene) { return ids.indexOf(scene.id) < 0; }).forEach(function (scene) {
            told.sceneGone(scene.id);
        });
        this.book.noteChange();
    };

    Mirror.prototype.at = function (trackId, sceneId) {
        var clip = this.told.clips[this.byCell[cellOf(trackId, sceneId)]];
        return clip || null;
    };

    Mirror.prototype.refresh = function (row) {
        var self = this, told = this.told;
        row.changedS = null;
        this.book.noteChange();
        if (!row.exists || !row.id) {
            return;
        }
        var track = tracksRoom.mixer(row);
        track.id = row.id;
        track.name = osc.cleanText(row.name);
        track.kind = tracksRoom.kind(row);
        track.index = row.index;
        track.color = row.color;
        track.group_id = this.groupOf(row);
        var isNew = !told.tracks[track.id];
        told.track(track);
        told.sendsOf(track.id, this.tracks.sendsOf(row));
        if (isNew && track.kind === "return") {
            this.tracks.rows.forEach(function (each) { self.tracks.noteRow(each); }); // they may give to it
        }
        told.scenes.forEach(function (scene, index) { self.refreshSlot(row, scene, row.slots[index]); });
    };

    // The id of the group that a track lies in. At the top level Bitwig may name the project's root, which is no track.
    Mirror.prototype.groupOf = function (row) {
        var group = row.parentId && row.parentId !== row.id && this.tracks.rowOf(row.parentId);
        return group && tracksRoom.kind(group) === "group" ? group.id : "";
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
}(SidemanLimits, SidemanTracks, SidemanSceneRows, SidemanSceneBook, SidemanEye, SidemanGrid, SidemanOsc));

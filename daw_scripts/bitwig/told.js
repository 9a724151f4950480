// What the daemon has been told of tracks, scenes and clips. Whoever changes it here, tells it: each
// change raises a revision, and revisions go on rising when something is gone and comes back.

var SidemanTold = (function (protocol) {
    "use strict";

    function fields(address) {
        return protocol.MESSAGES[address].args.map(function (row) { return row.name; });
    }

    var FIELDS = {"/track": fields("/track"), "/mixer": fields("/mixer"), "/clip": fields("/clip"), "/scene": fields("/scene")};

    function args(address, object) {
        return FIELDS[address].map(function (name) { return object[name]; });
    }

    function Told(send) {
        this.send = send;
        this.open = false;
        this.tracks = {};
        this.clips = {};
        this.sends = {};
        this.scenes = [];
        this.revisions = {};
        this.numbers = 0;
    }

    Told.prototype.newId = function (kind) {
        this.numbers += 1;
        return kind + "-" + this.numbers;
    };

    Told.prototype.raise = function (id) {
        this.revisions[id] = (this.revisions[id] || 0) + 1;
        return this.revisions[id];
    };

    Told.prototype.tell = function (address, args) {
        if (this.open) {
            this.send(address, args);
        }
    };

    function differs(names, a, b) {
        return names.some(function (name) { return a[name] !== b[name]; });
    }

    Told.prototype.track = function (track) {
        var known = this.tracks[track.id];
        var strip = known && differs(protocol.MIXER_FIELDS, known, track);
        var head = !known || differs(["name", "kind", "index", "color", "group_id"], known, track);
        track.revision = known ? known.revision : 0;
        if (!head && !strip) {
            return known;
        }
        track.revision = this.raise(track.id);
        track.track_id = track.id;
        this.tracks[track.id] = track;
        this.tell(head ? "/track" : "/mixer", args(head ? "/track" : "/mixer", track));
        return track;
    };

    Told.prototype.trackGone = function (id) {
        var clips = this.clips, sends = this.sends;
        delete this.tracks[id];
        delete sends[id];
        Object.keys(sends).forEach(function (trackId) { delete sends[trackId][id]; });
        Object.keys(clips).forEach(function (clipId) {
            if (clips[clipId].track_id === id) {
                delete clips[clipId];
            }
        });
        this.tell("/track/gone", [id]);
    };

    // now: {return's id: dB}. A send that is gone gives nothing any more.
    Told.prototype.sendsOf = function (trackId, now) {
        var self = this, known = this.sends[trackId] = this.sends[trackId] || {};
        function tell(returnId, db) {
            if (self.tracks[returnId] && known[returnId] !== db) {
                known[returnId] = db;
                self.tell("/send", [trackId, returnId, db]);
            }
        }
        Object.keys(now).forEach(function (returnId) { tell(returnId, now[returnId]); });
        Object.keys(known).filter(function (returnId) { return now[returnId] === undefined; }).forEach(function (returnId) {
            tell(returnId, protocol.SILENCE_DB);
        });
    };

    // values: the fields of a clip that may differ now.
    Told.prototype.clip = function (clip, values) {
        var known = this.clips[clip.id] === clip;
        if (known && !differs(Object.keys(values), clip, values)) {
            return;
        }
        Object.keys(values).forEach(function (name) { clip[name] = values[name]; });
        clip.revision = this.raise(clip.id);
        this.clips[clip.id] = clip;
        this.tell("/clip", args("/clip", clip));
    };

    Told.prototype.clipGone = function (id) {
        delete this.clips[id];
        this.tell("/clip/gone", [id]);
    };

    Told.prototype.scene = function (scene) {
        this.tell("/scene", args("/scene", scene));
    };

    Told.prototype.sceneGone = function (id) {
        var self = this;
        Object.keys(this.clips).forEach(function (clipId) {
            if (self.clips[clipId].scene_id === id) {
                delete self.clips[clipId];
            }
        });
        this.tell("/scene/gone", [id]);
    };

    // Everything, as the body of a snapshot.
    Told.prototype.describe = function () {
        var self = this;
        this.scenes.forEach(function (scene) { self.send("/scene", args("/scene", scene)); });
        this.list("tracks").forEach(function (track) { self.send("/track", args("/track", track)); });
        Object.keys(this.sends).forEach(function (trackId) {
            Object.keys(self.sends[trackId]).forEach(function (returnId) {
                self.send("/send", [trackId, returnId, self.sends[trackId][returnId]]);
            });
        });
        this.list("clips").forEach(function (clip) { self.send("/clip", args("/clip", clip)); });
    };

    Told.prototype.list = function (kind) {
        var table = this[kind];
        return Object.keys(table).map(function (id) { return table[id]; });
    };

    return {Told: Told};
}(SidemanProtocol));

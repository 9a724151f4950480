// Ids of scenes, kept in the document's state: Bitwig has none, and what Sideman wrote into a scene must
// be found again after the script was loaded anew or the project opened again.
//
// Kept is a row for each scene, "id:sign" with a space between. The sign is that of the scene's name and
// of what lies in its slots, so that scenes which moved while no script was running are known again.

var SidemanSceneBook = (function (limits) {
    "use strict";

    var CATEGORY = "Set", LABEL = "Scenes of this set", ROW_CHARS = 18, DIGITS = 8;
    var ROW = /^([0-9a-f]{8}):([0-9a-f]{8})$/;
    // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv
    var FNV_OFFSET = 0x811c9dc5, FNV_PRIME_LOW = 0x93;

    function hex(number) {
        return ("0000000" + (number >>> 0).toString(16)).slice(-DIGITS);
    }

    function sign(text) {
        var hash = FNV_OFFSET;
        for (var i = 0; i < text.length; i++) {
            hash ^= text.charCodeAt(i);
            // The prime is 2^24 + 0x93; a plain product would lose its low bits.
            hash = ((hash << 24) + hash * FNV_PRIME_LOW) | 0;
        }
        return hex(hash);
    }

    function newId() {
        return "scene-" + hex(Math.floor(Math.random() * 0x100000000));
    }

    function SceneBook(host, clock) {
        var self = this;
        this.clock = clock;
        this.text = "";
        this.shown = "";
        this.changedS = 0;
        this.dueS = null;
        this.setting = host.getDocumentState().getStringSetting(LABEL, CATEGORY, limits.SCENES * ROW_CHARS, "");
        this.setting.addValueObserver(function (text) {
            self.shown = text;
            if (text !== self.text) {
                self.text = text;
                self.changedS = clock.seconds();
            }
        });
    }

    SceneBook.prototype.settled = function () {
        return this.clock.seconds() - this.changedS >= limits.LISTS_SETTLE_S;
    };

    // [{id, sign}] as they were kept; none when nothing was, or not by us.
    SceneBook.prototype.rows = function () {
        var found = this.text.split(" ").map(function (word) { return ROW.exec(word); });
        return found.every(Boolean) ? found.map(function (row) { return {id: "scene-" + row[1], sign: row[2]}; }) : [];
    };

    // Whether Bitwig shows what was kept last.
    SceneBook.prototype.isKept = function () {
        return this.shown === this.text;
    };

    // Something that is kept may be different now.
    SceneBook.prototype.noteChange = function () {
        this.dueS = this.clock.seconds() + limits.KEPT_AFTER_S;
    };

    // Whether it is time to keep anew: nothing has changed for a while, so it is no other set that just opens.
    SceneBook.prototype.isDue = function () {
        return this.dueS !== null && this.clock.seconds() >= this.dueS;
    };

    // scenes: [{id, sign}]
    SceneBook.prototype.keep = function (scenes) {
        var text = scenes.map(function (scene) { return scene.id.slice(-DIGITS) + ":" + scene.sign; }).join(" ");
        this.dueS = null;
        if (text !== this.text) {
            this.text = text;
            this.setting.set(text);
        }
    };

    // A row's sign; clips: [trackId, name] of its filled slots.
    function rowSign(name, clips) {
        return sign([name].concat(clips.map(function (clip) { return clip.join("\t"); }).sort()).join("\n"));
    }

    return {SceneBook: SceneBook, newId: newId, rowSign: rowSign};
}(SidemanLimits));

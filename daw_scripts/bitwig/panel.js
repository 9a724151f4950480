// Sideman's buttons and knobs in Bitwig's Studio I/O panel. They belong to the document's state: each
// project keeps its own.

var SidemanPanel = (function () {
    "use strict";

    var ASK = "Ask", DECIDE = "Decide", LOOK = "Look after";
    var KINDS = ["chords", "melody", "bass", "drums", "variation"];
    var BARS = ["1", "2", "4", "8", "16"];
    var BUTTONS = [["Suggest", ASK, "suggest"], ["Next", DECIDE, "next"], ["Audition", DECIDE, "audition"],
        ["Accept", DECIDE, "accept"], ["Reject", DECIDE, "reject"], ["Undo", DECIDE, "undo"]];
    var USUAL = {density: 50, adventure: 30, bars: "4"};

    // onVerb(verb, argument), onSelftest()
    function Panel(host, onVerb, onSelftest) {
        var self = this, state = host.getDocumentState();
        this.kind = KINDS[0];
        this.knobs = {density: USUAL.density, adventure: USUAL.adventure, bars: USUAL.bars};
        state.getEnumSetting("Kind", ASK, KINDS, KINDS[0]).addValueObserver(function (kind) { self.kind = kind; });
        this.percent(state, "Density", "density");
        this.percent(state, "Adventure", "adventure");
        state.getEnumSetting("Bars", ASK, BARS, USUAL.bars).addValueObserver(function (bars) { self.knobs.bars = bars; });
        BUTTONS.forEach(function (row) {
            state.getSignalSetting(row[0], row[1], row[0]).addSignalObserver(function () {
                onVerb(row[2], row[2] === "suggest" ? self.wish() : "");
            });
        });
        state.getSignalSetting("Self-test", LOOK, "Self-test").addSignalObserver(onSelftest);
    }

    Panel.prototype.percent = function (state, label, knob) {
        var knobs = this.knobs;
        state.getNumberSetting(label, ASK, 0, 100, 1, "%", USUAL[knob]).addRawValueObserver(function (value) {
            knobs[knob] = Math.round(value);
        });
    };

    // "bass", or with the knobs that were turned: "bass density=0.8 bars=8".
    Panel.prototype.wish = function () {
        var knobs = this.knobs, words = [this.kind];
        ["density", "adventure", "bars"].forEach(function (knob) {
            if (knobs[knob] !== USUAL[knob]) {
                words.push(knob + "=" + (knob === "bars" ? knobs[knob] : knobs[knob] / 100));
            }
        });
        return words.join(" ");
    };

    return {Panel: Panel};
}());

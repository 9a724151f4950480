// Launch quanta: beats of the wire -> Bitwig's words. Whole numbers are bars there, fractions are note
// values, whatever the metre.

var SidemanQuanta = (function (problem) {
    "use strict";

    var BARS = ["1", "2", "4", "8"];
    var NOTE_VALUES = [["1/2", 2], ["1/4", 1], ["1/8", 0.5], ["1/16", 0.25]];

    function same(a, b) {
        return Math.abs(a - b) < 1e-6;
    }

    function word(quantumBeats, barBeats) {
        if (quantumBeats === 0) {
            return "default";
        }
        var bars = BARS.filter(function (each) { return same(quantumBeats, Number(each) * barBeats); });
        var values = NOTE_VALUES.filter(function (row) { return same(quantumBeats, row[1]); });
        if (!bars.length && !values.length) {
            problem.raise("unsupported", "Bitwig has no launch quantum of " + quantumBeats + " beats.",
                "Choose 1, 2, 4 or 8 bars, a half, quarter, 8th or 16th note, or 0 for Bitwig's own setting.");
        }
        return bars.length ? bars[0] : values[0][0];
    }

    return {word: word};
}(SidemanProblem));

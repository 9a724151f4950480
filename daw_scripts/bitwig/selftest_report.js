// The report of a self-test, in the form that daw_scripts/README.md sets down for all DAWs.

var SidemanSelftestReport = (function (limits, protocol) {
    "use strict";

    var FORM = 1, SLOWEST_TIMES = 3;

    // One probe. verdict: "ok", "off" or "not_probed"; value and worst are numbers or null.
    function row(name, verdict, text, value, worst, unit) {
        return {
            name: name, verdict: verdict, value: value === undefined ? null : value, worst: worst === undefined ? null : worst,
            unit: unit || "", text: text
        };
    }

    function ascending(a, b) {
        return a - b;
    }

    function median(values) {
        return values.slice().sort(ascending)[Math.floor(values.length / 2)];
    }

    // The probe of a timer, from the times at which it fired.
    function timerRow(timesS, askedMs) {
        var gaps = timesS.slice(1).map(function (timeS, index) { return (timeS - timesS[index]) * 1000; });
        return row("timer_jitter", median(gaps) <= SLOWEST_TIMES * askedMs ? "ok" : "off",
            gaps.length + " ticks of a timer that was set to " + askedMs + " ms", median(gaps), Math.max.apply(null, gaps), "ms");
    }

    // points: [[our law's dB, what Bitwig shows]]. Off by more than bound_db is another law.
    function faderRow(points, boundDb) {
        var told = points.map(function (point) { return parseFloat(point[1].replace("\u2212", "-")); });
        if (!points.length || told.some(isNaN)) {
            return row("fader_law", "not_probed", points.length ? "Bitwig shows a level as " + points[told.map(isNaN).indexOf(true)][1]
                : "no fader stood between the top and -60 dB");
        }
        var distances = points.map(function (point, index) { return Math.abs(point[0] - told[index]); });
        var worst = Math.max.apply(null, distances), sum = distances.reduce(function (a, b) { return a + b; }, 0);
        return row("fader_law", worst <= boundDb ? "ok" : "off", points.length + " positions beside what Bitwig shows",
            sum / points.length, worst, "dB");
    }

    function text(daw, version, rows, facts) {
        return JSON.stringify({
            form: FORM, daw: daw, daw_version: version, script_version: limits.SCRIPT_VERSION,
            protocol: protocol.MAJOR + "." + protocol.MINOR, at: new Date().toISOString().replace(/\.\d+Z/, "Z"),
            probes: rows, facts: facts
        });
    }

    // A line for the musician.
    function summary(rows) {
        var having = function (verdict) { return rows.filter(function (each) { return each.verdict === verdict; }); };
        var off = having("off").map(function (each) { return each.name; });
        return "Self-test: " + having("ok").length + " of " + rows.length + " as they should be"
            + (off.length ? "; off: " + off.join(", ") : "") + ".";
    }

    return {row: row, median: median, timerRow: timerRow, faderRow: faderRow, text: text, summary: summary};
}(SidemanLimits, SidemanProtocol));

// Bitwig's numbers and the wire's: fader position <-> dB, pan, meter steps.

var SidemanLevels = (function (protocol) {
    "use strict";

    // dB = 60 log10(v) + 6.02, which agrees within 0.05 dB with what Bitwig shows on its faders.
    var SLOPE_DB = 60, TOP_DB = 6.02;
    // Nobody has documented the meter's law: a straight line stands in, and the capability says so.
    var METER_STEPS = 128, METER_SPAN_DB = 60;

    function volumeDb(position) {
        if (position <= 0) {
            return protocol.SILENCE_DB;
        }
        return Math.max(protocol.SILENCE_DB, SLOPE_DB * Math.log(position) / Math.LN10 + TOP_DB);
    }

    function volumePosition(db) {
        return db <= protocol.SILENCE_DB ? 0 : Math.min(1, Math.pow(10, (db - TOP_DB) / SLOPE_DB));
    }

    // dB from what Bitwig shows, as in "-6.0 dB" or "-Inf dB"; null for other words.
    function shownDb(words) {
        var text = words.replace("\u2212", "-"), db = parseFloat(text);
        if (/^-\s*(inf|\u221e)/i.test(text)) {
            return protocol.SILENCE_DB;
        }
        return isNaN(db) ? null : Math.max(protocol.SILENCE_DB, db);
    }

    function pan(position) {
        return 2 * position - 1;
    }

    function panPosition(value) {
        return (value + 1) / 2;
    }

    function meterDb(step) {
        return step <= 0 ? protocol.SILENCE_DB : METER_SPAN_DB * (step / (METER_STEPS - 1) - 1);
    }

    return {
        TOP_DB: TOP_DB,
        METER_STEPS: METER_STEPS,
        volumeDb: volumeDb,
        volumePosition: volumePosition,
        shownDb: shownDb,
        pan: pan,
        panPosition: panPosition,
        meterDb: meterDb
    };
}(SidemanProtocol));

// Play state, tempo and metre, and what of them is to be told. Bitwig gives scripts the tempo of now, not
// its automation: the tempo map has one step.

var SidemanTransport = (function (limits) {
    "use strict";

    function Transport(host, clock, send) {
        var transport = host.createTransport(), metre = transport.timeSignature();
        this.clock = clock;
        this.send = send;
        this.now = {};
        this.told = "";
        this.toldTempo = 0;
        this.dueS = 0;
        this.follow("playing", transport.isPlaying());
        this.follow("recording", transport.isArrangerRecordEnabled());
        this.follow("position", transport.playPosition());
        this.follow("numerator", metre.numerator());
        this.follow("denominator", metre.denominator());
        this.follow("loops", transport.isArrangerLoopEnabled());
        this.follow("loopStart", transport.arrangerLoopStart());
        this.follow("loopLength", transport.arrangerLoopDuration());
        this.tempo = transport.tempo().value();
        this.tempo.markInterested();
    }

    Transport.prototype.follow = function (field, value) {
        var now = this.now;
        value.addValueObserver(function (found) { now[field] = found; });
    };

    Transport.prototype.barBeats = function () {
        return this.now.numerator * 4 / this.now.denominator;
    };

    // [start, end] of the arranger's loop while it is on, which is as near as scripts come to a range of
    // time that the musician has chosen; [0, 0] for none.
    Transport.prototype.range = function () {
        var now = this.now;
        return now.loops ? [now.loopStart, now.loopStart + now.loopLength] : [0, 0];
    };

    // Tells what changed, and the position from time to time while playing.
    Transport.prototype.tick = function () {
        var now = this.now, tempo = this.tempo.getRaw(), nowS = this.clock.seconds();
        var sign = [now.playing, now.recording, tempo, now.numerator, now.denominator].join(" ");
        if (sign !== this.told || (now.playing && nowS >= this.dueS)) {
            this.told = sign;
            this.tell();
        }
        if (tempo !== this.toldTempo) {
            this.tellTempo();
        }
    };

    Transport.prototype.tell = function () {
        var now = this.now, nowS = this.clock.seconds();
        this.dueS = nowS + limits.POSITION_EVERY_S;
        this.send("/transport", [now.playing, now.playing && now.recording, now.position, this.tempo.getRaw(),
            now.numerator, now.denominator, nowS]);
    };

    Transport.prototype.tellTempo = function () {
        this.toldTempo = this.tempo.getRaw();
        this.send("/tempo/step", [0, 1, 0, this.toldTempo]);
    };

    return {Transport: Transport};
}(SidemanLimits));

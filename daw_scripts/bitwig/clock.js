// Seconds since the script started, and how long it has been awake.
//
// While a dialog is open, Bitwig runs no script. What is read just after such a gap may have been sent
// at any moment of it, and what waits for Bitwig has been given no time meanwhile.

var SidemanClock = (function (limits) {
    "use strict";

    function Clock() {
        this.startMs = Date.now();
        this.lastS = 0;
        this.awakeS = 0;
        this.tickS = 0;
        this.asleepFromS = 0;
        this.wokeS = 0;
    }

    // Never runs backwards, whatever the computer's own clock does.
    Clock.prototype.seconds = function () {
        this.lastS = Math.max(this.lastS, (Date.now() - this.startMs) / 1000);
        return this.lastS;
    };

    Clock.prototype.tick = function () {
        var now = this.seconds(), gap = now - this.tickS;
        if (gap > limits.ASLEEP_S) {
            this.asleepFromS = this.tickS;
            this.wokeS = now;
        }
        this.awakeS += Math.min(gap, limits.ASLEEP_S);
        this.tickS = now;
    };

    // The earliest moment at which a message that is read now can have been sent.
    Clock.prototype.earliest = function () {
        var now = this.seconds();
        if (now - this.tickS > limits.ASLEEP_S) {
            return this.tickS;
        }
        return now - this.wokeS <= limits.WAKING_S ? this.asleepFromS : now;
    };

    return {Clock: Clock};
}(SidemanLimits));

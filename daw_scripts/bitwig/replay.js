// The answers of the latest requests, so that a repeated one is answered again and never done twice.

var SidemanReplay = (function (limits) {
    "use strict";

    function Replay() {
        this.answers = {};
        this.order = [];
    }

    // answers: a list of [address, arguments after the request id]
    Replay.prototype.remember = function (requestId, answers) {
        this.answers["." + requestId] = answers;
        this.order.push(requestId);
        if (this.order.length > limits.REMEMBERED) {
            delete this.answers["." + this.order.shift()];
        }
    };

    // As they were; null for a request that is not known, or not any more.
    Replay.prototype.recall = function (requestId) {
        return this.answers["." + requestId] || null;
    };

    return {Replay: Replay};
}(SidemanLimits));

// The connection: dials out, says hello, keeps what is to be sent, and dials again after a loss.
//
// `party` gives hello() -> arguments, greeted(), lost(reason), refused(problem), take(message, earliestS).
// Bitwig strips the size before an inbound packet and adds none to an outbound one.

var SidemanDialer = (function (limits, osc) {
    "use strict";

    var HERE = "127.0.0.1";

    function Dialer(host, clock, address, party) {
        this.host = host;
        this.clock = clock;
        this.address = address;
        this.party = party;
        this.connection = null;
        this.attempt = 0;
        this.failures = 0;
        this.untilS = 0;
        this.outbox = [];
        this.state = "resting";
    }

    Dialer.prototype.tick = function () {
        if (this.state === "resting" && this.clock.awakeS >= this.untilS) {
            this.dial();
        } else if (this.state === "greeting" && this.clock.awakeS >= this.untilS) {
            this.lose("no welcome came");
        }
        this.flush();
    };

    Dialer.prototype.dial = function () {
        var self = this, found = this.address.where();
        this.attempt += 1;
        var attempt = this.attempt;
        this.state = "greeting";
        this.untilS = this.clock.awakeS + limits.WELCOME_WITHIN_S;
        if (!found) {
            this.lose("");
            return;
        }
        try {
            this.host.connectToRemoteHost(HERE, found.port, function (connection) {
                self.open(connection, attempt, found.token);
            });
        } catch (refused) {
            this.lose("");
        }
    };

    Dialer.prototype.open = function (connection, attempt, token) {
        var self = this;
        if (attempt !== this.attempt || this.state !== "greeting") {
            connection.disconnect();
            return;
        }
        this.connection = connection;
        connection.setReceiveCallback(function (bytes) {
            if (self.connection === connection) {
                self.receive(bytes);
            }
        });
        connection.setDisconnectCallback(function () {
            if (self.connection === connection) {
                self.connection = null;
                self.lose("the connection ended");
            }
        });
        this.outbox = [["/hello", this.party.hello(token)]];
        this.flush();
    };

    Dialer.prototype.receive = function (bytes) {
        var message;
        try {
            message = osc.decode(osc.fromSigned(bytes));
        } catch (problem) {
            if (problem.code !== "unknown_message") {
                this.send("/error", ["", problem.code, problem.message, ""]);
            }
            return;
        }
        if (message.address === "/welcome" && this.state === "greeting") {
            this.state = "open";
            this.failures = 0;
            this.party.greeted();
        } else if (message.address === "/refused") {
            this.party.refused(message.named);
            this.hangUp("refused: " + message.named.code);
        } else if (message.address === "/bye") {
            this.hangUp(message.named.reason);
        } else if (this.state === "open") {
            this.party.take(message, this.clock.earliest());
        }
    };

    // Queued while a daemon is there to hear it; what it missed, the next snapshot tells.
    Dialer.prototype.send = function (address, args) {
        if (this.state === "open") {
            this.outbox.push([address, args]);
        }
    };

    // Sends a part of what is queued, as one piece.
    Dialer.prototype.flush = function () {
        if (!this.connection || !this.outbox.length) {
            return;
        }
        var self = this, bytes = [];
        this.outbox.splice(0, limits.MESSAGES_PER_TICK).forEach(function (message) {
            try {
                osc.frame(osc.encode(message[0], message[1])).forEach(function (byte) { bytes.push(byte); });
            } catch (problem) {
                self.host.errorln("Sideman: " + message[0] + " cannot be said: " + problem.message);
            }
        });
        this.connection.send(osc.toSigned(bytes));
    };

    Dialer.prototype.hangUp = function (reason) {
        var connection = this.connection;
        this.connection = null;
        if (connection) {
            connection.disconnect();
        }
        this.lose(reason);
    };

    Dialer.prototype.lose = function (reason) {
        var wasOpen = this.state === "open", rests = limits.RESTS_S, connection = this.connection;
        this.connection = null;
        if (connection) {
            connection.disconnect();
        }
        this.untilS = this.clock.awakeS + rests[Math.min(this.failures, rests.length - 1)];
        this.failures += 1;
        this.state = "resting";
        this.outbox = [];
        if (wasOpen) {
            this.party.lost(reason);
        }
    };

    // Says good-bye with the last word.
    Dialer.prototype.leave = function (reason) {
        if (this.connection) {
            this.outbox = [["/bye", [reason]]];
            this.flush();
        }
        this.hangUp(reason);
    };

    return {Dialer: Dialer};
}(SidemanLimits, SidemanOsc));

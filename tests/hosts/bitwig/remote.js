// Connections that the script dials out on: real TCP underneath, Bitwig's habits on top.
//
// Inbound: an int32 size before each packet, stripped before the callback, signed bytes. Outbound: as
// given, signed bytes too. Refused: throws. Everything is handed over on the script's own thread.
"use strict";

const net = require("net");

class RemoteConnection {
    constructor(bitwig, port) {
        Object.assign(this, { bitwig, open: true, inbound: Buffer.alloc(0), sent_bytes: 0 });
        this.receive = this.disconnected = () => undefined;
        this.socket = net.connect(port, "127.0.0.1");
        this.socket.on("data", (data) => this.take(data));
        ["error", "close"].forEach((event) => this.socket.on(event, () => this.lose()));
    }

    setReceiveCallback(callback) { this.receive = callback; }
    setDisconnectCallback(callback) { this.disconnected = callback; }

    send(bytes) {
        if (!this.open) throw new Error("send() on a closed connection");
        if (!bytes.every((byte) => Number.isInteger(byte) && byte >= -128 && byte <= 127)) {
            throw new TypeError("send() takes signed bytes, -128 to 127");
        }
        this.sent_bytes += bytes.length;
        this.socket.write(Buffer.from(bytes));
    }

    disconnect() {
        this.open = false;
        this.socket.end();
    }

    take(data) {
        this.inbound = Buffer.concat([this.inbound, data]);
        while (this.inbound.length >= 4 && this.inbound.length >= 4 + this.inbound.readInt32BE(0)) {
            const size = this.inbound.readInt32BE(0);
            const packet = [...new Int8Array(this.inbound.subarray(4, 4 + size))];
            this.inbound = this.inbound.subarray(4 + size);
            this.bitwig.arrived.push(() => this.open && this.receive(packet));
        }
    }

    lose() {
        if (!this.open) return;
        this.bitwig.arrived.push(() => {
            if (this.open) {
                this.open = false;
                this.disconnected();
            }
        });
    }
}

module.exports = { RemoteConnection };

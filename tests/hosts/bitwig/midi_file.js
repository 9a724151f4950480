// A Standard MIDI file as Bitwig takes it in: name, length and sounding notes of all tracks.
"use strict";

const fs = require("fs");

const DATA_BYTES = { 0x8: 2, 0x9: 2, 0xa: 2, 0xb: 2, 0xc: 1, 0xd: 1, 0xe: 2 };

class Reader {
    constructor(bytes) {
        Object.assign(this, { bytes, at: 0 });
    }
    byte() {
        if (this.at >= this.bytes.length) throw new Error("cut off");
        return this.bytes[this.at++];
    }
    number(size) {
        let value = 0;
        for (let i = 0; i < size; i++) value = value * 256 + this.byte();
        return value;
    }
    variable() {
        let value = 0;
        for (;;) {
            const byte = this.byte();
            value = value * 128 + (byte & 127);
            if (byte < 128) return value;
        }
    }
    take(size) {
        const from = this.at;
        this.at += size;
        return this.bytes.subarray(from, this.at);
    }
}

// Throws for what is no MIDI file; the host turns that into a silent nothing.
function read_midi_file(path) {
    const reader = new Reader(fs.readFileSync(path));
    if (reader.take(4).toString("latin1") !== "MThd") throw new Error("no MIDI file");
    reader.number(4);
    reader.number(2);
    const tracks = reader.number(2);
    const ppq = reader.number(2);
    const found = { name: "", length: 0, notes: [] };
    for (let i = 0; i < tracks; i++) {
        reader.take(4);
        const size = reader.number(4);
        read_track(new Reader(reader.take(size)), ppq, found);
    }
    return found;
}

function read_track(reader, ppq, found) {
    const sounding = new Map();
    let tick = 0, status = 0;
    while (reader.at < reader.bytes.length) {
        tick += reader.variable();
        if (reader.bytes[reader.at] & 0x80) status = reader.byte();
        if (status === 0xff) {
            const kind = reader.byte();
            const data = reader.take(reader.variable());
            if (kind === 3) found.name = found.name || data.toString("utf8");
        } else if (status === 0xf0 || status === 0xf7) {
            reader.take(reader.variable());
        } else {
            const data = reader.take(DATA_BYTES[status >> 4]);
            note_event(sounding, found, status, data, tick / ppq);
        }
    }
    found.length = Math.max(found.length, tick / ppq);
}

function note_event(sounding, found, status, [pitch, velocity], beat) {
    const kind = status >> 4, channel = status & 15, key = channel * 128 + pitch;
    const waiting = sounding.get(key) || [];
    sounding.set(key, waiting);
    if (kind === 0x9 && velocity > 0) {
        const note = { start: beat, pitch, channel, velocity: velocity / 127, length: 0, release: 64 / 127 };
        waiting.push(note);
        found.notes.push(note);
    } else if ((kind === 0x8 || kind === 0x9) && waiting.length) {
        const note = waiting.shift();
        note.length = beat - note.start;
        if (kind === 0x8) note.release = velocity / 127;
    }
}

module.exports = { read_midi_file };

// OSC 1.0 packets, their stream framing, and packed notes, in ECMAScript 5 (Bitwig's script engines).
//
//     load("protocol.js");
//     load("bytes.js");
//     load("osc.js");          one global, SidemanOsc; needs SidemanProtocol and SidemanBytes
//
// Bytes are plain arrays of 0..255; see bytes.js for Java's signed ones.
//
//     encode(address, args)      bytes                     every argument of the table, in its order
//     decode(packet)             {address, args, named}    args in order, named by their names
//     frame(packet)              bytes                     as it travels in a stream
//     new Deframer().feed(bytes) packets                   keeps what is not complete yet
//     packNotes(notes)           bytes                     a note is an object of NOTE_FIELDS and muted
//     unpackNotes(bytes)         notes
//     noteChunks(bytes)          [{offset, notes}]         pieces that fit a message, in order
//     new NoteCollector(total)   puts pieces together: add(offset, bytes), complete(), notes()
//     cleanText(text)            the text as it can travel: no NUL, no half of a surrogate pair
//     toSigned(bytes), fromSigned(bytes)
//
// Whatever cannot be is refused: an Error is thrown whose code is "unknown_message" (a newer peer's
// word: skip it), "bad_message" or "bad_notes". Truth values may be given as true and false; they
// travel, and come back, as 1 and 0.

var SidemanOsc = (function (protocol, octets) {
    "use strict";

    function refuse(code, text) {
        var problem = new Error(text);
        problem.code = code;
        throw problem;
    }

    function append(bytes, more) {
        for (var i = 0; i < more.length; i++) {
            bytes.push(more[i]);
        }
    }

    function appendZeros(bytes, count) {
        for (var i = 0; i < count; i++) {
            bytes.push(0);
        }
    }

    function cleanText(text) {
        return octets.textOf(octets.codePoints(String(text)).filter(Boolean).map(function (code) {
            return octets.isSurrogate(code) ? 0xFFFD : code;
        }));
    }

    // The four types: what a value must be (null: it is not), its bytes, and back -----------------

    function asInt(value) {
        var number = typeof value === "boolean" ? Number(value) : value;
        return typeof number === "number" && number === (number | 0) ? number | 0 : null;
    }

    function asDouble(value) {
        return typeof value === "number" && isFinite(value) ? value : null;
    }

    function asText(value) {
        var fits = typeof value === "string" && value.indexOf("\u0000") < 0;
        return fits && !octets.codePoints(value).some(octets.isSurrogate) ? value : null;
    }

    function asBlob(value) {
        return Array.isArray(value) ? value : null;
    }

    function writeDouble(value) {
        return octets.floatBytes(value, 8);
    }

    function writeText(value) {
        var bytes = octets.utf8Bytes(octets.codePoints(value));
        appendZeros(bytes, 4 - bytes.length % 4);
        return bytes;
    }

    function writeBlob(value) {
        var bytes = octets.intBytes(value.length);
        append(bytes, value);
        appendZeros(bytes, (4 - value.length % 4) % 4);
        return bytes;
    }

    // A reader takes bytes from its index on, and moves it.
    function Reader(bytes) {
        this.bytes = bytes;
        this.index = 0;
    }

    // Moves on and gives where it was.
    Reader.prototype.take = function (count) {
        var from = this.index;
        if (count > this.bytes.length - from) {
            refuse("bad_message", "A packet of " + this.bytes.length + " bytes is cut off.");
        }
        this.index += count;
        return from;
    };

    Reader.prototype.takeZeros = function (count) {
        for (var i = this.take(count); i < this.index; i++) {
            if (this.bytes[i] !== 0) {
                refuse("bad_message", "An argument is not padded to four bytes with zeros.");
            }
        }
    };

    function readInt(reader) {
        return octets.bytesInt(reader.bytes, reader.take(4));
    }

    function readDouble(reader) {
        return octets.bytesFloat(reader.bytes, reader.take(8), 8);
    }

    function readText(reader) {
        var from = reader.index, end = from;
        while (end < reader.bytes.length && reader.bytes[end] !== 0) {
            end++;
        }
        reader.take(end - from);
        reader.takeZeros(4 - end % 4);
        var text = octets.utf8Text(reader.bytes, from, end);
        return text === null ? refuse("bad_message", "A text is not UTF-8.") : text;
    }

    function readBlob(reader) {
        var size = readInt(reader);
        if (size < 0) {
            refuse("bad_message", "A blob has a negative size.");
        }
        var from = reader.take(size);
        reader.takeZeros((4 - size % 4) % 4);
        return reader.bytes.slice(from, from + size);
    }

    var TYPES = {
        i: {as: asInt, write: octets.intBytes, read: readInt},
        d: {as: asDouble, write: writeDouble, read: readDouble},
        s: {as: asText, write: writeText, read: readText},
        b: {as: asBlob, write: writeBlob, read: readBlob}
    };

    // Ranges and words of the table ---------------------------------------------------------------

    function has(table, name) {
        return Object.prototype.hasOwnProperty.call(table, name);
    }

    function inRange(row, value) {
        return !(value < row.low) && !(value > row.high) && (!row.choices || row.choices.indexOf(value) >= 0);
    }

    // The value as it travels; refuses what the argument's row does not allow.
    function checked(address, row, tag, value) {
        var allowed = TYPES[tag].as(value);
        if (allowed === null) {
            refuse("bad_message", address + ": " + row.name + " cannot be " + value + ", it is of type " + tag + ".");
        }
        if (!inRange(row, allowed)) {
            refuse("bad_message", address + ": " + row.name + " is " + value + ", which is out of its range.");
        }
        return allowed;
    }

    // Messages ------------------------------------------------------------------------------------

    function specOf(address) {
        if (!has(protocol.MESSAGES, address)) {
            refuse("unknown_message", "There is no message " + address + ".");
        }
        return protocol.MESSAGES[address];
    }

    function checkPacketSize(packet) {
        if (packet.length > protocol.MAX_PACKET_BYTES) {
            refuse("bad_message", packet.length + " bytes are more than a packet may have.");
        }
    }

    function encode(address, args) {
        var spec = specOf(address);
        if (args.length !== spec.tags.length) {
            refuse("bad_message", address + " takes " + spec.tags.length + " arguments, not " + args.length + ".");
        }
        var packet = writeText(address);
        append(packet, writeText("," + spec.tags));
        spec.args.forEach(function (row, i) {
            var tag = spec.tags.charAt(i);
            append(packet, TYPES[tag].write(checked(address, row, tag, args[i])));
        });
        checkPacketSize(packet);
        return packet;
    }

    // The address, type tags and arguments of a well-formed packet, known or not.
    function split(packet) {
        if (packet.length % 4 !== 0 || packet[0] !== 0x2F) {
            refuse("bad_message", "This is no OSC message.");
        }
        var reader = new Reader(packet), address = readText(reader), types = readText(reader);
        if (types.charAt(0) !== ",") {
            refuse("bad_message", address + " has no type tags.");
        }
        var tags = types.slice(1), args = tags.split("").map(function (tag) {
            if (!has(TYPES, tag)) {
                refuse("bad_message", address + " has an argument of type " + tag + ", which Sideman does not use.");
            }
            return TYPES[tag].read(reader);
        });
        if (reader.index !== packet.length) {
            refuse("bad_message", address + " has " + (packet.length - reader.index) + " bytes too many.");
        }
        return {address: address, tags: tags, args: args};
    }

    // Arguments beyond the table's come from a newer minor version and are dropped.
    function decode(packet) {
        checkPacketSize(packet);
        var found = split(packet), spec = specOf(found.address), named = {};
        if (found.tags.slice(0, spec.tags.length) !== spec.tags) {
            refuse("bad_message", found.address + " has types " + found.tags + ", not " + spec.tags + ".");
        }
        var args = spec.args.map(function (row, i) {
            named[row.name] = checked(found.address, row, spec.tags.charAt(i), found.args[i]);
            return named[row.name];
        });
        return {address: found.address, args: args, named: named};
    }

    // The stream form -----------------------------------------------------------------------------

    function frame(packet) {
        return octets.intBytes(packet.length).concat(packet);
    }

    function Deframer() {
        this.pending = [];
    }

    // The packets that are complete now. After a refusal the stream cannot be trusted: close it.
    Deframer.prototype.feed = function (bytes) {
        append(this.pending, bytes);
        var buffer = this.pending, packets = [], start = 0;
        while (buffer.length - start >= 4) {
            var size = octets.bytesInt(buffer, start);
            if (size < 8 || size > protocol.MAX_PACKET_BYTES || size % 4 !== 0) {
                refuse("bad_message", "A packet of " + size + " bytes cannot be.");
            }
            if (buffer.length - start - 4 < size) {
                break;
            }
            packets.push(buffer.slice(start + 4, start + 4 + size));
            start += 4 + size;
        }
        this.pending = buffer.slice(start);
        return packets;
    };

    // Notes ---------------------------------------------------------------------------------------

    var FIELDS = {
        d: {size: 8, as: asDouble, write: writeDouble, read: readDouble},
        f: {
            size: 4,
            as: asDouble,
            write: function (value) { return octets.floatBytes(value, 4); },
            read: function (reader) { return octets.bytesFloat(reader.bytes, reader.take(4), 4); }
        },
        B: {
            size: 1,
            as: asInt,
            write: function (value) { return [value]; },
            read: function (reader) { return reader.bytes[reader.take(1)]; }
        }
    };

    // The value of a note's field; adding 0 turns a negative zero into the zero that it equals.
    function checkedField(row, value, position) {
        var fits = FIELDS[row.tag].as(value);
        if (fits === null || !inRange(row, fits) || (row.name === "length_beats" && fits === 0)) {
            refuse("bad_notes", "Note " + position + ": " + row.name + " cannot be " + value + ".");
        }
        return fits + 0;
    }

    function packNotes(notes) {
        var bytes = [];
        notes.forEach(function (note, i) {
            protocol.NOTE_FIELDS.forEach(function (row) {
                var value = note[row.name] === undefined ? row["default"] : note[row.name];
                append(bytes, FIELDS[row.tag].write(checkedField(row, value, i + 1)));
            });
            bytes.push(note.muted ? protocol.MUTED : 0, 0);
        });
        return bytes;
    }

    function unpackNotes(bytes) {
        if (bytes.length % protocol.NOTE_BYTES !== 0) {
            refuse("bad_notes", bytes.length + " bytes are no whole number of notes.");
        }
        var reader = new Reader(bytes), notes = [];
        while (reader.index < bytes.length) {
            var note = {};
            protocol.NOTE_FIELDS.forEach(function (row) {
                note[row.name] = checkedField(row, FIELDS[row.tag].read(reader), notes.length + 1);
            });
            note.muted = (bytes[reader.take(2)] & protocol.MUTED) !== 0;
            notes.push(note);
        }
        return notes;
    }

    // One empty piece for no notes.
    function noteChunks(bytes) {
        var step = protocol.NOTES_PER_CHUNK * protocol.NOTE_BYTES, pieces = [], start = 0;
        do {
            pieces.push({offset: start / protocol.NOTE_BYTES, notes: bytes.slice(start, start + step)});
            start += step;
        } while (start < bytes.length);
        return pieces;
    }

    function NoteCollector(total) {
        this.total = total;
        this.count = 0;
        this.bytes = [];
    }

    NoteCollector.prototype.complete = function () {
        return this.count === this.total;
    };

    // A piece that came before is ignored.
    NoteCollector.prototype.add = function (offset, bytes) {
        if (offset < this.count) {
            return;
        }
        var count = offset + Math.floor(bytes.length / protocol.NOTE_BYTES);
        if (offset > this.count || bytes.length % protocol.NOTE_BYTES !== 0 || count > this.total) {
            refuse("bad_message", "Note " + this.count + " of " + this.total + " was awaited, not "
                + bytes.length + " bytes from note " + offset + ".");
        }
        append(this.bytes, bytes);
        this.count = count;
    };

    // The whole blob; refused before the last piece.
    NoteCollector.prototype.notes = function () {
        if (!this.complete()) {
            refuse("bad_message", this.count + " of " + this.total + " notes came.");
        }
        return this.bytes;
    };

    return {
        encode: encode,
        decode: decode,
        frame: frame,
        Deframer: Deframer,
        packNotes: packNotes,
        unpackNotes: unpackNotes,
        noteChunks: noteChunks,
        NoteCollector: NoteCollector,
        cleanText: cleanText,
        toSigned: octets.toSigned,
        fromSigned: octets.fromSigned
    };
}(
    typeof SidemanProtocol === "undefined" ? require("./protocol.js") : SidemanProtocol,
    typeof SidemanBytes === "undefined" ? require("./bytes.js") : SidemanBytes
));

if (typeof module !== "undefined" && module.exports) {
    module.exports = SidemanOsc;
}

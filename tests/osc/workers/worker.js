// Drives daw_scripts/bitwig/osc.js line by line; see tests/osc/workers/README.md.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");

// As in Bitwig: scripts share one global scope, and there is neither require nor module.
const bitwig = vm.createContext({});
for (const name of ["protocol.js", "bytes.js", "osc.js"]) {
    const file = path.join(process.argv[2], "bitwig", name);
    vm.runInContext(fs.readFileSync(file, "utf8"), bitwig, {filename: file});
}
const protocol = bitwig.SidemanProtocol;
const osc = bitwig.SidemanOsc;

// Made inside, so that they are arrays of the scripts' own world.
const unhex = (text) => osc.fromSigned(Int8Array.from(Buffer.from(text || "", "hex")));
const hex = (bytes) => Buffer.from(Int8Array.from(osc.toSigned(bytes))).toString("hex");
const number = (value) => (Object.is(value, -0) ? "-0.0" : String(value));

const READ = {i: Number, d: Number, s: (text) => Buffer.from(text, "hex").toString("utf8"), b: unhex};
const WRITE = {i: String, d: number, s: (value) => Buffer.from(value, "utf8").toString("hex"), b: hex};

const COMMANDS = {
    decode(packet) {
        const message = osc.decode(unhex(packet));
        const spec = protocol.MESSAGES[message.address];
        const words = message.args.map((value, i) => {
            if (message.named[spec.args[i].name] !== value) {
                throw new Error("named and args differ");
            }
            return spec.tags[i] + ":" + WRITE[spec.tags[i]](value);
        });
        return [message.address, ...words].join(" ");
    },
    encode: (address, ...args) => hex(osc.encode(address, args.map((arg) => READ[arg[0]](arg.slice(2))))),
    feed(...pieces) {
        const deframer = new osc.Deframer();
        return pieces.map((piece) => deframer.feed(unhex(piece)).map(hex)).flat().join(" ");
    },
    unpack(blob) {
        const fields = (note) => protocol.NOTE_FIELDS.map((row) => number(note[row.name]));
        return osc.unpackNotes(unhex(blob)).map((note) => [...fields(note), Number(note.muted)].join(",")).join(" ");
    },
    pack(...texts) {
        const notes = texts.map((text) => {
            const values = text.split(",");
            const note = {muted: values.pop() === "1"};
            protocol.NOTE_FIELDS.forEach((row, i) => {
                note[row.name] = values[i] === "" ? undefined : Number(values[i]);
            });
            return note;
        });
        return hex(osc.packNotes(notes));
    },
    chunk: (blob) => osc.noteChunks(unhex(blob)).map((piece) => piece.offset + ":" + hex(piece.notes)).join(" "),
    collect(total, ...pieces) {
        const collector = new osc.NoteCollector(Number(total));
        for (const piece of pieces) {
            const [offset, blob] = piece.split(":");
            collector.add(Number(offset), unhex(blob));
        }
        return hex(collector.notes());
    },
    clean: (text) => Buffer.from(osc.cleanText(JSON.parse(text)), "utf8").toString("hex"),
    float32: (value) => hex(bitwig.SidemanBytes.floatBytes(Number(value), 4)),
};

const answers = fs.readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => {
    const [word, ...rest] = line.split(" ").filter(Boolean);
    try {
        return "ok " + COMMANDS[word](...rest);
    } catch (problem) {
        if (!problem.code || !problem.message) {
            throw problem;
        }
        return "no " + problem.code;
    }
});
process.stdout.write(answers.join("\n") + "\n");

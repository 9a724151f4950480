// The host as a process: each line of input is a command in JSON, each line of output its answer.
//
//     node main.js host.json      {"level": 20, "folder": "...", "script": "Sideman.control.js", "sheet": {...}}
"use strict";

const fs = require("fs");
const readline = require("readline");
const { Bitwig } = require("./bitwig.js");
const { Song } = require("./song.js");
const musician = require("./musician.js");

const options = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const bitwig = new Bitwig(options.level, options.folder, options.sheet);

const commands = {
    start: () => bitwig.start(options.script),
    stop: () => bitwig.stop(),
    reload: ({ script }) => bitwig.reload(script),
    step: ({ ms }) => bitwig.step(ms),
    stall: ({ ms }) => bitwig.clock.stand_still(ms),
    listening: ({ up }) => (bitwig.listening = up),
    habit: ({ name, on }) => (bitwig.habits[name] = on),
    open: ({ name, sheet }) => {
        bitwig.song = new Song(name, sheet);
        bitwig.cells.changed = true;
    },
    musician: ({ verb, args }) => {
        const result = musician[verb](bitwig, ...args);
        bitwig.cells.changed = true;
        return result;
    },
    executed: () => [...bitwig.surface.executed].sort(),
    song: () => musician.whole_song(bitwig),
    run: ({ source }) => musician.run_source(bitwig, source),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const command = JSON.parse(line);
    let answer;
    try {
        answer = { result: commands[command.do](command) ?? null };
    } catch (problem) {
        answer = { problem: String(problem.stack || problem) };
    }
    const { faults, said, popups, busiest } = bitwig;
    process.stdout.write(`${JSON.stringify({ ...answer, faults: faults.splice(0), said: said.splice(0), popups: popups.splice(0), busiest })}\n`);
    bitwig.busiest = 0;
}).on("close", () => process.exit(0));

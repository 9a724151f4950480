// The program itself: the project's name, and new tracks, which come late and unnamed.
"use strict";

const { Cell } = require("./cells.js");

const MADE_AFTER_MS = 45;

class Application {
    constructor(bitwig) {
        this.bitwig = bitwig;
        this.project = new Cell(bitwig.cells, () => bitwig.song.name);
        this.redo = new Cell(bitwig.cells, () => bitwig.song.can_redo);
    }

    projectName() { return this.project; }
    canRedo() { return this.redo; }
    createInstrumentTrack(at) { this.make(at, "Instrument", "Inst"); }
    createAudioTrack(at) { this.make(at, "Audio", "Audio"); }
    createEffectTrack(at) { this.make(at, "Effect", "FX"); }

    // -1: behind the last of its kind, which is before the effects and the master.
    make(at, type, name) {
        const { song, habits } = this.bitwig;
        if (habits.makes_nothing) return;
        this.bitwig.later(MADE_AFTER_MS, () => {
            const ends = type === "Effect" ? ["Master"] : ["Effect", "Master"];
            const last = song.tracks.findIndex((track) => ends.includes(track.type));
            const number = song.tracks.length + 1;
            const place = at >= 0 ? at : last >= 0 ? last : song.tracks.length;
            song.add_track({ id: `uuid-made-${song.made++}`, name: `${name} ${number}`, type }, place);
            song.step(`create${type}Track`);
        });
    }
}

module.exports = { Application };

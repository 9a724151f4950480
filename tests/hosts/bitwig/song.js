// What the musician has open: the truth behind everything that the script is told late.
"use strict";

const SOUND = { volume: 0.7937, pan: 0.5, mute: false, solo: false, arm: false, vu: [0, 0] };

class Song {
    constructor(name, sheet) {
        this.name = name;
        this.settings = { ...sheet.settings }; // of the document: saved with it
        this.scenes = (sheet.scenes || []).map((scene) => ({ name: scene }));
        this.tracks = [];
        (sheet.tracks || []).forEach((track) => this.add_track(track));
        this.selection = { track: this.tracks[0] || null, scene: null };
        this.transport = { playing: false, recording: false, position: 0, tempo: 120, numerator: 4, denominator: 4 };
        Object.assign(this.transport, { loops: false, loop_start: 0, loop_length: 4 });
        this.can_redo = false;
        this.made = 1; // tracks, by Bitwig's own hand
        this.undo_entries = [];
        this.launches = [];
    }

    add_track(sheet, at = this.tracks.length) {
        const track = { type: "Instrument", color: [0.5, 0.5, 0.5], ...SOUND, ...sheet, slots: this.scenes.map(() => null) };
        Object.entries(sheet.clips || {}).forEach(([scene, clip]) => {
            track.slots[this.scenes.findIndex((one) => one.name === scene)] = new_clip(clip);
        });
        delete track.clips;
        this.tracks.splice(at, 0, track);
        return track;
    }

    add_scene(name, at = this.scenes.length) {
        this.scenes.splice(at, 0, { name });
        this.tracks.forEach((track) => track.slots.splice(at, 0, null));
        if (this.selection.scene !== null && this.selection.scene >= at) this.selection.scene += 1;
    }

    step(undo_entry) {
        this.undo_entries.push(undo_entry);
        this.can_redo = false;
    }

    selected_clip() {
        const { track, scene } = this.selection;
        return (track && scene !== null && track.slots[scene]) || null;
    }
}

function new_clip(sheet) {
    const clip = { name: "", color: [0.5, 0.5, 0.5], length: 4, loops: true, playing: false, audio: false, ...sheet };
    clip.notes = (sheet.notes || []).map(new_note);
    return clip;
}

// start and length in beats; velocity, release and chance 0..1
function new_note(sheet) {
    const plain = { length: 1, velocity: 100 / 127, channel: 0, release: 64 / 127, chance: 1, chance_on: false, muted: false };
    return { ...plain, ...sheet, born_ms: sheet.born_ms || 0 };
}

module.exports = { Song, new_clip, new_note };

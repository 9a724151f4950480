// The launcher cursor clip: a window of steps and keys onto the clip that is selected.
//
// It arrives late at another clip, shows starts on its grid only, tells of each step that changed (held
// steps too), and takes setStep into whatever clip it is on at that moment.
"use strict";

const { Cell, Color } = require("./cells.js");
const { new_note } = require("./song.js");

const ARRIVES_AFTER_MS = 30, TELLS_AFTER_MS = 20, EXPRESSIONS_AFTER_MS = 100, NEARLY = 1e-9;
const MOST_STEPS = 65536, KEYS = 128;
const STATES = { on: "NoteOn", held: "NoteSustain", none: "Empty" };

class Eye {
    constructor(bitwig, width, height) {
        Object.assign(this, { bitwig, width, height, size: 0.25, from_step: 0, from_key: 0 });
        this.place = { track: null, scene: null };
        this.observers = [];
        this.shown = new Map();
        this.chased = "";
        bitwig.cells.others.push(() => this.look());
        const cell = (read, write) => new Cell(bitwig.cells, read, write);
        const of = (name, otherwise) => cell(() => (this.clip() || {})[name] ?? otherwise, (v) => this.clip() && (this.clip()[name] = v));
        this.cells = {
            exists: cell(() => this.clip() !== null),
            length: of("length", 0),
            start: cell(() => 0, () => undefined),
            loops: of("loops", false),
            color: new Color(bitwig.cells, () => (this.clip() || { color: [0, 0, 0] }).color, () => undefined),
        };
        this.track = bitwig.track_face(() => this.place.track);
        this.slot = { sceneIndex: () => this.scene_cell };
        this.scene_cell = cell(() => this.place.scene ?? -1);
    }

    clip() {
        const { track, scene } = this.place;
        return (track && this.bitwig.song.tracks.includes(track) && track.slots[scene]) || null;
    }

    exists() { return this.cells.exists; }
    getLoopLength() { return this.cells.length; }
    getLoopStart() { return this.cells.start; }
    isLoopEnabled() { return this.cells.loops; }
    getTrack() { return this.track; }
    clipLauncherSlot() { return this.slot; }
    addNoteStepObserver(callback) { this.observers.push(callback); }
    setName(name) { this.edit((clip) => (clip.name = name)); }
    setStepSize(beats) { this.show({ size: beats }); }
    scrollToStep(step) { this.show({ from_step: step }); }
    scrollToKey(key) { this.show({ from_key: key }); }

    show(window) {
        Object.assign(this, window);
        this.bitwig.cells.changed = true;
    }

    edit(change) {
        if (this.clip()) change(this.clip());
        this.bitwig.cells.changed = true;
    }

    // Many overloads of Bitwig, one used here: channel first.
    setStep(channel, x, y, velocity, length) {
        if (![channel, x, y, velocity].every(Number.isInteger)) throw new TypeError("setStep takes whole numbers");
        const note = { start: (x + this.from_step) * this.size, pitch: y + this.from_key, length, channel, velocity: velocity / 127 };
        this.edit((clip) => {
            clip.notes.push(new_note({ ...note, born_ms: this.bitwig.clock.now_ms }));
            this.bitwig.song.step("setStep");
        });
    }

    getStep(channel, x, y) {
        return this.steps().get(key_of(channel, x, y)) || new Step(this, channel, x, y, STATES.none, null);
    }

    // What the window shows of the clip now; counted out once for each change, as a script asks step by step.
    steps() {
        if (!this.counted || this.bitwig.cells.changed) this.counted = this.count_out();
        return this.counted;
    }

    count_out() {
        const found = new Map(), clip = this.clip();
        for (const note of clip ? clip.notes : []) {
            const y = note.pitch - this.from_key, first = Math.floor(note.start / this.size + NEARLY) - this.from_step;
            if (y < 0 || y >= this.height || clip.audio) continue;
            const last = Math.ceil((note.start + note.length) / this.size - NEARLY) - 1 - this.from_step;
            for (let x = Math.max(first, 0); x <= Math.min(Math.max(last, first), this.width - 1); x++) {
                const key = key_of(note.channel, x, y), state = x === first ? STATES.on : STATES.held;
                if (state === STATES.on || !found.has(key)) found.set(key, new Step(this, note.channel, x, y, state, note));
            }
        }
        return found;
    }

    look() {
        const { track, scene } = this.bitwig.song.selection, wanted = `${track && track.id} ${scene}`;
        if (wanted !== this.chased && !this.bitwig.habits.blind_eye) {
            this.chased = wanted;
            this.bitwig.later(ARRIVES_AFTER_MS, () => (this.place = { track, scene }));
        }
        const now = (this.counted = this.count_out());
        const told = [];
        now.forEach((step, key) => {
            const sign = step.sign();
            if (this.shown.get(key) === sign) return;
            told.push(step);
            this.shown.set(key, sign);
        });
        [...this.shown.keys()].filter((key) => !now.has(key)).forEach((key) => {
            this.shown.delete(key);
            told.push(new Step(this, ...cell_of(key), STATES.none, null));
        });
        if (told.length) {
            this.bitwig.clock.after(TELLS_AFTER_MS, () => told.forEach((step) => this.observers.forEach((tell) => tell(step))));
        }
    }
}

function key_of(channel, x, y) {
    return (channel * MOST_STEPS + x) * KEYS + y;
}

function cell_of(key) {
    const x = Math.floor(key / KEYS) % MOST_STEPS;
    return [Math.floor(key / KEYS / MOST_STEPS), x, key % KEYS];
}

// chance and mute give no callback of their own: they are not part of the sign.
class Step {
    constructor(eye, channel, x, y, state, note) {
        this.eye = eye;
        this.on_channel = channel;
        this.at_x = x;
        this.at_y = y;
        this.is = state;
        this.note = note;
    }

    sign() { return `${this.is} ${this.note.velocity} ${this.note.length}`; }
    x() { return this.at_x; }
    y() { return this.at_y; }
    channel() { return this.on_channel; }
    state() { return Object.freeze({ toString: () => this.is }); }
    velocity() { return this.note ? this.note.velocity : 0; }
    duration() { return this.note ? this.note.length : 0; }
    releaseVelocity() { return this.note ? this.note.release : 0; }
    chance() { return this.note ? this.note.chance : 1; }
    isChanceEnabled() { return Boolean(this.note && this.note.chance_on); }
    isMuted() { return Boolean(this.note && this.note.muted); }
    setVelocity(value) { this.express("velocity", value); }
    setReleaseVelocity(value) { this.express("release", value); }
    setChance(value) { this.express("chance", value); }
    setIsChanceEnabled(value) { this.express("chance_on", value); }
    setIsMuted(value) { this.express("muted", value); }

    // Too early, and it does not stick.
    express(name, value) {
        const { clock, cells, habits } = this.eye.bitwig;
        if (this.note && !habits.deaf_notes && clock.now_ms - this.note.born_ms >= EXPRESSIONS_AFTER_MS) this.note[name] = value;
        cells.changed = true;
    }
}

module.exports = { Eye };

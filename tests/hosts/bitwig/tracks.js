// Tracks, slots and scenes as a script gets them: windows onto the lists, by index.
"use strict";

const { Cell, Color, Ranged, Row } = require("./cells.js");
const { new_clip } = require("./song.js");
const { read_midi_file } = require("./midi_file.js");

const GREY = [0.5, 0.5, 0.5], INSERTS_AFTER_MS = 60;
const QUANTA = ["default", "none", "8", "4", "2", "1", "1/2", "1/4", "1/8", "1/16"];
const LAUNCH_MODES = ["default", "from_start", "continue_or_from_start", "continue_or_synced", "synced"];

// A track at a place of the bank; which one that is may change under the script.
class TrackFace {
    constructor(bitwig, find, scenes, sends = 0) {
        Object.assign(this, { bitwig, find });
        this.send_items = Array.from({ length: sends }, (_, index) => new Send(bitwig, find, index));
        const read = (name, otherwise) => () => (find() ? find()[name] : otherwise);
        const write = (name) => (value) => find() && this.edit(name, value);
        const cell = (name, otherwise) => new Cell(bitwig.cells, read(name, otherwise), write(name));
        this.faces = {
            exists: new Cell(bitwig.cells, () => Boolean(find())),
            name: cell("name", ""),
            id: cell("id", ""),
            type: cell("type", ""),
            color: new Color(bitwig.cells, read("color", GREY), write("color")),
            volume: new Ranged(bitwig.cells, read("volume", 0), write("volume"), 0, 1),
            pan: new Ranged(bitwig.cells, read("pan", 0), write("pan"), 0, 1),
        };
        ["mute", "solo", "arm"].forEach((name) => (this.faces[name] = cell(name, false)));
        this.slots = scenes ? new SlotBank(bitwig, this, scenes) : null;
    }

    // The group that the track lies in; at the top level a track that is none.
    createParentTrack() {
        const group = () => (this.find() && this.bitwig.song.tracks.find((one) => one.name === this.find().in_group)) || null;
        return new TrackFace(this.bitwig, group, 0);
    }

    selectInEditor() {
        this.bitwig.song.selection = { track: this.find(), scene: null };
        this.bitwig.cells.changed = true;
    }

    deleteObject() {
        const { song, habits, cells } = this.bitwig, at = song.tracks.indexOf(this.find());
        if (at >= 0 && !habits.keeps_tracks) {
            song.tracks.splice(at, 1);
            song.step("deleteObject");
        }
        cells.changed = true;
    }

    edit(name, value) {
        if (this.bitwig.habits.stuck_faders && name === "volume") return;
        this.find()[name] = value;
        this.bitwig.song.step(name);
    }

    exists() { return this.faces.exists; }
    name() { return this.faces.name; }
    channelId() { return this.faces.id; }
    trackType() { return this.faces.type; }
    color() { return this.faces.color; }
    volume() { return this.faces.volume; }
    pan() { return this.faces.pan; }
    mute() { return this.faces.mute; }
    solo() { return this.faces.solo; }
    arm() { return this.faces.arm; }
    clipLauncherSlotBank() { return this.slots; }
    sendBank() { return { getItemAt: (index) => this.send_items[index] }; }

    addVuMeterObserver(range, channel, peak, callback) {
        new Cell(this.bitwig.cells, () => (this.find() ? this.find().vu[channel] : 0)).addValueObserver(range, callback);
    }
}

// What a track gives to the n-th return, whose name it bears. The master gives to none.
class Send extends Ranged {
    constructor(bitwig, find, index) {
        const goal = () => {
            const effects = bitwig.song.tracks.filter((track) => track.type === "Effect");
            return find() && find().type !== "Master" ? effects[index] || null : null;
        };
        const levels = () => (find() || {}).sends || {};
        const level = () => (goal() ? levels()[goal().name] || 0 : 0);
        super(bitwig.cells, level, () => undefined, 0, 1);
        this.name_cell = new Cell(bitwig.cells, () => (goal() || { name: "" }).name);
    }
    name() { return this.name_cell; }
}

class SlotBank {
    constructor(bitwig, track, count) {
        this.items = Array.from({ length: count }, (_, index) => new Slot(bitwig, track, index));
        const row = (read) => new Row(this.items.map((slot) => new Cell(bitwig.cells, () => read(slot))));
        const clip = (slot) => slot.clip();
        this.rows = {
            content: row((slot) => clip(slot) !== null),
            name: row((slot) => (clip(slot) || { name: "" }).name),
            color: row((slot) => (clip(slot) || { color: GREY }).color),
            selected: row((slot) => slot.selected()),
        };
    }

    getItemAt(index) { return this.items[index]; }
    addHasContentObserver(callback) { this.rows.content.observe(callback); }
    addNameObserver(callback) { this.rows.name.observe(callback); }
    addColorObserver(callback) { this.rows.color.observe(callback); }
    addIsSelectedObserver(callback) { this.rows.selected.observe(callback); }
}

class Slot {
    constructor(bitwig, track, index) {
        Object.assign(this, { bitwig, track, index });
        this.color_cell = new Color(bitwig.cells, () => (this.clip() || { color: GREY }).color, (value) => {
            if (this.clip()) this.clip().color = value;
        });
    }

    clip() {
        const track = this.track.find();
        return (track && track.slots[this.index]) || null;
    }

    selected() {
        const { track, scene } = this.bitwig.song.selection;
        return track !== null && track === this.track.find() && scene === this.index;
    }

    color() { return this.color_cell; }
    replaceInsertionPoint() { return this; }

    put(clip, undo_entry) {
        this.track.find().slots[this.index] = clip;
        this.bitwig.song.step(undo_entry);
    }

    createEmptyClip(length) {
        if (!Number.isInteger(length) || length < 1) throw new TypeError("createEmptyClip takes whole beats");
        const track = this.track.find();
        if (track && this.index < track.slots.length && !this.bitwig.habits.makes_nothing) this.put(new_clip({ length }), "createEmptyClip");
        this.bitwig.cells.changed = true;
    }

    // What cannot be read, and where nothing can lie, makes nothing and says nothing.
    insertFile(path) {
        let found;
        try {
            found = read_midi_file(path);
        } catch {
            return;
        }
        const track = this.track.find(), index = this.index;
        this.bitwig.later(INSERTS_AFTER_MS, () => {
            if (!track || index >= track.slots.length) return;
            const born_ms = this.bitwig.clock.now_ms;
            track.slots[index] = new_clip({ ...found, notes: found.notes.map((note) => ({ ...note, born_ms })) });
            this.bitwig.song.step("insertFile");
        });
    }

    select() {
        this.bitwig.song.selection = { track: this.track.find(), scene: this.index };
        this.bitwig.cells.changed = true;
    }

    deleteObject() {
        if (this.clip() && !this.bitwig.habits.keeps_clips) this.put(null, "deleteObject");
        this.bitwig.cells.changed = true;
    }

    launchWithOptions(quantum, mode) {
        if (!QUANTA.includes(quantum) || !LAUNCH_MODES.includes(mode)) throw new TypeError(`launch ${quantum} ${mode}`);
        this.bitwig.song.launches.push([this.clip() && this.clip().name, quantum, mode]);
    }
}

class TrackBank {
    // flat: what lies inside of groups too.
    constructor(bitwig, tracks, sends, scenes, flat) {
        const list = () => (flat ? bitwig.song.tracks : bitwig.song.tracks.filter((track) => !track.in_group));
        const face = (index) => new TrackFace(bitwig, () => list()[index] || null, scenes, sends);
        this.items = Array.from({ length: tracks }, (_, index) => face(index));
        this.count = new Cell(bitwig.cells, () => list().length);
        this.scene_bank = new SceneBank(bitwig, scenes);
    }

    getItemAt(index) { return this.items[index]; }
    itemCount() { return this.count; }
    sceneBank() { return this.scene_bank; }
}

class SceneBank {
    constructor(bitwig, count) {
        const scene = (index) => () => bitwig.song.scenes[index];
        this.items = Array.from({ length: count }, (_, index) => new Scene(bitwig, scene(index)));
        this.count = new Cell(bitwig.cells, () => bitwig.song.scenes.length);
    }

    getItemAt(index) { return this.items[index]; }
    itemCount() { return this.count; }
}

class Scene {
    constructor(bitwig, find) {
        this.name_cell = new Cell(bitwig.cells, () => (find() || { name: "" }).name);
    }
    name() { return this.name_cell; }
}

module.exports = { TrackBank, TrackFace };

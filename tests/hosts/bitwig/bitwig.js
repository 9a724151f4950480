// The host as a whole: the globals of a control script, what they do, and the passing of time.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");
const { Application } = require("./application.js");
const { Cell, Cells, Ranged } = require("./cells.js");
const { Clock } = require("./clock.js");
const { Eye } = require("./eye.js");
const { RemoteConnection } = require("./remote.js");
const { Settings } = require("./settings.js");
const { Song } = require("./song.js");
const { Surface } = require("./surface.js");
const { TrackBank, TrackFace } = require("./tracks.js");

const LOOK_EVERY_MS = 5, CONNECTS_LATE_MS = 7000;
const NEWER_THAN_ES5 = ["Map", "Set", "WeakMap", "WeakSet", "Promise", "Proxy", "Reflect", "Symbol", "Uint8Array", "Int8Array",
    "Float64Array", "Float32Array", "ArrayBuffer", "DataView", "BigInt", "console", "globalThis"];

class Bitwig {
    constructor(level, folder, sheet) {
        Object.assign(this, { level, folder, listening: false, arrived: [], said: [], popups: [], faults: [], controller: null });
        this.habits = {}; // misbehaviour that a test asks for
        this.song = new Song("Night Bus", sheet);
        this.preference_values = {};
        this.connections = [];
        this.lives = 0;
        this.make_room();
        this.busiest = 0; // most API calls within one task
    }

    // What one life of a script sees of Bitwig; the set and the preferences outlive it.
    make_room() {
        const now_ms = this.clock && this.clock.now_ms;
        this.clock = new Clock((run) => this.enter(run));
        this.clock.now_ms = now_ms || this.clock.now_ms;
        this.cells = new Cells(this.clock);
        this.surface = new Surface(this.level, (violation) => this.faults.push(violation));
        this.document = new Settings(this, () => this.song.settings);
        this.preferences = new Settings(this, () => this.preference_values);
        this.arrived = [];
        this.application = undefined;
    }

    later(ms, change) {
        this.clock.after(ms, () => {
            change();
            this.cells.changed = true;
        });
    }

    track_face(find) {
        return new TrackFace(this, find, 0);
    }

    // Runs a piece of the script; what it throws is a fault that a test sees.
    enter(run) {
        try {
            run();
        } catch (problem) {
            this.faults.push(String((problem && problem.stack) || problem));
        }
    }

    start(script) {
        const host = this.surface.wrap("ControllerHost", this);
        const random = seeded(this.level + 1000 * this.lives);
        this.lives += 1;
        const globals = { host };
        ["loadAPI", "load", "println", "errorln"].forEach((name) => (globals[name] = (...args) => host[name](...args)));
        this.context = vm.createContext(globals);
        NEWER_THAN_ES5.forEach((name) => vm.runInContext(`delete this.${name}`, this.context));
        this.context.sidemanClock = () => this.clock.now_ms;
        this.context.sidemanRandom = random;
        vm.runInContext("Date.now = sidemanClock; Math.random = sidemanRandom;", this.context);
        this.enter(() => {
            this.run_file(script);
            this.surface.phase = "init";
            vm.runInContext("init()", this.context);
        });
        this.surface.phase = "run";
    }

    stop() {
        this.enter(() => vm.runInContext("exit()", this.context));
    }

    // The controller is switched off and on: its tasks are dropped and what it left open is closed.
    reload(script) {
        this.stop();
        this.connections.splice(0).forEach((connection) => connection.disconnect());
        this.make_room();
        this.start(script);
    }

    run_file(name) {
        const file = path.join(this.folder, name);
        vm.runInContext(fs.readFileSync(file, "utf8"), this.context, { filename: file });
    }

    step(ms) {
        for (let passed = 0; passed < ms; passed += LOOK_EVERY_MS) {
            this.arrived.splice(0).forEach((hand_over) => this.enter(hand_over));
            if (this.song.transport.playing) {
                this.song.transport.position += (LOOK_EVERY_MS / 60000) * this.song.transport.tempo;
                this.cells.changed = true;
            }
            this.cells.look();
            this.clock.advance(LOOK_EVERY_MS);
        }
        if (this.surface.phase === "run") this.enter(() => vm.runInContext("flush()", this.context));
    }

    // ControllerHost -------------------------------------------------------------------------------------

    loadAPI(level) {
        if (level > this.level) this.surface.refuse(`loadAPI(${level}) wants a newer Bitwig`);
        this.asked_level = level;
    }

    load(name) { this.run_file(name); }
    defineController(...words) { this.controller = words; }
    defineMidiPorts() { return undefined; }
    setShouldFailOnDeprecatedUse() { return undefined; }
    getHostApiVersion() { return this.level; }
    getHostVersion() { return "5.3"; }
    println(text) { this.said.push(text); }
    errorln(text) { this.said.push(`ERROR ${text}`); }
    showPopupNotification(text) { this.popups.push(text); }
    getDocumentState() { return this.document; }
    getPreferences() { return this.preferences; }

    createApplication() {
        this.application = this.application || new Application(this);
        return this.application;
    }

    createTrackBank(tracks, sends, scenes, flat = false) { return (this.bank = new TrackBank(this, tracks, sends, scenes, flat)); }

    scheduleTask(task, ms) {
        this.clock.after(ms, () => {
            const before = this.surface.calls;
            task();
            this.busiest = Math.max(this.busiest, this.surface.calls - before);
        });
    }

    createCursorTrack() {
        const face = this.track_face(() => this.song.selection.track);
        face.createLauncherCursorClip = (id, name, width, height) => (this.eye = new Eye(this, width, height));
        return face;
    }

    createTransport() {
        const of = (name) => new Cell(this.cells, () => this.song.transport[name], (value) => (this.song.transport[name] = value));
        const tempo = new Ranged(this.cells, () => this.song.transport.tempo, (bpm) => (this.song.transport.tempo = bpm), 20, 666);
        const faces = { isPlaying: of("playing"), playPosition: of("position"), isArrangerRecordEnabled: of("recording"), tempo };
        faces.timeSignature = { numerator: () => faces.numerator, denominator: () => faces.denominator };
        Object.assign(faces, { numerator: of("numerator"), denominator: of("denominator") });
        faces.isArrangerLoopEnabled = of("loops");
        Object.assign(faces, { arrangerLoopStart: of("loop_start"), arrangerLoopDuration: of("loop_length") });
        return Object.fromEntries(Object.entries(faces).map(([name, face]) => [name, typeof face === "function" ? face : () => face]).concat([
            ["timeSignature", () => faces.timeSignature],
        ]));
    }

    connectToRemoteHost(address, port, callback) {
        if (address !== "127.0.0.1") throw new Error(`dialled ${address}, which is not this machine`);
        if (!this.listening || port < 1 || port > 65535) throw new Error("Connection refused");
        const connection = new RemoteConnection(this, port);
        this.connections.push(connection);
        const hand_over = () => this.arrived.push(() => callback(connection));
        if (this.habits.connects_late) this.clock.after(CONNECTS_LATE_MS, hand_over);
        else hand_over();
    }
}

function seeded(seed) {
    let state = seed;
    return () => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648;
    };
}

module.exports = { Bitwig };

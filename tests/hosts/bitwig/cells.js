// Values as a script sees them: late, and only those that it said in init() it is interested in.
//
// A cell reads the truth of the set; `Cells.look` finds which truths changed and hands each on after a
// delay. get() gives what has arrived so far, never the truth itself.
"use strict";

const DELAYS_MS = [15, 35, 25]; // one after the other: neighbours do not arrive together

class Cell {
    constructor(cells, read, write) {
        Object.assign(this, { cells, read, write, interested: false, seen: read(), truth: undefined, observers: [] });
    }

    markInterested() {
        if (!this.interested) this.cells.watch(this);
        this.interested = true;
    }

    addValueObserver(...args) {
        this.markInterested();
        const callback = args.find((arg) => typeof arg === "function");
        const range = typeof args[0] === "number" ? args[0] : 0;
        this.observers.push(range ? (value) => callback(Math.round(value * (range - 1))) : callback);
    }

    get() {
        if (!this.interested) throw new TypeError("get() of a value without markInterested() or an observer");
        return this.seen;
    }

    set(value) {
        this.write(value);
        this.cells.changed = true;
    }

    setImmediately(value) {
        if (value < 0 || value > 1) throw new RangeError(`${value} is not from 0 to 1`);
        this.set(value);
    }

    deliver(value) {
        this.seen = value;
        this.observers.forEach((observer) => observer(...(Array.isArray(value) ? value : [value])));
    }
}

// A parameter: normalised 0..1 for set() and get(), its own unit for raw.
class Ranged extends Cell {
    constructor(cells, read, write, low, high) {
        super(cells, () => (read() - low) / (high - low), (value) => write(low + value * (high - low)));
        this.raw = new Cell(cells, read, write);
        this.shown = new Cell(cells, () => (read() > 0 ? `${(60 * Math.log10(read()) + 6.02).toFixed(1)} dB` : "-inf dB"));
    }

    displayedValue() {
        return this.shown;
    }

    value() {
        return this;
    }

    addRawValueObserver(callback) {
        this.raw.addValueObserver(callback);
    }

    markInterested() {
        super.markInterested();
        this.raw.markInterested();
    }

    getRaw() {
        return this.raw.get();
    }
}

class Color extends Cell {
    set(red, green, blue) {
        super.set([red, green, blue]);
    }
    red() { return this.get()[0]; }
    green() { return this.get()[1]; }
    blue() { return this.get()[2]; }
}

// One observer for every index of a row of cells.
class Row {
    constructor(cells) {
        this.cells = cells;
    }

    observe(callback) {
        this.cells.forEach((cell, index) => cell.addValueObserver((...value) => callback(index, ...value)));
    }
}

class Cells {
    constructor(clock) {
        this.clock = clock;
        this.watched = [];
        this.others = []; // further lookers
        this.changed = true;
    }

    watch(cell) {
        this.watched.push(cell);
        this.changed = true;
    }

    look() {
        if (!this.changed) return;
        this.changed = false;
        this.others.forEach((look) => look());
        this.watched.forEach((cell, index) => {
            const value = cell.read();
            if (same(value, cell.truth)) return;
            cell.truth = value;
            this.clock.after(DELAYS_MS[index % DELAYS_MS.length], () => cell.deliver(value));
        });
    }
}

function same(a, b) {
    return a === b || (Array.isArray(a) && Array.isArray(b) && a.every((one, i) => one === b[i]));
}

module.exports = { Cell, Ranged, Color, Row, Cells };

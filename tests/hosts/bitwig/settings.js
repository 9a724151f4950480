// Document state and preferences: the few controls that a script can show in Bitwig.
"use strict";

const { Cell, Ranged } = require("./cells.js");

class Settings {
    // values(): where they are kept, which is another place when another document is open.
    constructor(bitwig, values) {
        Object.assign(this, { bitwig, values, signals: {} });
    }

    cell(label, first, check = () => true) {
        const write = (value) => {
            if (!check(value)) throw new TypeError(`${label} cannot be ${value}`);
            this.values()[label] = value;
        };
        return new Cell(this.bitwig.cells, () => this.values()[label] ?? first, write);
    }

    getStringSetting(label, category, chars, first) {
        return this.cell(label, first, (text) => text.length <= chars);
    }

    getEnumSetting(label, category, options, first) {
        return this.cell(label, first, (word) => options.includes(word));
    }

    getNumberSetting(label, category, low, high, step, unit, first) {
        const raw = this.cell(label, first);
        return new Ranged(this.bitwig.cells, raw.read, raw.write, low, high);
    }

    getSignalSetting(label) {
        const signal = { observers: [], addSignalObserver: (callback) => signal.observers.push(callback) };
        this.signals[label] = signal;
        return signal;
    }

    press(label) {
        if (!this.signals[label]) throw new Error(`there is no button ${label}`);
        this.signals[label].observers.forEach((tell) => tell());
    }

    turn(label, value) {
        this.values()[label] = value;
        this.bitwig.cells.changed = true;
    }
}

module.exports = { Settings };

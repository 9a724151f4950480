// The strict face of the host: what a script holds is never a model but a proxy that knows, from
// facts.json, which members its type has, since which API version, and which arguments they take.
//
// Refused, with a TypeError: unknown names, names newer than the level, deprecated ones, arguments of
// the wrong number or type, assignments, and whatever may only be made in init() after it. Each refusal is
// kept too, and so is what a model finds wrong with an argument: a script that catches it hides nothing.
"use strict";

const facts = require("./facts.json");

const OBSERVING = /^(markInterested|add\w*Observer|get\w+Setting)$/;

class Surface {
    // report(text): keeps what the script did wrong.
    constructor(level, report) {
        Object.assign(this, { level, report });
        this.phase = "load";
        this.calls = 0;
        this.executed = new Set();
        this.models = new WeakMap(); // proxy -> model
        this.proxies = new WeakMap(); // model -> {type: proxy}
    }

    refuse(text) {
        const said = `[API ${this.level}] ${text}`;
        this.report(said);
        throw new TypeError(said);
    }

    wrap(type, model) {
        const known = this.proxies.get(model) || {};
        this.proxies.set(model, known);
        known[type] = known[type] || this.proxy(type, model);
        return known[type];
    }

    proxy(type, model) {
        const members = facts.types[type];
        const methods = new Map();
        const proxy = new Proxy(Object.freeze({}), {
            get: (_, name) => {
                if (typeof name === "symbol" || name === "toString" || name === "valueOf") return () => `[${type}]`;
                if (!methods.has(name)) methods.set(name, this.method(type, members, name, model));
                return methods.get(name);
            },
            set: (_, name) => this.refuse(`${type}.${String(name)} cannot be assigned.`),
        });
        this.models.set(proxy, model);
        return proxy;
    }

    method(type, members, name, model) {
        if (!Object.hasOwn(members, name)) this.refuse(`${type} has no member ${name}.`);
        const overloads = members[name].filter(([, , since]) => since <= this.level);
        if (overloads.length === 0) this.refuse(`${type}.${name} is newer: API ${members[name][0][2]}.`);
        return (...args) => this.call(type, name, overloads, model, args);
    }

    call(type, name, overloads, model, args) {
        const fitting = overloads.filter(([types]) => this.fit(types, args));
        if (fitting.length === 0) {
            const given = args.map((arg) => (Array.isArray(arg) ? "array" : typeof arg)).join(", ");
            this.refuse(`${type}.${name}(${given}) does not exist; it takes ${JSON.stringify(overloads)}.`);
        }
        const [types, returns, , deprecated] = fitting.find((row) => !row[3]) || fitting[0];
        if (deprecated) this.refuse(`${type}.${name} is deprecated.`);
        const creating = name.startsWith("create") && Object.hasOwn(facts.types, returns);
        if (this.phase !== "init" && (creating || OBSERVING.test(name))) {
            this.refuse(`Trying to create section outside of init(): ${type}.${name}`);
        }
        if (typeof model[name] !== "function") this.refuse(`the host does not imitate ${type}.${name} yet.`);
        this.calls += 1;
        this.executed.add(`${type}.${name}`);
        const given = args.map((arg, i) => this.inward(types[i], arg));
        const result = this.ask(type, name, model, given);
        return Object.hasOwn(facts.types, returns) ? this.wrap(returns, result) : result;
    }

    ask(type, name, model, given) {
        try {
            return model[name](...given);
        } catch (problem) {
            const wrong = problem instanceof TypeError || problem instanceof RangeError;
            if (wrong && !problem.message.startsWith("[API ")) this.report(`${type}.${name}: ${problem.message}`);
            throw problem;
        }
    }

    fit(types, args) {
        return types.length === args.length && types.every((type, i) => this.fits(type, args[i]));
    }

    fits(type, arg) {
        if (type === "number") return typeof arg === "number" && Number.isFinite(arg);
        if (type === "boolean" || type === "string") return typeof arg === type;
        if (type.endsWith("[]")) return Array.isArray(arg) && arg.every((one) => this.fits(type.slice(0, -2), one));
        if (type.endsWith("Callback") || type === "() => void") return typeof arg === "function";
        return this.models.has(arg);
    }

    // A callback is called with proxies; a proxy is handed over as its model.
    inward(type, arg) {
        if (typeof arg !== "function") return this.models.get(arg) || arg;
        const takes = facts.callbacks[type] || [];
        return (...values) =>
            arg(...values.map((value, i) => (Object.hasOwn(facts.types, takes[i]) ? this.wrap(takes[i], value) : value)));
    }
}

module.exports = { Surface };

// Time that only moves when it is told to: tasks in the order of their moments, no sleeping.
"use strict";

const before = (a, b) => a.due_ms < b.due_ms || (a.due_ms === b.due_ms && a.order < b.order);

class Clock {
    // enter: runs a task, and keeps what it throws.
    constructor(enter) {
        this.enter = enter;
        this.now_ms = 1_700_000_000_000;
        this.heap = []; // each task is before both that hang below it
        this.count = 0;
    }

    after(delay_ms, run) {
        this.count += 1;
        this.heap.push({ due_ms: this.now_ms + delay_ms, order: this.count, run });
        let child = this.heap.length - 1;
        while (child > 0 && before(this.heap[child], this.heap[(child - 1) >> 1])) child = this.swap(child, (child - 1) >> 1);
    }

    swap(a, b) {
        [this.heap[a], this.heap[b]] = [this.heap[b], this.heap[a]];
        return b;
    }

    take() {
        const first = this.heap[0], last = this.heap.pop();
        if (this.heap.length === 0) return first;
        this.heap[0] = last;
        for (let parent = 0; ; ) {
            const below = [2 * parent + 1, 2 * parent + 2].filter((one) => one < this.heap.length);
            const least = below.sort((a, b) => (before(this.heap[a], this.heap[b]) ? -1 : 1))[0];
            if (least === undefined || before(this.heap[parent], this.heap[least])) return first;
            parent = this.swap(parent, least);
        }
    }

    // Runs what is due by then, each at its own moment.
    advance(ms) {
        const end_ms = this.now_ms + ms;
        while (this.heap.length && this.heap[0].due_ms <= end_ms) {
            const next = this.take();
            this.now_ms = Math.max(this.now_ms, next.due_ms);
            this.enter(next.run);
        }
        this.now_ms = end_ms;
    }

    // As when a dialog is open: time goes by and nothing runs.
    stand_still(ms) {
        this.now_ms += ms;
    }
}

module.exports = { Clock };

// Time that only moves when it is told to: tasks in the order of their moments, no sleeping.
"use strict";

class Clock {
    // enter: runs a task, and keeps what it throws.
    constructor(enter) {
        this.enter = enter;
        this.now_ms = 1_700_000_000_000;
        this.tasks = [];
        this.count = 0;
    }

    after(delay_ms, run) {
        this.count += 1;
        this.tasks.push({ due_ms: this.now_ms + delay_ms, order: this.count, run });
    }

    // Runs what is due by then, each at its own moment.
    advance(ms) {
        const end_ms = this.now_ms + ms;
        for (;;) {
            const due = this.tasks.filter((task) => task.due_ms <= end_ms);
            if (due.length === 0) break;
            const next = due.reduce((a, b) => (b.due_ms < a.due_ms || (b.due_ms === a.due_ms && b.order < a.order) ? b : a));
            this.tasks.splice(this.tasks.indexOf(next), 1);
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

// Work that waits for Bitwig, one job after another. A job is a list of steps; a step is called at each
// tick until it gives true, and may put further steps in front of those that remain.
//
//     jobs.add([stepA, stepB], done)     done(problem or null) when the last step is, or one has thrown
//     within(seconds, holds, problem)    a step that waits; throws problem() when it has been too long
//     pause(seconds)                     a step that only waits
//
// Time is that of being awake, so that a dialog in Bitwig makes no step late.

var SidemanJobs = (function (limits, problem) {
    "use strict";

    function Jobs() {
        this.queue = [];
    }

    Jobs.prototype.add = function (steps, done) {
        this.queue.push({steps: steps.slice(), done: done});
    };

    // Before everything that waits.
    Jobs.prototype.first = function (steps, done) {
        this.queue.unshift({steps: steps.slice(), done: done});
    };

    Jobs.prototype.idle = function () {
        return this.queue.length === 0;
    };

    Jobs.prototype.tick = function (awakeS) {
        for (var i = 0; i < limits.JOB_STEPS_PER_TICK && this.queue.length; i++) {
            if (!this.step(this.queue[0], awakeS)) {
                return;
            }
        }
    };

    // Whether there may be more to do in this tick.
    Jobs.prototype.step = function (job, awakeS) {
        var found = null;
        try {
            if (job.steps.length) {
                var step = job.steps.shift(), rest = job.steps;
                job.steps = [];
                var finished = step(awakeS, job);
                job.steps = finished ? job.steps.concat(rest) : [step].concat(job.steps, rest);
                if (!finished || job.steps.length) {
                    return finished;
                }
            }
        } catch (error) {
            found = problem.from(error);
        }
        this.queue.shift();
        job.done(found);
        return true;
    };

    function within(seconds, holds, late) {
        var endS = null;
        return function (awakeS, job) {
            endS = endS === null ? awakeS + seconds : endS;
            if (holds(awakeS, job)) {
                return true;
            }
            if (awakeS > endS) {
                throw late();
            }
            return false;
        };
    }

    function pause(seconds) {
        var endS = null;
        return function (awakeS) {
            endS = endS === null ? awakeS + seconds : endS;
            return awakeS >= endS;
        };
    }

    // A step that does something for each of a list, a portion at each tick.
    function portions(list, size, act) {
        var next = 0;
        return function () {
            list.slice(next, next + size).forEach(act);
            next += size;
            return next >= list.length;
        };
    }

    return {Jobs: Jobs, within: within, pause: pause, portions: portions};
}(SidemanLimits, SidemanProblem));

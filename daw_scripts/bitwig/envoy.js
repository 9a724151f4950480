// The script as a whole: what each message of the daemon does, and what a tick does.

var SidemanEnvoy = (function (limits, protocol, rooms) {
    "use strict";

    var CAPABILITIES = "slots launch mixer meters meter_law=uncalibrated say selection insert_file track_create grid=1/96 ppq="
        + limits.STEPS_PER_BEAT + " keeps=channel,muted,release_velocity,probability undo_steps=many";
    var CHANGES = ["clip/create", "clip/replace", "clip/delete", "mixer", "track/create", "track/delete"];
    var on = {};

    function Envoy(host) {
        var self = this;
        this.host = host;
        this.replay = new rooms.replay.Replay();
        this.wanted = [];
        this.running = true;
        this.applying = {};
        this.startOver();
        this.clock = new rooms.clock.Clock();
        this.send = function (address, args) { self.dialer.send(address, args); };
        this.told = new rooms.told.Told(this.send);
        this.jobs = new rooms.jobs.Jobs();
        this.application = host.createApplication();
        this.tracks = new rooms.tracks.Tracks(host, this.clock);
        this.scenes = new rooms.scenes.Scenes(this.tracks);
        this.transport = new rooms.transport.Transport(host, this.clock, this.send);
        this.eye = new rooms.eye.Eye(host, this.clock, this.tracks);
        this.sceneBook = new rooms.sceneBook.SceneBook(host, this.clock);
        this.mirror = new rooms.mirror.Mirror(this.told, this.tracks, this.scenes, this.sceneBook, this.clock,
            function () { return self.document.isSteady(); });
        this.meters = new rooms.meters.Meters(this.tracks, this.clock, this.send);
        this.popup = new rooms.popup.Popup(host, this.clock);
        this.selftest = new rooms.selftest.Selftest(this, host);
        this.panel = new rooms.panel.Panel(host, function (verb, argument) { self.trigger(verb, argument); },
            function () { self.selftest.run(); });
        this.document = new rooms.document.Document(host, this.application, this.clock, function () { self.openOther(); });
        this.dialer = new rooms.dialer.Dialer(host, this.clock, new rooms.address.Address(host), this);
        this.eye.onEdit = function () { self.edited = self.edited || (self.jobs.idle() && self.eye.isFree()); };
    }

    // What belongs to one life of the script, or to one set.
    Envoy.prototype.startOver = function () {
        this.epoch = rooms.document.randomWord();
        this.intake = new rooms.intake.Intake();
        this.edited = false;
        this.toldSelection = "";
        this.toldName = "";
    };

    Envoy.prototype.start = function () {
        var self = this;
        this.host.println("Sideman " + limits.SCRIPT_VERSION + " is here.");
        function tick() {
            if (self.running) {
                self.tick();
                self.host.scheduleTask(tick, limits.TICK_MS);
            }
        }
        this.host.scheduleTask(tick, limits.TICK_MS);
    };

    Envoy.prototype.tick = function () {
        this.clock.tick();
        this.document.tick();
        this.mirror.tick();
        if (this.document.ready()) {
            this.dialer.tick();
        }
        this.jobs.tick(this.clock.awakeS);
        this.popup.tick();
        if (this.mirror.current()) {
            this.answerSnapshots();
        }
        if (this.told.open) {
            this.lookAround();
        }
    };

    Envoy.prototype.lookAround = function () {
        this.transport.tick();
        this.meters.tick();
        this.tellSelection();
        this.readEdited();
        if (this.document.name !== this.toldName) {
            this.toldName = this.document.name;
            this.send("/set", [this.document.opened, this.document.name]);
        }
    };

    // The musician's selection, not where the eye looks for us.
    Envoy.prototype.tellSelection = function () {
        if (!this.jobs.idle() || !this.eye.isFree()) {
            return;
        }
        var selected = this.tracks.selected(), scene = selected && this.told.scenes[selected.index];
        var trackId = selected ? selected.row.id : this.eye.selectedTrackId;
        var clip = scene && this.mirror.at(trackId, scene.id);
        var args = [trackId, scene ? scene.id : "", clip ? clip.id : ""].concat(this.transport.range());
        if (args.join(" ") !== this.toldSelection) {
            this.toldSelection = args.join(" ");
            this.send("/selection", args);
        }
    };

    // The musician edits the clip that is selected: what was known of it is read again. The eye does not
    // move for that, so one reading never leads to another.
    Envoy.prototype.readEdited = function () {
        var self = this, clip = this.mirror.seen(this.eye.at);
        if (!this.edited || !this.jobs.idle() || !this.eye.isFree() || !this.eye.quiet()) {
            return;
        }
        this.edited = false;
        if (clip && clip.sign !== null) {
            this.readClip(clip.id, function () { self.eye.giveBack(); });
        }
    };

    // Reads a clip and takes it over; then done(problem, clip, notes).
    Envoy.prototype.readClip = function (clipId, done) {
        var self = this, reading = {}, found = null, notes = null;
        this.jobs.add([function (awakeS, job) {
            found = self.told.clips[clipId] || null;
            if (!found) {
                throw rooms.problem.make("not_found", "There is no clip " + clipId + ".", "It was deleted meanwhile.");
            }
            job.steps = self.eye.read(self.mirror.place(found), reading);
            return true;
        }, function () {
            if (!self.told.clips[clipId]) {
                throw rooms.problem.make("not_found", "There is no clip " + clipId + ".", "It was deleted meanwhile.");
            }
            notes = self.mirror.read(found, reading);
            return true;
        }], function (problem) { done(problem, found, notes); });
    };

    Envoy.prototype.answerSnapshots = function () {
        var self = this, wanted = this.wanted;
        this.wanted = [];
        wanted.forEach(function (requestId) {
            var told = self.told;
            told.open = true;
            self.send("/snapshot/begin", [requestId, told.list("tracks").length, told.scenes.length, told.list("clips").length]);
            self.transport.tell();
            self.transport.tellTempo();
            told.describe();
            self.toldSelection = "";
            self.send("/snapshot/end", [requestId]);
            self.mirror.warnOfWindow();
        });
    };

    Envoy.prototype.trigger = function (verb, argument) {
        if (this.told.open) {
            this.send("/trigger", [verb, argument]);
        } else {
            this.popup.say("Sideman is not running: start it with “sideman run”.");
        }
    };

    // Another project came to the front: it is another set, with ids of its own.
    Envoy.prototype.openOther = function () {
        this.startOver();
        this.told.tracks = {};
        this.told.clips = {};
        this.told.sends = {};
        this.told.scenes = [];
        this.jobs.queue = [];
        this.applying = {};
        this.selftest.running = false;
        this.eye.lent = null;
        this.tracks.noteLists();
        this.dialer.leave("another set was opened");
    };

    Envoy.prototype.close = function (reason) {
        this.running = false;
        this.dialer.leave(reason);
    };

    // Of the dialer ----------------------------------------------------------------------------------

    Envoy.prototype.hello = function (token) {
        return [protocol.MAJOR, protocol.MINOR, "script", "bitwig", this.host.getHostVersion(), limits.SCRIPT_VERSION,
            this.epoch, this.document.opened, this.document.name, CAPABILITIES, token];
    };

    Envoy.prototype.greeted = function () {
        this.toldName = this.document.name;
    };

    Envoy.prototype.refused = function (named) {
        this.popup.say("Sideman: " + named.message + " " + named.hint);
        this.host.errorln("Sideman was refused: " + named.message + " " + named.hint);
    };

    Envoy.prototype.lost = function (reason) {
        this.told.open = false;
        this.wanted = [];
        this.intake = new rooms.intake.Intake();
        this.meters.watch("", 0);
        this.host.println("Sideman left: " + reason);
    };

    Envoy.prototype.take = function (message, earliestS) {
        var handler = on[message.address];
        if (handler) {
            handler.call(this, message.named, earliestS);
        } else {
            this.send("/error", ["", "unsupported", message.address + " is no word for a script.", ""]);
        }
    };

    // Messages ---------------------------------------------------------------------------------------

    Envoy.prototype.answer = function (requestId, answers) {
        var send = this.send;
        answers.forEach(function (answer) { send(answer[0], [requestId].concat(answer.slice(1))); });
    };

    Envoy.prototype.refuse = function (requestId, found) {
        this.answer(requestId, [["/error"].concat(rooms.problem.args(found))]);
    };

    // Does something once; a repeated request is answered as it was.
    Envoy.prototype.once = function (requestId, act) {
        var answers = this.replay.recall(requestId);
        if (!answers) {
            answers = [["/done"]];
            try {
                act.call(this);
            } catch (error) {
                answers = [["/error"].concat(rooms.problem.args(rooms.problem.from(error)))];
            }
            this.replay.remember(requestId, answers);
        }
        this.answer(requestId, answers);
    };

    on["/ping"] = function (named) { this.send("/pong", [named.number]); };

    on["/error"] = function (named) { this.host.errorln("Sideman reports: " + named.message); };

    on["/say"] = function (named) { this.popup.say(named.text); };

    on["/snapshot/get"] = function (named) { this.wanted.push(named.request_id); };

    on["/notes/get"] = function (named) {
        var self = this;
        this.readClip(named.clip_id, function (found, clip, notes) {
            self.eye.giveBack();
            if (found) {
                self.refuse(named.request_id, found);
                return;
            }
            rooms.osc.noteChunks(notes).forEach(function (piece) {
                self.send("/notes", [named.request_id, clip.id, clip.revision, clip.note_count, piece.offset, piece.notes]);
            });
        });
    };

    on["/meters/watch"] = function (named) {
        this.once(named.request_id, function () { this.meters.watch(named.track_ids, named.rate_hz); });
    };

    on["/clip/launch"] = function (named) {
        this.once(named.request_id, function () {
            var clip = this.told.clips[named.clip_id];
            if (!clip) {
                rooms.problem.raise("not_found", "There is no clip " + named.clip_id + ".", "It was deleted meanwhile.");
            }
            var place = this.mirror.place(clip), word = rooms.quanta.word(named.quantum_beats, this.transport.barBeats());
            this.tracks.rowOf(place.trackId).slots[place.index].face.launchWithOptions(word, "from_start");
        });
    };

    on["/change/begin"] = function (named, earliestS) {
        if (!this.replay.recall(named.request_id) && !this.applying[named.request_id]) {
            this.intake.begin(named, earliestS);
        }
    };

    CHANGES.forEach(function (kind) {
        on["/change/" + kind] = function (named) { this.intake.change(kind, named); };
    });

    on["/change/notes"] = function (named) { this.intake.notes(named); };

    // The daemon has written the notes into a MIDI file as well.
    on["/change/clip/file"] = function (named) { this.intake.file(named); };

    on["/change/apply"] = function (named) {
        var self = this, id = named.request_id, known = this.replay.recall(id), request = null;
        if (known || this.applying[id]) {
            this.answer(id, known || []);
            return;
        }
        function end(answers) {
            delete self.applying[id];
            self.replay.remember(id, answers);
            self.answer(id, answers);
        }
        try {
            request = this.intake.take(id);
        } catch (wrong) {
            end([["/error"].concat(rooms.problem.args(wrong))]);
            return;
        }
        if (!request) {
            this.refuse(id, rooms.problem.make("unknown_request", "There is no change " + id + " to apply.",
                "It was forgotten or never begun; send it again."));
            return;
        }
        this.applying[id] = true;
        new rooms.apply.Plan(this, request, end).run();
    };

    on["/change/query"] = function (named) {
        var answers = this.replay.recall(named.of_request_id);
        if (answers) {
            this.answer(named.request_id, answers);
        } else if (this.applying[named.of_request_id]) {
            this.refuse(named.request_id, rooms.problem.make("still_applying",
                named.of_request_id + " is being applied.", "Ask again in a moment."));
        } else {
            this.refuse(named.request_id, rooms.problem.make("unknown_request",
                "There is no answer for " + named.of_request_id + " here.", "It was never applied, or long ago."));
        }
    };

    return {Envoy: Envoy};
}(SidemanLimits, SidemanProtocol, {
    address: SidemanAddress,
    apply: SidemanApply,
    clock: SidemanClock,
    dialer: SidemanDialer,
    document: SidemanDocument,
    eye: SidemanEye,
    intake: SidemanIntake,
    jobs: SidemanJobs,
    meters: SidemanMeters,
    mirror: SidemanMirror,
    osc: SidemanOsc,
    panel: SidemanPanel,
    popup: SidemanPopup,
    problem: SidemanProblem,
    quanta: SidemanQuanta,
    replay: SidemanReplay,
    sceneBook: SidemanSceneBook,
    scenes: SidemanScenes,
    selftest: SidemanSelftest,
    told: SidemanTold,
    tracks: SidemanTracks,
    transport: SidemanTransport
}));

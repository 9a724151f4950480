"""The script as a whole: what each message of the daemon does, and what happens in a tick."""

import time

from . import apply, identity, live, notes, rows, whereabouts
from .budget import REST, Budget, Jobs
from .connection import Connection
from .intake import OPEN_AT_ONCE, Intake
from .knobs import KNOB, Knobs
from .launch import launch
from .meters import Meters
from .osc import BadMessage, clean_text, note_chunks, pack_notes
from .problem import Problem, not_found
from .protocol import MAJOR, MINOR
from .registry import Registry
from .replay import Replay
from .say import Say
from .selftest import SELFTEST, SelfTest
from .telling import Telling
from .triggers import NamedClips
from .wakefulness import Wakefulness

SCRIPT_VERSION = "0.1.0"
BANNER = "Sideman: loaded, script %s, protocol %d.%d, Live %s"
"""Into Live's log, where the doctor looks for it."""
CAPABILITIES = (
    "slots timeline launch mixer meters say key selection triggers track_create track_delete"
    " keeps=muted,release_velocity,probability,velocity_deviation"
)
POSITION_EVERY_S = 0.25
NAME_EVERY_S = 2.0
LATE_S = 0.08


class Envoy:
    def __init__(self, c_instance, folder):
        self._clock = time.perf_counter  # monotonic steps by 15 ms on Windows
        self._log = c_instance.log_message
        self._song = c_instance.song()
        self._epoch = identity.fresh("life")
        self._registry = Registry(self._song, self._epoch)
        self._connection = Connection(self, self._clock, lambda: whereabouts.daemon(folder))
        self._telling = Telling(self._registry, self._set, self._connection, self._clock)
        self._jobs, self._meters, self._replay = Jobs(), Meters(), Replay()
        self._say = Say(c_instance.show_message)
        self._selftest = SelfTest(
            lambda: whereabouts.report(folder), self._song, SCRIPT_VERSION, self._say.line
        )
        self._knobs = Knobs(self._song, self._say.line)
        self._named = NamedClips(self._registry.listeners, self.trigger)
        self._registry.on_name = lambda clip: self._named.named(clip, not self._telling.announced)
        self._awake = Wakefulness(self._clock())
        self._open, self._applying = {}, set()
        self._position_due_s = self._name_due_s = self._ticked_s = 0.0
        self._set_name, self._refusal = "", ""
        self._log(BANNER % (SCRIPT_VERSION, MAJOR, MINOR, live.version()))

    def tick(self):
        now_s = self._ticked_s = self._clock()
        budget = Budget(self._clock)
        self._awake.tick(now_s)
        self._connection.poll()
        if self._connection.is_open:
            self._look_around(now_s, budget)
        self._jobs.run(budget)
        self._say.tick(now_s)
        self._selftest.tick(now_s)
        self._connection.flush()

    def tick_if_late(self):
        """Does the timer's work where it does not come."""
        self._selftest.displayed(self._clock())
        if self._clock() - self._ticked_s > LATE_S:
            self.tick()

    def close(self):
        self._jobs.clear()
        self._selftest.close()
        self._connection.close("the set closes")
        self._registry.listeners.close()

    def trigger(self, verb, argument):
        if verb == SELFTEST:
            self._selftest.start()
        elif verb == KNOB:
            self._knobs.turn(argument)
        elif self._connection.is_open:
            said = self._knobs.wish(argument) if verb == "suggest" else argument
            self._connection.send("/trigger", verb, clean_text(said))

    def _look_around(self, now_s, budget):
        registry, playing = self._registry, False
        registry.refresh(budget)
        if registry.transport is not None:
            playing = bool(registry.transport[0])
        if playing and now_s >= self._position_due_s:
            self._position_due_s = now_s + POSITION_EVERY_S
            registry.mark("transport")
        if now_s >= self._name_due_s:
            self._name_due_s = now_s + NAME_EVERY_S
            self._look_at_name()
        self._named.tick()
        self._telling.flush()
        self._meters.tick(now_s, playing, self._connection.send)

    def _look_at_name(self):
        """Nothing tells when a set is saved under another name."""
        name = rows.set_name(self._song)
        if name != self._set_name:
            self._set_name = name
            self._registry.touch("set")

    def _set(self):
        return identity.set_id(self._song), rows.set_name(self._song)

    # What the connection tells

    def hello(self, token):
        who = (MAJOR, MINOR, "script", "ableton", live.version(), SCRIPT_VERSION, self._epoch)
        return who + self._set() + (CAPABILITIES, token)

    def opened(self):
        self._log("Sideman: connected")
        self._refusal = ""
        self._registry.watch()

    def lost(self, reason):
        """What was asked over a connection ends with it, but for changes that are being made."""
        self._log("Sideman: disconnected, %s" % reason)
        self._telling.announced = False
        self._jobs.drop_passing()
        self._open.clear()
        self._meters.watch([], 0.0, 0.0)

    def refused(self, named):
        if named["message"] != self._refusal:
            self._refusal = named["message"]
            self._log("Sideman: refused, %s %s" % (named["message"], named["hint"]))
            self._say.line("%s %s" % (named["message"], named["hint"]))

    def drained(self):
        self._awake.drained(self._clock())

    def message(self, message):
        handler = HANDLERS.get(message.address)
        if handler is None:
            self._connection.send("/error", "", "bad_message", "%s is no word for a script." % message.address, "")
            return
        try:
            handler(self, message)
        except (Problem, BadMessage) as problem:
            found = problem if isinstance(problem, Problem) else Problem(problem.code, str(problem))
            self._refuse(message.args[0], found)

    # Answers

    def _answer(self, request_id, answers):
        if self._connection.is_open:
            for address, args in answers:
                self._connection.send(address, request_id, *args)

    def _refuse(self, request_id, problem):
        told = tuple(clean_text(text) for text in (problem.code, problem.message, problem.hint))
        self._answer(request_id, [("/error", told)])

    def _once(self, request_id, act):
        """Does a request once; one that comes again is answered as it was."""
        if self._replay.recall(request_id) is None:
            act()
            self._replay.remember(request_id, [("/done", ())])
        self._answer(request_id, self._replay.recall(request_id))

    # What the daemon asks

    def _ping(self, message):
        self._connection.send("/pong", *message.args)

    def _bye(self, message):
        self._connection.lose("the daemon said good-bye: %s" % message.args[0])

    def _reported(self, message):
        self._log("Sideman reports: %s" % message.named["message"])

    def _show(self, message):
        self._say.line(message.args[0])

    def _snapshot(self, message):
        self._jobs.add(self._telling.snapshot(message.args[0]))

    def _read_notes(self, message):
        self._jobs.add(self._notes_job(message.named["request_id"], message.named["clip_id"]))

    def _notes_job(self, request_id, clip_id):
        while True:
            clip = self._registry.clip(clip_id)
            if clip is None:
                self._refuse(request_id, not_found("clip", clip_id))
                return
            found = yield from notes.read(clip.thing)
            if not self._registry.marked("clip", clip_id):
                break
        self._registry.remember(clip, found)
        packed = pack_notes(found)
        for offset, piece in note_chunks(packed):
            while not self._connection.has_room:
                yield REST
            head = (request_id, clip_id, clip.revision, len(found))
            self._connection.send("/notes", *(head + (offset, piece)))
            yield
        self._telling.flush()

    def _watch(self, message):
        request_id, track_ids, rate_hz = message.args
        watched = [self._registry.track(track_id) for track_id in track_ids.split()]
        if None in watched:
            raise not_found("track", track_ids.split()[watched.index(None)])
        self._meters.watch(watched, rate_hz, self._clock())
        self._answer(request_id, [("/done", ())])

    def _launch(self, message):
        request_id, clip_id, quantum_beats = message.args
        clip = self._registry.clip(clip_id)
        if clip is None and self._replay.recall(request_id) is None:
            raise not_found("clip", clip_id)
        self._once(request_id, lambda: launch(self._song, clip, quantum_beats))

    def _begin(self, message):
        request_id = message.args[0]
        if self._replay.recall(request_id) is None and request_id not in self._applying:
            self._open[request_id] = Intake(message.named, self._awake.born_s(self._clock()))
        while len(self._open) > OPEN_AT_ONCE:
            del self._open[next(iter(self._open))]

    def _part(self, message):
        intake = self._open.get(message.args[0])
        if intake is not None:
            intake.add(message)

    def _apply(self, message):
        request_id = message.args[0]
        answers = self._replay.recall(request_id)
        if answers is not None:
            self._answer(request_id, answers)
        elif request_id not in self._applying:
            intake = self._open.pop(request_id, None)
            if intake is None:
                raise _unknown(request_id)
            self._applying.add(request_id)
            made = apply.job(self._registry, self._telling, self._clock, intake, self._applied(request_id))
            self._jobs.add(made, lasting=True)

    def _applied(self, request_id):
        def answer(answers):
            cleaned = [
                (address, tuple(clean_text(one) if isinstance(one, str) else one for one in args))
                for address, args in answers
            ]
            self._applying.discard(request_id)
            self._replay.remember(request_id, cleaned)
            self._answer(request_id, cleaned)

        return answer

    def _query(self, message):
        request_id, of_request_id = message.args
        answers = self._replay.recall(of_request_id)
        if answers is None and of_request_id in self._applying:
            raise Problem("still_applying", "%s is being applied." % of_request_id, "Ask again in a moment.")
        if answers is None:
            raise _unknown(of_request_id)
        self._answer(request_id, answers)


def _unknown(request_id):
    hint = "It was never applied, or the set was opened anew since."
    return Problem("unknown_request", "Live's script knows nothing of request %s." % request_id, hint)


HANDLERS = {
    "/ping": Envoy._ping,
    "/bye": Envoy._bye,
    "/error": Envoy._reported,
    "/say": Envoy._show,
    "/snapshot/get": Envoy._snapshot,
    "/notes/get": Envoy._read_notes,
    "/meters/watch": Envoy._watch,
    "/clip/launch": Envoy._launch,
    "/change/begin": Envoy._begin,
    "/change/notes": Envoy._part,
    "/change/apply": Envoy._apply,
    "/change/query": Envoy._query,
}
HANDLERS.update(dict.fromkeys(apply.KINDS, Envoy._part))

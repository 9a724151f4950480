"""Live as a whole, on a clock that stands still until it is stepped."""

from __future__ import annotations

import itertools
import sys
import threading
import traceback
import types
from collections.abc import Callable
from typing import Any

from tests.hosts.live.facts import Facts, check_count, check_type
from tests.hosts.live.notes import MidiNoteSpecification
from tests.hosts.live.song import Song
from tests.hosts.live.surface import Handle
from tests.hosts.live.undo import History

TICK_S = 0.010
DISPLAY_EVERY = 10
"""Live calls a script's update_display every so many ticks: some 100 ms."""


class World:
    """touch_cost_s: what each touch of the API takes from the tick. faults: which of the
    next calls of a name fails, from 1."""

    def __init__(self, version: str, fader_law: tuple[Any, Any]) -> None:
        self.facts = Facts(version)
        self.fader_law = fader_law
        self.now_s = 1000.0
        self.ticks = 0
        self.life = 0
        self.notifying = 0
        self.main_thread = threading.get_ident()
        self.touch_cost_s = 0.0
        self.touches = 0
        self.used: set[str] = set()
        self.faults: dict[str, int] = {}
        self.fired: list[tuple[str, int, int]] = []
        self.shown: list[str] = []
        self.logged: list[str] = []
        self.errors: list[str] = []
        self.timers: list[Timer] = []
        self.forwarded: set[tuple[str, int, int]] = set()
        self.rebuild_midi_map = False
        self.dialogs = 0
        self.most_tracks = 1000
        """How many an edition of Live allows."""
        self.bend_db = 0.0
        """How much more the faders of this Live show."""
        self.tells_late = False
        """Whether listeners are called at the next tick only."""
        self.waiting: list[Callable[[], None]] = []
        self._pointers = itertools.count(0x7F00, 0x40)
        self.history = History()
        self.song = Song(self)
        self.script: Any = None

    def new_pointer(self) -> int:
        return next(self._pointers)

    def touch(self, name: str) -> None:
        self.used.add(name)
        self.touches += 1
        self.now_s += self.touch_cost_s

    def fail_if_due(self, name: str) -> None:
        left = self.faults.get(name, 0)
        self.faults[name] = left - 1
        if left == 1:
            raise RuntimeError("The clip could not be edited")

    def clock(self) -> float:
        return self.now_s

    def tick(self) -> None:
        """10 ms of Live's main thread: timers, and now and then update_display."""
        before_s = self.now_s
        self.ticks += 1
        waiting, self.waiting = self.waiting, []
        for tell in waiting:
            tell()
        self.song.settle(TICK_S)
        if self.rebuild_midi_map and self.script is not None:
            self.rebuild_midi_map = False
            self.forwarded.clear()
            self.guard(lambda: self.script.build_midi_map(1))
        for timer in list(self.timers):
            if timer.running and self.now_s >= timer.due_s - 1e-9:
                timer.fire()
        if self.ticks % DISPLAY_EVERY == 0 and self.script is not None:
            self.guard(self.script.update_display)
        self.now_s = max(self.now_s, before_s + TICK_S)

    def stall(self, seconds: float) -> None:
        """A menu is open: Live calls no script, and time goes on."""
        self.now_s += seconds

    def guard(self, act: Callable[[], Any]) -> Any:
        """Live logs what a script raises, and goes on."""
        try:
            return act()
        except Exception:
            self.errors.append(traceback.format_exc())
            return None

    def reopen(self) -> None:
        """The set is saved, closed and opened again: the same content behind other pointers, and no
        history."""
        self.life += 1
        self.history = History()
        song = self.song
        tracks = [*song.tracks, *song.return_tracks, song.master_track]
        slots = [slot for track in tracks for slot in track.clip_slots]
        clips = [slot.clip for slot in slots if slot.clip]
        clips += [clip for track in tracks for clip in track.arrangement_clips]
        mixers = [track.mixer_device for track in tracks]
        faders = [fader for mixer in mixers for fader in (mixer.volume, mixer.panning, *mixer.sends)]
        for model in [song, song.view, *song.scenes, *tracks, *slots, *clips, *mixers, *faders]:
            model._live_ptr = self.new_pointer()
            model.listeners.clear()

    def listeners(self) -> int:
        """How many listeners are connected to anything of the set."""
        song = self.song
        tracks = [*song.tracks, *song.return_tracks, song.master_track]
        slots = [slot for track in tracks for slot in track.clip_slots]
        clips = [slot.clip for slot in slots if slot.clip]
        clips += [clip for track in tracks for clip in track.arrangement_clips]
        mixers = [track.mixer_device for track in tracks]
        faders = [fader for mixer in mixers for fader in (mixer.volume, mixer.panning, *mixer.sends)]
        models = [song, song.view, *song.scenes, *tracks, *slots, *clips, *faders]
        return sum(len(found) for model in models for found in model.listeners.values())

    def install(self) -> None:
        """Puts Live and its modules where `import Live` finds them."""
        live = types.ModuleType("Live")
        live.__path__ = []  # type: ignore[attr-defined]
        for name, content in self._modules().items():
            module = types.ModuleType("Live." + name)
            for key, value in content.items():
                setattr(module, key, value)
            setattr(live, name, module)
            sys.modules["Live." + name] = module
        sys.modules["Live"] = live

    def _modules(self) -> dict[str, dict[str, Any]]:
        world = self
        MidiNoteSpecification.touch = staticmethod(self.touch)

        class BoundTimer(Timer):
            def __init__(self, callback: Any, interval: int, repeat: bool = False, start: bool = False):
                super().__init__(world, callback, interval, repeat, start)

        return {
            "Application": {"get_application": lambda: Handle(world.application())},
            "Base": {"Timer": BoundTimer},
            "Clip": {"MidiNoteSpecification": MidiNoteSpecification},
            "MidiMap": {name: self._forwarder(name) for name in ("forward_midi_note", "forward_midi_cc")},
        }

    def application(self) -> Any:
        from tests.hosts.live.application import Application

        self.touch("Live.Application.get_application")
        return Application(self)

    def _forwarder(self, name: str) -> Callable[..., bool]:
        fact = self.facts.functions["Live.MidiMap." + name]

        def forward(*args: Any) -> bool:
            self.touch("Live.MidiMap." + name)
            check_count(name, *fact["args"], len(args))
            for position, value in enumerate(args):
                check_type(name, fact["types"][position], value)
            self.forwarded.add((name[len("forward_midi_") :], args[2], args[3]))
            return True

        return forward


class Timer:
    """Live.Base.Timer: calls back on the main thread, never while Live stalls."""

    def __init__(self, world: World, callback: Any, interval: int, repeat: bool, start: bool) -> None:
        world.touch("Live.Base.Timer")
        check_type("Timer", "int", interval)
        if not callable(callback) or interval <= 0:
            raise TypeError("Timer wants a callback and an interval in milliseconds")
        self._world, self._callback = world, callback
        self._interval_s, self._repeat = interval / 1000, repeat
        self.running, self.due_s = False, 0.0
        world.timers.append(self)
        if start:
            self.start()

    def start(self) -> None:
        self._world.touch("Live.Base.Timer.start")
        self.running, self.due_s = True, self._world.now_s + self._interval_s

    def stop(self) -> None:
        self._world.touch("Live.Base.Timer.stop")
        self.running = False

    def fire(self) -> None:
        self.due_s = self._world.now_s + self._interval_s
        self.running = self._repeat
        self._world.guard(self._callback)

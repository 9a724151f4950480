"""Live in a process of its own: commands come on stdin, a JSON list a line, answers go to stdout.

    python3.7 -m tests.hosts.live.main VERSION SCRIPTS    (SCRIPTS: the folder that holds Sideman)

    ["boot"]  ["step", ticks]  ["stall", seconds]  ["reopen"]  ["close"]  ["musician", verb, ...]
    ["world", name, value]  ["facts"]

An answer is {"value": ...}, or {"errors": [...]} when the script raised something.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.hosts.live.application import CInstance
from tests.hosts.live.musician import Musician
from tests.hosts.live.world import World

SILENT = float("-inf")


def fader_db(value: float) -> float:
    """Live's fader as it shows itself: the pieces that were fitted to its display."""
    if value <= 0:
        return SILENT
    if value >= 0.4:
        return 40 * value - 34
    if value >= 0.15:
        return -((399.751894 * value - 201.871345) ** 2 + 12630.61132) / 799.503788
    return 118.426374 * math.pow(value, 5567 / 7504) - 70


def fader_value(db: float) -> float:
    """By bisection, for a display value that is set."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if fader_db(middle) < db else (low, middle)
    return high


class Stage:
    def __init__(self, version: str, scripts: str) -> None:
        self.world = World(version, (fader_db, fader_value))
        self.musician = Musician(self.world)
        self.world.install()
        time.perf_counter = self.world.clock  # the script's clock is Live's
        sys.path.insert(0, scripts)
        self.commands: dict[str, Callable[..., Any]] = {
            "boot": self.boot,
            "step": self.step,
            "stall": self.world.stall,
            "close": self.close,
            "reopen": self.reopen,
            "musician": lambda verb, *args: getattr(self.musician, verb)(*args),
            "world": lambda name, value: setattr(self.world, name, value),
            "facts": self.facts,
        }

    def boot(self) -> None:
        """As Live does when a set is opened: the module is imported once, the instance made anew."""
        from Sideman import create_instance

        world = self.world
        script = world.guard(lambda: create_instance(CInstance(world)))
        if script is None:
            return
        for name in world.facts.script:
            getattr(script, name)  # Live's own side calls these
        world.script = script
        world.guard(script.suggest_input_port)
        world.guard(script.suggest_output_port)
        world.guard(lambda: script.suggest_map_mode(0, 1))
        world.guard(script.can_lock_to_devices)
        world.guard(lambda: script.connect_script_instances([script]))
        world.guard(lambda: script.build_midi_map(1))
        world.guard(script.refresh_state)
        world.guard(script.request_rebuild_midi_map)
        world.guard(lambda: script.send_midi((0x90, 60, 100)))
        world.guard(lambda: script.application().get_document().tempo + script.song().tempo)

    def close(self) -> dict[str, int]:
        """The set closes; what the script leaves behind."""
        world = self.world
        if world.script is not None:
            world.guard(world.script.disconnect)
        world.script = None
        return {"listeners": world.listeners(), "timers": sum(timer.running for timer in world.timers)}

    def reopen(self) -> dict[str, int]:
        left = self.close()
        self.world.reopen()
        self.boot()
        return left

    def step(self, ticks: int) -> int:
        """The most touches of the API in one of these ticks."""
        most = 0
        for _ in range(ticks):
            before = self.world.touches
            self.world.tick()
            most = max(most, self.world.touches - before)
        return most

    def facts(self) -> dict[str, Any]:
        world = self.world
        return {
            "used": sorted(world.used),
            "shown": world.shown,
            "logged": world.logged,
            "fired": world.fired,
            "listeners": world.listeners(),
            "forwarded": sorted(world.forwarded),
            "touches": world.touches,
            "python": list(sys.version_info[:2]),
        }

    def run(self) -> None:
        for line in sys.stdin:
            verb, *args = json.loads(line)
            value = self.commands[verb](*args)
            errors, self.world.errors = self.world.errors, []
            answer = {"errors": errors} if errors else {"value": value}
            os.write(1, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    Stage(*sys.argv[1:]).run()

"""A worker whose generators do everything wrong that a plug-in can; run as a program by the tests.

The generator named as the request's kind is asked; "good" is the one that works.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

from bridge.model.errors import BadInput
from generators.api import Candidate, Request
from generators.registry import Found, Registry, State
from generators.wire import MOST_FRAME_BYTES, Listing
from generators.worker import serve
from tests.generators.fakes import Good, candidate

FRAMES_OUT = 4
"""The descriptor that the worker keeps for frames: the second that it opens, after 0, 1, 2 and 3."""


class Faulty(Good):
    kinds = ("noise",)


class Crash(Faulty):
    name = "crash"

    def generate(self, request: Request) -> Sequence[Candidate]:
        sys.stderr.write("the roof is on fire\n")
        sys.stderr.flush()
        os._exit(7)


class Hang(Faulty):
    name = "hang"

    def generate(self, request: Request) -> Sequence[Candidate]:
        threading.Event().wait()
        return []


class Raise(Faulty):
    name = "raise"

    def generate(self, request: Request) -> Sequence[Candidate]:
        raise ZeroDivisionError("one by nought")


class Quit(Faulty):
    name = "quit"

    def generate(self, request: Request) -> Sequence[Candidate]:
        raise SystemExit(1)


class Refuse(Faulty):
    name = "refuse"

    def generate(self, request: Request) -> Sequence[Candidate]:
        raise BadInput("No polka here.", "Ask for a waltz.", "no_polka")


class Chatter(Faulty):
    name = "chatter"

    def generate(self, request: Request) -> Sequence[Candidate]:
        print("la la la", flush=True)
        os.write(1, b"\x00\x00\x00\x05more noise")
        assert sys.stdin.read() == ""
        return super().generate(request)


class Garbage(Faulty):
    name = "garbage"

    def generate(self, request: Request) -> Sequence[Candidate]:
        os.write(FRAMES_OUT, b"\x00\x00\x00\x03abc")
        return []


class Announce(Faulty):
    name = "announce"

    def generate(self, request: Request) -> Sequence[Candidate]:
        os.write(FRAMES_OUT, b"\xff\xff\xff\xff")
        return []


class Huge(Faulty):
    name = "huge"

    def generate(self, request: Request) -> Sequence[Candidate]:
        return [candidate(request, "x" * MOST_FRAME_BYTES)]


class TooMany(Faulty):
    name = "too_many"

    def generate(self, request: Request) -> Sequence[Candidate]:
        lowest = candidate(request, "lowest")
        return [
            lowest,
            candidate(request, "again"),
            candidate(request, "outside", request.high_pitch + 1),
        ] + [candidate(request, f"more {n}", request.low_pitch + 1 + n) for n in range(9)]


class Pid(Faulty):
    name = "pid"

    def generate(self, request: Request) -> Sequence[Candidate]:
        return [candidate(request, str(os.getpid()))]


FAULTY = (Good, Crash, Hang, Raise, Quit, Refuse, Chatter, Garbage, Announce, Huge, TooMany, Pid)


def find() -> Registry:
    return Registry(
        Found(Listing(kind.name, State.READY, kind.kinds, kind.summary), kind()) for kind in FAULTY
    )


if __name__ == "__main__":
    serve(find)

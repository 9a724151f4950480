"""The worker process: generators run here, apart from the daemon, which may kill it at any time.

    python -m generators.worker [--disable NAME ...]

Reads frames on standard input and answers each on standard output (see `wire`). Whatever a
generator prints goes to standard error. When standard input ends, because the daemon closed it or is
gone, the process ends at once, also in the middle of a request.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import BinaryIO

from bridge.model.errors import GeneratorFailed, SidemanError
from generators.originality.guarding import guarded
from generators.originality.shipped import load_index
from generators.registry import Registry, discover
from generators.wire import (
    LENGTH,
    Answered,
    Ask,
    Described,
    FromWorker,
    ToWorker,
    body_length,
    failure,
    frame,
    read_to_worker,
)

_REPORT = "Try another seed or a smaller request; if it stays, please report it with the daemon's log."


def answer(registry: Registry, message: ToWorker) -> FromWorker:
    """The reply to a message; whatever a generator raises becomes a `Failed`."""
    if not isinstance(message, Ask):
        return Described(registry.listings)
    try:
        generator = registry.get(message.generator)
        return Answered(guarded(generator, message.request))
    except SidemanError as error:
        return failure(error)
    except (Exception, SystemExit) as error:
        traceback.print_exc(file=sys.stderr)
        reason = f"The generator {message.generator!r} failed: {type(error).__name__}: {error}."
        return failure(GeneratorFailed(reason, _REPORT))


def encoded(reply: FromWorker) -> bytes:
    """The frame of a reply, or of a `Failed` that says why it cannot be sent."""
    try:
        return frame(reply)
    except SidemanError as error:
        return frame(failure(GeneratorFailed(error.message, error.hint or _REPORT, error.code)))


def take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """(frames in, frames out): the process's own pipes, put out of reach of stray prints and reads."""
    frames_in, frames_out = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(frames_in, "rb"), os.fdopen(frames_out, "wb")


def read_frames(source: BinaryIO, messages: queue.SimpleQueue[ToWorker]) -> None:
    """Puts every message into the queue; ends the process when the source ends or is no longer readable."""
    while len(prefix := source.read(LENGTH.size)) == LENGTH.size:
        try:
            messages.put(read_to_worker(source.read(body_length(prefix))))
        except SidemanError as error:
            sys.stderr.write(f"{error}\n")
            break
    sys.stderr.flush()
    os._exit(0)


def serve(find: Callable[[], Registry]) -> None:
    """Answers frames until standard input ends. find: gives the registry; called once, here."""
    source, sink = take_standard_streams()
    messages: queue.SimpleQueue[ToWorker] = queue.SimpleQueue()
    threading.Thread(target=read_frames, args=(source, messages), daemon=True).start()
    registry = find()
    while True:
        sink.write(encoded(answer(registry, messages.get())))
        sink.flush()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.worker", description=__doc__)
    parser.add_argument(
        "--disable", action="append", default=[], metavar="NAME", help="leave a generator out"
    )
    chosen = parser.parse_args(arguments)
    serve(lambda: _found(frozenset(chosen.disable)))


def _found(disabled: frozenset[str]) -> Registry:
    """The registry, with the originality index in memory before the first request; a damaged one is told
    of then."""
    with contextlib.suppress(SidemanError):
        load_index()
    return discover(disabled=disabled)


if __name__ == "__main__":
    main()

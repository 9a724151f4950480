"""Does a wrong call to REAPER's API turn the tests red?

    python -m tests.reaper.mutation [--every N]

Each call of the script is made wrong in two ways, one at a time: the function gets another name, and
one argument more. The tour of the gate and the main road then run in the strict host, in which the
mutated file is put in place of the real one; a mutant that they let pass survives.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message
from bridge.settings.resources import bundled
from tests.hosts.reaper.process import NEWEST, OLDEST
from tests.reaper.room import Room, play
from tests.reaper.test_gate import TOUR_DEMO, tour

CALL = re.compile(r"\b(reaper|gfx)\.(\w+)\(")
LINE = Notes([Note(0.0, 40, 1.0), Note(1.0, 42, 0.5)])
LIMIT_S = 90.0
"""Virtual seconds after which a tour that came to a stop counts as failed."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """At an offset of a file so many characters become others."""

    file: str
    line: int
    call: str
    offset: int
    length: int
    text: str

    @property
    def word(self) -> str:
        return f"mutate={self.file}:{self.offset}:{self.length}:{self.text}"


def mutants() -> Iterator[Mutant]:
    folder = bundled("daw_scripts") / "reaper"
    for file in sorted(folder.rglob("*.lua")):
        data = file.read_bytes()
        text = data.decode("latin-1")  # one character a byte: offsets are those of Lua
        name = file.relative_to(folder.parent).as_posix()
        for found in CALL.finditer(text):
            line, call = text.count("\n", 0, found.start()) + 1, found.group(0)[:-1]
            is_empty = text[found.end()] == ")"
            yield Mutant(name, line, call, found.start(2), len(found.group(2)), found.group(2) + "X")
            yield Mutant(name, line, call, found.end(), 0, "nil" if is_empty else "nil, ")


async def road(room: Room) -> None:
    """Propose, accept, read back, undo; the mirror follows; another tab; then the tour."""
    suggestion = room.propose("Bass", 8.0, LINE)
    await room.desk.accept(suggestion.id)
    await room.desk.undo(suggestion.id)
    room.reaper.lua('musician.rename_quietly("Spare", "Other")')
    await room.until(lambda: any(track.name == "Other" for track in room.peer.session.tracks.values()))
    room.reaper.lua('musician.rename_quietly("Other", "Spare")')
    await room.until(lambda: any(track.name == "Spare" for track in room.peer.session.tracks.values()))
    room.peer._stream.send(Message("/error", ("", "x", "a complaint", "")))
    await tour(room)


def survives(mutant: Mutant | None) -> bool:
    """Whether nothing fails, in the oldest version and in the newest with OSARA."""
    words = [mutant.word] if mutant else []
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (of this worker process)
    for version, more in ((OLDEST, []), (NEWEST, ["extension=osara"])):
        with tempfile.TemporaryDirectory() as folder:
            try:
                play(Path(folder), version, road, *words, *more, demo=TOUR_DEMO, limit_s=LIMIT_S)
            except Exception:
                return False
    return True


def main(every: int = 1) -> int:
    """Prints the table; 0 when no mutant survives."""
    chosen = list(itertools.islice(mutants(), 0, None, every))
    with ProcessPoolExecutor() as pool:
        if not pool.submit(survives, None).result():
            print("The tests fail without any mutation.")
            return 2
        verdicts = list(pool.map(survives, chosen, chunksize=4))
    alive = [mutant for mutant, survived in zip(chosen, verdicts, strict=True) if survived]
    calls = len({(mutant.file, mutant.line, mutant.call) for mutant in chosen})
    print(f"calls {calls}, mutants {len(chosen)}, killed {len(chosen) - len(alive)}, survivors {len(alive)}")
    for mutant in alive:
        print(f"  {mutant.file}:{mutant.line} {mutant.call} -> {mutant.text}")
    return 1 if alive else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="take only every n-th mutant")
    raise SystemExit(main(parser.parse_args().every))

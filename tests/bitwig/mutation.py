"""How much the tests would notice: small faults are put into the script, and the tour is walked.

    python -m tests.bitwig.mutation [MUTANTS] [SEED]

prints the script's calls of Bitwig, the mutants that were made, those that were killed (the tour failed),
and each survivor with its line. The waits in limits.js are left out: other waits are no faults.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bitwig.stage import SCRIPTS, on_stage
from tests.bitwig.test_gate import PURE, mentioned
from tests.bitwig.tour import knows_files, teach_files, tour

MUTANTS, SEED, WORKERS = 120, 1, 2
PATIENCE_S = 60.0
LEFT_OUT = {*PURE, "limits.js", "Sideman.control.js", "selftest.js"}

CHANGES = (
    (r"===", "!=="),
    (r"!==", "==="),
    (r" < ", " >= "),
    (r" >= ", " < "),
    (r" > ", " <= "),
    (r" <= ", " > "),
    (r" && ", " || "),
    (r" \|\| ", " && "),
    (r" \+ ", " - "),
    (r" - ", " + "),
    (r" \* ", " / "),
    (r" / ", " * "),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
    (r"\b0\b", "1"),
    (r"\b1\b", "2"),
)


@dataclass(frozen=True)
class Mutant:
    """A line of a file, and what it becomes; "" for a call of Bitwig that is left out."""

    file: str
    number: int
    before: str
    after: str

    def text(self) -> str:
        return f"{self.file}:{self.number}  {self.before.strip()}  ->  {self.after.strip() or '(left out)'}"


def _of_line(file: str, number: int, line: str, names: set[str]) -> Iterator[Mutant]:
    code = re.sub(r'"(?:\\.|[^"\\])*"', lambda text: "\0" * len(text[0]), line)
    if code.strip().startswith("//"):
        return
    for pattern, other in CHANGES:
        for found in re.finditer(pattern, "" if pattern == r" \+ " and "\0" in code else code):
            yield Mutant(file, number, line, line[: found.start()] + other + line[found.end() :])
    statement = re.fullmatch(r"\s+[\w.()\[\]]+\.(\w+)\(.*\);", code)
    if statement and statement[1] in names:
        yield Mutant(file, number, line, "")


def all_mutants() -> list[Mutant]:
    names = mentioned()
    return [
        mutant
        for path in sorted(SCRIPTS.glob("*.js"))
        if path.name not in LEFT_OUT
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for mutant in _of_line(path.name, number, line, names)
    ]


def call_count() -> int:
    """Places in the script's text that call Bitwig."""
    names = "|".join(sorted(mentioned()))
    texts = [path.read_text("utf-8") for path in SCRIPTS.glob("*.js") if path.name not in PURE]
    return sum(len(re.findall(rf"\.(?:{names})\(", text)) for text in texts)


def is_killed(mutant: Mutant) -> bool:
    def put_in(installed: Path) -> None:
        path = installed / mutant.file
        lines = path.read_text("utf-8").split("\n")
        lines[mutant.number - 1] = mutant.after
        path.write_text("\n".join(lines), "utf-8")
        knows_files(installed)

    async def walk(folder: Path) -> None:
        async with asyncio.timeout(PATIENCE_S), on_stage(folder, prepare=put_in) as stage:
            await tour(stage)

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        teach_files(patch)
        try:
            asyncio.run(walk(Path(folder)))
        except (Exception, pytest.fail.Exception):
            return True
    return False


def survivors(count: int = MUTANTS, seed: int = SEED) -> tuple[int, list[Mutant]]:
    """How many mutants were tried, and those that nobody noticed."""
    every = all_mutants()
    tried = random.Random(seed).sample(every, min(count, len(every)))
    with ProcessPoolExecutor(WORKERS) as pool:
        killed = list(pool.map(is_killed, tried))
    return len(tried), [mutant for mutant, dead in zip(tried, killed, strict=True) if not dead]


def main() -> None:
    count, seed, *_ = [*map(int, sys.argv[1:]), *(MUTANTS, SEED)[len(sys.argv) - 1 :]]
    tried, alive = survivors(count, seed)
    print(f"{call_count()} calls, {len(all_mutants())} possible mutants, {tried} tried")
    print(f"{tried - len(alive)} killed ({(tried - len(alive)) / tried:.0%}), {len(alive)} survivors")
    for mutant in alive:
        print("  " + mutant.text())


if __name__ == "__main__":
    logging.disable()
    with contextlib.suppress(KeyboardInterrupt):
        main()

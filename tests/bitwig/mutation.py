"""Does a wrong call of Bitwig's API turn the tests red?

    python -m tests.bitwig.mutation [--every N]

Each call of the script is made wrong, one at a time: the function gets another name, one argument more,
and (if it has any) one argument less. Then the tour of the gate is walked with the mutated file in place of
the real one; a mutant that it lets pass survives. The strict host reports a refused call to the test even
where the script catches what was thrown.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bitwig.calls import Call, calls
from tests.bitwig.stage import on_stage
from tests.bitwig.tour import tour

PATIENCE_S = 60.0
REFUSED = "[API "
"""What the strict host begins its refusals with."""

EQUIVALENT: dict[str, str] = {}
"""Survivors that no test can tell from the script as it is -> why. By `Mutant.text`."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """Between two offsets of a file stands something else."""

    call: Call
    kind: str
    start: int
    end: int
    after: str

    @property
    def text(self) -> str:
        return f"{self.call.file}:{self.call.line} {self.call.name}: {self.kind}"

    def put_in(self, installed: Path) -> None:
        path = installed / self.call.file
        text = path.read_text("utf-8")
        path.write_text(text[: self.start] + self.after + text[self.end :], "utf-8")


def _of(call: Call) -> Iterator[Mutant]:
    end_of_name = call.start + len(call.name)
    is_empty = call.first == call.end
    yield Mutant(call, "another name", end_of_name, end_of_name, "X")
    yield Mutant(call, "one argument more", call.end, call.end, "null" if is_empty else ", null")
    if not is_empty:
        yield Mutant(call, "one argument less", (call.commas or (call.first,))[-1], call.end, "")


def mutants() -> list[Mutant]:
    return [mutant for call in calls() for mutant in _of(call)]


def what_fails(mutant: Mutant | None) -> str:
    """What the tour comes upon; "" when it finds nothing wrong."""

    def prepare(installed: Path) -> None:
        if mutant:
            mutant.put_in(installed)

    async def walk(folder: Path) -> None:
        async with asyncio.timeout(PATIENCE_S), on_stage(folder, prepare=prepare) as stage:
            await tour(stage)

    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(walk(Path(folder)))
        except (Exception, pytest.fail.Exception) as failure:
            return f"{type(failure).__name__}: {failure}"
    return ""


def _quiet() -> None:
    logging.disable()
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (of this worker process)


@dataclass(frozen=True, slots=True)
class Verdicts:
    mutants: list[Mutant]
    failures: list[str]

    @property
    def survivors(self) -> list[Mutant]:
        pairs = zip(self.mutants, self.failures, strict=True)
        return [mutant for mutant, failure in pairs if not failure and mutant.text not in EQUIVALENT]

    def table(self) -> str:
        total, alive = len(self.mutants), self.failures.count("")
        refused = sum(REFUSED in failure for failure in self.failures)
        count = len({mutant.call for mutant in self.mutants})
        head = f"calls {count}, mutants {total}, killed {total - alive} ({refused} refused by the host)"
        tail = f"survivors {len(self.survivors)}, equivalent {alive - len(self.survivors)}"
        return "\n".join([f"{head}, {tail}", *("  " + mutant.text for mutant in self.survivors)])


def judge(every: int = 1) -> Verdicts:
    chosen = list(itertools.islice(mutants(), 0, None, every))
    with ProcessPoolExecutor(initializer=_quiet) as pool:
        unchanged = pool.submit(what_fails, None).result()
        if unchanged:
            raise RuntimeError(f"the tour fails without any mutation: {unchanged}")
        return Verdicts(chosen, list(pool.map(what_fails, chosen, chunksize=4)))


def main(every: int) -> int:
    """Prints the table; 0 when no mutant survives."""
    verdicts = judge(every)
    print(verdicts.table())
    return 1 if verdicts.survivors else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="take only every n-th mutant")
    raise SystemExit(main(parser.parse_args().every))

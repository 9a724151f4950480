"""Does a wrong call to Ardour's API turn the tests red?

    python -m tests.ardour.mutation [--every N] [--only TEXT]

Each call of the script is made wrong in two ways, one at a time: the function gets another name, and
one argument more. What is asked of the host table by the shared core counts as a call. A real Ardour
that counts arguments (tests/hosts/ardour) then runs the mutated script through the tour, or makes a session
with it; a mutant that they let pass survives.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.daws.ardour.making import description, make_session
from bridge.daws.ardour.process import ArdourProcess
from bridge.daws.ardour.programs import ardour_lua
from bridge.settings.resources import bundled
from tests.ardour import stage as staging
from tests.ardour.conftest import DEMO
from tests.ardour.tour import tour

HOST = Path(__file__).parents[1] / "hosts" / "ardour"
ROOMS = ("lua", "ardour")
CALL = re.compile(
    r"(?<=[\w\])]):(?P<member>\w+)\("
    r"|\b(?:ARDOUR|Temporal|PBD|LuaSignal|LuaDialog)\.(?:\w+\.)*(?P<function>\w+)\("
    r"|(?<![\w.:])(?P<shell>sleep|quit|close_session|load_session|create_session)\("
    r"|\bhost\.(?P<host>\w+)\("
)
MEMBER = re.compile(r"\b(\w+) = \{?\d")
LUAS = {"byte", "close", "feed", "gmatch", "gsub", "match", "read", "setvbuf", "sub", "write"}
OWN = LUAS | {"notes", "revert", "send", "tick"}
"""Names after a colon that are no call to Ardour."""

MAKING = "ardour/make_session.lua"
STUMBLED = "Error: "
LIMIT_S = 60.0
RUNS_PER_CORE = 4
"""Ardour sleeps most of the time that it takes to open a session."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """At an offset of a file so many characters become others; length -1 changes nothing."""

    file: str
    line: int
    call: str
    offset: int
    length: int
    text: str

    def put_into(self, original: Path, scripts: Path) -> None:
        """A copy of the scripts with this one fault."""
        shutil.copytree(original, scripts)
        if self.length >= 0:
            path = scripts / self.file
            source = path.read_text(encoding="utf-8")
            path.write_text(
                source[: self.offset] + self.text + source[self.offset + self.length :], encoding="utf-8"
            )


NO_MUTANT = Mutant("", 0, "", 0, -1, "")


def members() -> frozenset[str]:
    """The names of members that the facts know; the rest of ``object:name()`` is Lua's own or ours."""
    texts = (HOST / name for name in ("facts.lua", "window.lua"))
    return frozenset(found for text in texts for found in MEMBER.findall(text.read_text(encoding="utf-8")))


def calls(scripts: Path) -> Iterator[tuple[str, str, int, re.Match[str]]]:
    """File, source, line and place of every call to Ardour."""
    known = members()
    for room in ROOMS:
        for path in sorted((scripts / room).rglob("*.lua")):
            source, offset = path.read_text(encoding="utf-8"), 0
            for number, line in enumerate(source.splitlines(keepends=True), 1):
                code = line.partition("--")[0]
                if not code.lstrip().startswith(("function ", "local function ")):
                    for found in CALL.finditer(source, offset, offset + len(code)):
                        kind = found.lastgroup or ""
                        if room == "lua" and kind != "host":
                            continue
                        if kind in ("function", "shell") or found[kind] in known:
                            yield (
                                f"{room}/{path.relative_to(path.parents[0]).as_posix()}",
                                source,
                                number,
                                found,
                            )
                offset += len(line)


def foreign_calls(scripts: Path) -> set[str]:
    """The names of all ``object:name()`` calls of the Ardour script."""
    found = set()
    for path in (scripts / "ardour").rglob("*.lua"):
        for line in path.read_text(encoding="utf-8").splitlines():
            found |= {match["member"] for match in CALL.finditer(line.partition("--")[0]) if match["member"]}
    return found


def mutants(scripts: Path) -> Iterator[Mutant]:
    for file, source, line, found in calls(scripts):
        kind = found.lastgroup or ""
        name, call = found[kind], found.group(0)[:-1]
        more = "nil" if source[found.end()] == ")" else "nil, "
        yield Mutant(file, line, call, found.start(kind), len(name), name + "X")
        yield Mutant(file, line, call, found.end(), 0, more)


async def survives_the_tour(scripts: Path, folder: Path, demo: Path) -> bool:
    set_folder = Path(shutil.copytree(demo, folder / staging.SET_NAME))
    state = set_folder / f"{staging.SET_NAME}.ardour"
    before = state.read_bytes()
    async with staging.on_stage(folder, set_folder, save_on_exit=True, scripts=scripts) as stage:
        process = stage.ardour.process
        assert process is not None
        toured = asyncio.ensure_future(tour(stage))
        stumbled = asyncio.ensure_future(process.heard(STUMBLED, LIMIT_S))
        await asyncio.wait({toured, stumbled}, return_when=asyncio.FIRST_COMPLETED)
        passed = toured.done() and toured.exception() is None
        if passed:
            await stage.ardour.stop()
            passed = await process.ended(LIMIT_S) == 0 and state.read_bytes() != before
        else:
            await process.kill()
        toured.cancel()
        await asyncio.gather(toured, stumbled, return_exceptions=True)
        return passed


async def survives_the_making(scripts: Path, folder: Path, demo: Path) -> bool:
    described, made = folder / "description", folder / "made" / staging.SET_NAME
    made.parent.mkdir()
    described.write_bytes(description(DEMO))
    process = ArdourProcess(ardour_lua(), folder / "home")
    runner = Path(__file__).with_name("strict_run.lua")
    await process.start(runner, str(scripts / MAKING), str(made), staging.SET_NAME, str(described))
    try:
        status = await process.ended(LIMIT_S)
    except TimeoutError:
        await process.kill()
        return False
    state = made / f"{staging.SET_NAME}.ardour"
    return status == 0 and state.is_file() and "Verse" in state.read_text(encoding="utf-8")


Judge = Callable[[Path, Path, Path], Coroutine[Any, Any, bool]]


def survives(mutant: Mutant, original: Path, demo: Path, judge: Judge | None = None) -> bool:
    """Whether the tests of a mutant's file let it pass."""
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (of this worker process)
    judge = judge or (survives_the_making if mutant.file == MAKING else survives_the_tour)
    with tempfile.TemporaryDirectory() as name:
        scripts = Path(name) / "daw_scripts"
        mutant.put_into(original, scripts)
        try:
            return asyncio.run(judge(scripts, Path(name), demo))
        except Exception:
            return False


def survivors(chosen: list[Mutant], original: Path, demo: Path) -> list[Mutant]:
    """Those of the chosen that nothing kills. Raises AssertionError when the tests fail without any."""
    with ProcessPoolExecutor(RUNS_PER_CORE * (os.cpu_count() or 2)) as pool:
        for judge in (survives_the_tour, survives_the_making):
            assert pool.submit(survives, NO_MUTANT, original, demo, judge).result(), judge.__name__
        verdicts = list(pool.map(survives, chosen, itertools.repeat(original), itertools.repeat(demo)))
    return [mutant for mutant, survived in zip(chosen, verdicts, strict=True) if survived]


def main(every: int = 1, only: str = "") -> int:
    """Prints the table; 0 when no mutant survives."""
    with tempfile.TemporaryDirectory() as name:
        demo, original = Path(name) / staging.SET_NAME, Path(name) / "daw_scripts"
        for room in ROOMS:  # as they are now, whoever edits them meanwhile
            shutil.copytree(bundled("daw_scripts", room), original / room)
        asyncio.run(make_session(demo, staging.SET_NAME, DEMO))
        chosen = [
            mutant for mutant in itertools.islice(mutants(original), 0, None, every) if only in mutant.file
        ]
        alive = survivors(chosen, original, demo)
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
    parser.add_argument("--only", default="", help="only files whose name holds this")
    raise SystemExit(main(**vars(parser.parse_args())))

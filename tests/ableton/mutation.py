"""Would the tests notice? Each use of Live's API in the script is spoilt, one at a time.

    python -m tests.ableton.mutation [--every N]

A mutant gives one name of Live's another name, or one call another count of arguments; the tour
must fail with it in the newest or the oldest supported Live. Prints what survived.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.ableton.live_host import NEWEST, OLDEST, SCRIPT
from tests.ableton.mentions import listener_words, since, sources
from tests.ableton.tour import tour
from tests.virtual_loop import run

WORKERS = 4
LIMIT_S = 120.0
"""Virtual seconds after which a tour counts as stuck."""


@dataclass(frozen=True)
class Mutant:
    """A piece of a source file that is replaced. offset: in characters from the file's start."""

    file: str
    line: int
    offset: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.old} -> {self.new}"


class _Text:
    def __init__(self, path: Path) -> None:
        self.name, self.text = path.name, path.read_text(encoding="utf-8")
        self._lines = self.text.splitlines(keepends=True)

    def offset(self, line: int, column: int) -> int:
        """Of a place that ast gives: columns are bytes of UTF-8."""
        before = self._lines[line - 1].encode()[:column].decode()
        return sum(len(one) for one in self._lines[: line - 1]) + len(before)

    def mutant(self, line: int, start: int, old: str, new: str) -> Mutant:
        assert self.text[start : start + len(old)] == old
        return Mutant(self.name, line, start, old, new)


def _names(source: _Text, tree: ast.Module) -> Iterator[Mutant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in since():
            end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
            yield source.mutant(node.end_lineno or 0, end - len(node.attr), node.attr, node.attr + "_x")
    for word in listener_words(tree):
        start = source.offset(word.lineno, word.col_offset)
        yield source.mutant(word.lineno, start, f'"{word.value}"', f'"{word.value}_x"')


def _counts(source: _Text, tree: ast.Module) -> Iterator[Mutant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in since():
            end = source.offset(node.end_lineno or 0, node.end_col_offset or 0) - 1
            comma = ", " if (node.args or node.keywords) and source.text[:end].rstrip()[-1] != "," else ""
            more = "unknown=0" if node.keywords else "0, 0, 0"
            yield source.mutant(node.end_lineno or 0, end, ")", f"{comma}{more})")


def mutants() -> list[Mutant]:
    found: list[Mutant] = []
    for path in sources():
        source = _Text(path)
        tree = ast.parse(source.text)
        found += [*_names(source, tree), *_counts(source, tree)]
    return found


def _plant(mutant: Mutant, folder: Path) -> Path:
    spoilt = folder / "Sideman"
    shutil.copytree(SCRIPT, spoilt, ignore=shutil.ignore_patterns("__pycache__"))
    path = spoilt / mutant.file
    text = path.read_text(encoding="utf-8")
    rest = text[mutant.offset + len(mutant.old) :]
    path.write_text(text[: mutant.offset] + mutant.new + rest, encoding="utf-8")
    return spoilt


def survives(mutant: Mutant) -> bool:
    for version in (NEWEST, OLDEST):
        with tempfile.TemporaryDirectory() as folder:
            spoilt = _plant(mutant, Path(folder))
            stage = Path(folder) / "stage"
            stage.mkdir()
            try:
                run(tour(stage, version, spoilt), LIMIT_S)
            except Exception:
                return False
    return True


def check(every: int = 1) -> tuple[int, list[Mutant]]:
    """How many mutants were tried (each N-th of them), and which survived."""
    chosen = mutants()[::every]
    with ProcessPoolExecutor(WORKERS) as pool:
        lives = list(pool.map(survives, chosen, chunksize=1))
    return len(chosen), [mutant for mutant, alive in zip(chosen, lives, strict=True) if alive]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.ableton.mutation", description="Spoil each use of Live."
    )
    parser.add_argument("--every", type=int, default=1, help="only each N-th mutant")
    every = parser.parse_args().every
    calls = sum(mutant.old == ")" for mutant in mutants())
    tried, survivors = check(every)
    print(f"{calls} calls, {tried} mutants, {tried - len(survivors)} killed, {len(survivors)} survived")
    print(*survivors, sep="\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())

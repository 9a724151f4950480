"""Python itself: its version, the packages that Sideman needs, and other packages of our names."""

from __future__ import annotations

import importlib
import importlib.metadata
import operator
import re
from collections.abc import Callable
from pathlib import Path

from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, fail, fine, skip

OLDEST, TOO_NEW = (3, 11), (3, 14)
OWN_PACKAGES = ("bridge", "generators")
IMPORT_NAMES = {"python-osc": "pythonosc", "pyyaml": "yaml", "python-rtmidi": "rtmidi"}
"""Distributions whose package has another name."""

_COMPARE: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "<": operator.lt,
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}


def python_version(context: Context) -> Finding:
    said = "Python " + ".".join(map(str, context.python))
    if OLDEST <= context.python < TOO_NEW:
        return fine(said)
    return fail(f"{said} is not one that Sideman runs on.", "Install Sideman with Python 3.11, 3.12 or 3.13.")


def packages(context: Context) -> Finding:
    """Every requirement is there, in range, and can be imported."""
    wanted = [each for each in context.requirements if _applies(each, context.python)]
    if not wanted:
        return skip("This installation does not say what it needs.")
    troubles = [trouble for each in wanted if (trouble := _trouble(each, context))]
    if troubles:
        return fail(
            "; ".join(troubles) + ".", "Install again: pip install --upgrade --force-reinstall sideman"
        )
    return fine(f"{len(wanted)} packages, all in range.")


def shadowed(context: Context) -> Finding:
    """No other package named as one of ours comes before it on Python's search path."""
    for name in OWN_PACKAGES:
        for entry in context.search_path:
            found = [path for path in (entry / name, entry / f"{name}.py") if _is_module(path)]
            if found and entry.resolve() != context.package.parent.resolve():
                return fail(
                    f"{found[0]} hides Sideman's own package {name}.",
                    "Start Sideman from another folder, or take that folder off PYTHONPATH.",
                )
            if found:
                break
    return fine("bridge and generators are Sideman's own.")


def _is_module(path: Path) -> bool:
    return path.is_file() if path.suffix == ".py" else (path / "__init__.py").is_file()


def _applies(requirement: str, python: tuple[int, int]) -> bool:
    marker = requirement.partition(";")[2]
    if "extra" in marker:
        return False
    limit = re.search(r"python_version\s*(<|>=)\s*['\"](\d+)\.(\d+)['\"]", marker)
    return limit is None or _COMPARE[limit[1]](python, (int(limit[2]), int(limit[3])))


def _trouble(requirement: str, context: Context) -> str:
    """What is wrong with one requirement; "" for nothing."""
    rule = requirement.partition(";")[0].strip()
    name = re.split(r"[^\w.-]", rule, maxsplit=1)[0]
    try:
        version = context.version_of(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is not installed"
    for sign, limit in re.findall(r"([<>=!]=|[<>])\s*([\d.]+)", rule[len(name) :]):
        if not _COMPARE[sign](_release(version), _release(limit)):
            return f"{name} is {version}, and has to be {sign}{limit}"
    try:
        importlib.import_module(IMPORT_NAMES.get(name.lower(), name.lower().replace("-", "_")))
    except Exception as problem:
        return f"{name} {version} cannot be loaded ({problem})"
    return ""


def _release(version: str) -> tuple[int, ...]:
    """The numbers of a version, without closing zeros: 1.10.0rc1 -> (1, 10)."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(number) for number in found[0].split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)

"""Each DAW's script: there, as it was shipped, in the right place, and only once."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from bridge.doctor.asking import DaemonAnswer
from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, fail, fine, skip, warn
from bridge.doctor.installed import places_of
from bridge.install.files import hashes_of, sha256
from bridge.install.hosts import Host
from bridge.install.planning import Plan, plan_install
from bridge.install.putting import install
from bridge.install.record import read_book

SHOWN = 3
"""How many file names are told."""


def script(host: Host, context: Context) -> Finding:
    """The script of one DAW in every place that it is installed in."""
    places = places_of(host, context)
    if not places.bases:
        return skip(f"{host.title} was not found here.")
    if places.strays and not places.installed:
        return fail(
            f"Sideman lies in {places.strays[0]}, where {host.title} does not look for it.",
            f"Delete that folder, then: sideman install {host.name}",
        )
    if not places.installed:
        return warn(
            f"{host.title} is here, and has no Sideman script.", f"Install it: sideman install {host.name}"
        )
    for base in places.installed:
        finding = _in_place(host, base, context)
        if finding:
            return finding
    if places.strays:
        return warn(
            f"There is another copy in {places.strays[0]}.",
            f"Delete it: {host.title} may run the old one instead.",
        )
    return fine(", ".join(str(host.folder(base)) for base in places.installed) + " is as shipped.")


def _in_place(host: Host, base: Path, context: Context) -> Finding | None:
    """What is wrong with one installed script; None for nothing."""
    plan = plan_install(host, base, context.ours)
    repair = partial(install, host, context.system, context.ours, base)
    again = f"sideman install {host.name}"
    astray = [name for name in host.texts if not _points_home(name, plan, context)]
    if astray:
        return fail(
            f"{astray[0]} in {plan.folder} names another place than this Sideman's.",
            f"{again}, or sideman doctor --fix.",
            repair,
        )
    if plan.edited and read_book(context.ours.data).at(plan.folder):
        return warn(
            f"{_some(plan.edited)} in {plan.folder} was edited.",
            f"Ours comes back with {again}; your copy is kept aside.",
        )
    there = hashes_of(plan.folder)
    differing = tuple(
        name
        for name, data in plan.files.items()
        if name not in host.texts and there.get(name) != sha256(data)
    )
    if differing:
        return warn(
            f"{plan.folder} is of another version ({_some(differing)}).",
            f"{again}, or sideman doctor --fix.", repair,
        )  # fmt: skip
    if plan.side:
        return warn(
            f"{next(iter(plan.side))} does not start Sideman as it should.",
            f"{again}, or sideman doctor --fix.", repair,
        )  # fmt: skip
    return None


def _points_home(name: str, plan: Plan, context: Context) -> bool:
    """Whether a text that is written for this machine leads to our daemon. What the musician added to
    a JSON file counts for nothing; what the daemon writes anew is right only while it runs."""
    path, wanted = plan.folder / name, plan.files[name]
    if not path.is_file():
        return False
    if name in plan.host.changing:
        return not isinstance(context.daemon, DaemonAnswer) or path.read_bytes() == wanted
    try:
        return bool(json.loads(path.read_bytes())["run_file"] == json.loads(wanted)["run_file"])
    except (ValueError, TypeError, KeyError):
        return False


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more

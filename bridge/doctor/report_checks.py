"""What a DAW has written about our script: Live's log, and the reports of the scripts' self-tests."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, fail, fine, skip, warn
from bridge.doctor.installed import places_of, script_version_in
from bridge.doctor.selftest_report import read_report
from bridge.install.hosts import HOSTS, Host
from bridge.install.live_library import logs

READ_BYTES = 2_000_000
OURS = "Sideman:"
BANNER = re.compile(r"Sideman: loaded, script ([^\s,]+)")
"""As BANNER in the script's envoy.py: the line that it writes when Live has made it."""
TRACEBACK = "Traceback (most recent call last)"
_PREFIX = re.compile(r"^\S*T[\d:.]+: \w+: |^.*?RemoteScript(?:Error|Message): ?")
_LAST_LINE = re.compile(r"[\w.]+(?:Error|Exception|Warning)\b")


def live_log(context: Context) -> Finding:
    """The newest Log.txt of Live: the script's banner is in it, and no traceback of ours behind it."""
    found = logs(context.system)
    if not found:
        return skip("Live has written no log here.")
    loaded, trouble = read_live_log(_tail(found[0]))
    installed = places_of(HOSTS["live"], context).installed
    shipped = script_version_in(HOSTS["live"], installed)
    if trouble:
        return fail(
            f"The script stumbled in Live: {trouble}",
            f"sideman install live, then restart Live. If it stays, report it with {found[0]}.",
        )
    if loaded and shipped and loaded != shipped:
        return warn(f"Live has loaded script {loaded}, and {shipped} is installed.", "Restart Live.")
    if loaded:
        return fine(f"Live has loaded script {loaded} ({found[0]}).")
    if installed:
        return warn(f"Live has not loaded the script yet ({found[0]}).", " ".join(HOSTS["live"].steps))
    return skip("The script is not installed in Live.")


def read_live_log(text: str) -> tuple[str, str]:
    """The version in the last banner of ours in a log, "" for none; and the last line of a traceback of
    ours that comes after it, "" for none."""
    loaded, trouble = "", ""
    lines = iter(text.splitlines())
    for line in lines:
        if TRACEBACK in line:
            last, is_ours = "", False
            for raw in lines:
                inner = _PREFIX.sub("", _PREFIX.sub("", raw))
                if OURS in raw:
                    loaded = _version(raw) or loaded
                    break
                is_ours = is_ours or "Sideman" in inner
                if _LAST_LINE.match(inner):
                    last = inner.strip()
                    break
            trouble = last if is_ours else trouble
        elif _version(line):
            loaded, trouble = _version(line), ""
    return loaded, trouble


def _version(line: str) -> str:
    found = BANNER.search(line)
    return found[1] if found else ""


def selftest(host: Host, context: Context) -> Finding:
    """The newest report that a script of this DAW wrote on this machine."""
    installed = places_of(host, context).installed
    named = [path for base in installed for path in _reports(host, base)]
    there = [path for path in [*named, context.ours.selftest(host.name)] if path.is_file()]
    if not there:
        return skip(f"No self-test has been run{f': {host.selftest}' if installed else '.'}")
    path = max(there, key=lambda each: each.stat().st_mtime)
    again = f"Run it again: {host.selftest}"
    try:
        report = read_report(path)
    except ValueError as problem:
        return warn(f"{path} cannot be read: {problem}.", again)
    if report.daw != host.name:
        return warn(f"{path} is of {report.daw}, not of {host.title}.", again)
    wrong, tried = report.of("off"), report.of("ok")
    of = f"{host.title} {report.daw_version}, script {report.script_version}"
    if wrong:
        said = "; ".join(probe.line() for probe in wrong)
        return warn(f"{of}: {said}.", f"Send {path} to Sideman's makers.")
    shipped = script_version_in(host, installed)
    if shipped and shipped != report.script_version:
        return warn(f"The self-test is of script {report.script_version}, and {shipped} is installed.", again)
    untried = f"; not probed: {', '.join(probe.name for probe in report.of('not_probed'))}"
    return fine(
        f"{of}: {len(tried)} of {len(report.probes)} probes are as they should be"
        f"{untried if len(tried) < len(report.probes) else ''} ({path})."
    )


def _reports(host: Host, base: Path) -> list[Path]:
    """Where a script was told to write its report."""
    paths = []
    for name in host.texts:
        text = host.folder(base) / name
        if text.suffix == ".json" and text.is_file():
            named = re.search(r'"selftest"\s*:\s*("(?:[^"\\]|\\.)*")', text.read_text("utf-8", "replace"))
            paths += [Path(json.loads(named[1]))] if named else []
    return paths


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - READ_BYTES))
        return file.read().decode("utf-8", "replace")

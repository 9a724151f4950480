"""What a DAW has written about our script: Live's log, and the reports of the scripts' self-tests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, fail, fine, skip, warn
from bridge.doctor.installed import places_of
from bridge.install.hosts import HOSTS, Host
from bridge.install.live_library import logs

READ_BYTES = 2_000_000
BANNER = "Sideman:"
TRACEBACK = "Traceback (most recent call last)"
_PREFIX = re.compile(r"^\S*T[\d:.]+: \w+: |^.*?RemoteScript(?:Error|Message): ?")
_LAST_LINE = re.compile(r"[\w.]+(?:Error|Exception|Warning)\b")

FADER_TOLERANCE_DB = 0.5

TELLTALES: dict[str, tuple[tuple[Callable[[dict[str, Any]], bool], str], ...]] = {
    "live": (
        (lambda found: found.get("fader_worst_db", 0) > FADER_TOLERANCE_DB,
         "Live's faders follow another law than Sideman's"),
    ),
    "reaper": (
        (lambda found: "failed" in found, "REAPER's self-test did not come through"),
        (lambda found: found.get("undone_in_one_step") is False, "REAPER needs more than one undo step"),
    ),
}  # fmt: skip
"""Which values of a self-test's report mean trouble."""


def live_log(context: Context) -> Finding:
    """The newest Log.txt of Live: the script's banner is in it, and no traceback of ours behind it."""
    found = logs(context.system)
    if not found:
        return skip("Live has written no log here.")
    banner, trouble = read_live_log(_tail(found[0]))
    if trouble:
        return fail(
            f"The script stumbled in Live: {trouble}",
            f"sideman install live, then restart Live. If it stays, report it with {found[0]}.",
        )
    if banner:
        return fine(f"The script runs in Live ({found[0]}).")
    if places_of(HOSTS["live"], context).installed:
        return warn(f"Live has not loaded the script yet ({found[0]}).", " ".join(HOSTS["live"].steps))
    return skip("The script is not installed in Live.")


def read_live_log(text: str) -> tuple[bool, str]:
    """Whether our banner is in a log, and the last line of a traceback of ours that comes after it;
    "" for none."""
    banner, trouble = False, ""
    lines = iter(text.splitlines())
    for line in lines:
        if TRACEBACK in line:
            last, is_ours = "", False
            for raw in lines:
                inner = _PREFIX.sub("", _PREFIX.sub("", raw))
                if BANNER in raw:
                    banner = True
                    break
                is_ours = is_ours or "Sideman" in inner
                if _LAST_LINE.match(inner):
                    last = inner.strip()
                    break
            trouble = last if is_ours else trouble
        elif BANNER in line:
            banner, trouble = True, ""
    return banner, trouble


def selftest(host: Host, context: Context) -> Finding:
    """The report that a script wrote on this machine."""
    reports = [path for base in places_of(host, context).installed for path in _reports(host, base)]
    report = next((path for path in reports if path.is_file()), None)
    if report is None:
        return skip("No self-test has been run.")
    try:
        found = json.loads(report.read_bytes())
        wrong = [said for is_wrong, said in TELLTALES.get(host.name, ()) if is_wrong(found)]
    except (ValueError, TypeError, AttributeError):
        return warn(f"{report} cannot be read.", "Run the self-test again.")
    if wrong:
        return warn("; ".join(wrong) + ".", f"Send {report} to Sideman's makers.")
    return fine(f"The self-test found nothing wrong ({report}).")


def _reports(host: Host, base: Path) -> list[Path]:
    """Where a script writes its report: named in its sideman.json, or in REAPER's resource path."""
    paths = [base / "Sideman-selftest.json"] if host.name == "reaper" else []
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

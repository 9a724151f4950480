"""How fast the command line starts, and what the processes weigh, beside a bare Python."""

from __future__ import annotations

import subprocess
import sys
import time

from bridge.bench import Report, percentile

HEAVY = ("numpy", "music21", "watchdog", "mido", "rtmidi")
"""What `sideman --help` must not import."""

_MEMORY = """
import pathlib, sys
status = pathlib.Path("/proc/self/status")
if status.exists():  # the peak since this program began; getrusage would count the parent's as well
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    sys.stdout.write(" " + peak.split()[1])
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f" {peak // 1024 if sys.platform == 'darwin' else peak}")
"""
_HELP = """import sys
sys.argv = ["sideman", "--help"]
from bridge.cli.app import app
try:
    app()
except SystemExit:
    pass"""


def measure(quick: bool) -> Report:
    count = 3 if quick else 15
    rows = [
        _row("bare python (reference)", "pass", count),
        _row("sideman --help", _HELP, count),
        _row("everything that the daemon imports", "import bridge.daemon.root", count),
    ]
    loaded = heavy_imports_of_help()
    remark = (
        f"sideman --help imports {', '.join(loaded)}."
        if loaded
        else f"None of {', '.join(HEAVY)} is imported by --help."
    )
    return Report("Start-up", ("what", "p50_ms", "memory_mb"), tuple(rows), remark)


def heavy_imports_of_help() -> list[str]:
    """Those of `HEAVY` that ``sideman --help`` imports."""
    code = f"{_HELP}\nsys.stderr.write(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    return _run(code).stderr.split()


def _row(name: str, code: str, count: int) -> tuple[str, float, float]:
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        _run(code)
        taken.append((time.perf_counter() - start) * 1000)
    kilobytes = int(_run(f"{code}\n{_MEMORY}").stdout.split()[-1])
    return (name, round(percentile(sorted(taken), 0.5), 1), round(kilobytes / 1024, 1))


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

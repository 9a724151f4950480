"""The small files that are written for this machine: they tell a script where the daemon is."""

from __future__ import annotations

import json

from bridge.install.ours import Ours, RunAddress

RUN_JS = "run.js"
"""Bitwig's scripts cannot read files, but load scripts: this one holds port and token themselves."""


def sideman_json(daw: str, ours: Ours) -> str:
    """Names the run file, which the scripts of Live and REAPER read, and the file that their self-test
    writes."""
    return json.dumps({"run_file": str(ours.run_file), "selftest": str(ours.selftest(daw))}) + "\n"


def run_js(ours: Ours) -> str:
    """As the daemon that runs now would write it."""
    return run_js_text(ours.address())


def run_js_text(address: RunAddress) -> str:
    """One assignment that Bitwig's script loads before each dial."""
    return f"var SidemanRun = {{port: {address.port}, token: {json.dumps(address.token)}}};\n"

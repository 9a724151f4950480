"""Where the daemon is. The installer writes sideman.json beside this file: {"run_file": PATH,
"selftest": PATH}. The daemon writes the first while it runs, with its port and the token that lets this
script in; the second is the self-test's report."""

import json
import os


def read_json(path):
    """The object in a file; None where there is none to be read."""
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def settings(folder):
    return read_json(os.path.join(folder, "sideman.json")) or {}


def report(folder):
    """Where the self-test's report goes; "" where the installer has not said."""
    path = settings(folder).get("selftest", "")
    return path if isinstance(path, str) else ""


def daemon(folder):
    """(port, token), or None while no daemon runs."""
    run = read_json(settings(folder).get("run_file", ""))
    if run is None or not isinstance(run.get("port"), int) or not isinstance(run.get("token"), str):
        return None
    return run["port"], run["token"]

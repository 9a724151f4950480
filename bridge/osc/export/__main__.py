"""``python -m bridge.osc.export --write | --check``, run in a checkout of the source."""

from __future__ import annotations

import argparse
import sys

from bridge.osc.export.files import FILES, ROOT, stale, write


def main(words: list[str] | None = None) -> int:
    """0: done, or nothing is stale. 1: with --check, a file is stale."""
    parser = argparse.ArgumentParser(
        prog="python -m bridge.osc.export",
        description="Writes what is generated from bridge/osc/schema.py: " + ", ".join(FILES) + ".",
    )
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--write", action="store_true", help="write the files that are stale")
    choice.add_argument("--check", action="store_true", help="exit 1 and say what is stale")
    chosen = parser.parse_args(words)
    if not (ROOT / "pyproject.toml").exists():
        parser.error(f"{ROOT} is no checkout of the source; the files are part of the source.")
    if chosen.write:
        sys.stdout.writelines(f"written: {name}\n" for name in write())
        return 0
    found = stale()
    sys.stdout.writelines(f"{line}\n" for line in found)
    if found:
        sys.stdout.write("Run: python -m bridge.osc.export --write\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""The scripts as they lie in a DAW's folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bridge.doctor.context import Context
from bridge.install.hosts import Host
from bridge.install.live_library import WRONG_FOLDER, preferences_folders
from bridge.install.record import read_book

_VERSION = re.compile(r"script_version\s*[:=]\s*[\"']([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Places:
    """bases: the DAW's own folders, found or recorded. installed: those with a Sideman in its place.
    strays: Sideman folders where the DAW takes them for a second script, or never finds them."""

    bases: tuple[Path, ...]
    installed: tuple[Path, ...]
    strays: tuple[Path, ...]


def script_version_in(host: Host, bases: Iterable[Path]) -> str:
    """The version of the script as it is installed now; "" where none says one."""
    for base in bases:
        path = host.folder(base) / host.version_in
        if path.is_file():
            found = _VERSION.search(path.read_text("utf-8", "replace"))
            if found:
                return found[1]
    return ""


def places_of(host: Host, context: Context) -> Places:
    """Looks a DAW's folders through. Raises Refused for a damaged record, and OSError."""
    recorded = [Path(place.base) for place in read_book(context.ours.data).of(host.name)]
    found = host.find(context.system).found
    bases = tuple(dict.fromkeys([*recorded, *([found] if found else [])]))
    installed = tuple(base for base in bases if (host.folder(base) / host.marker).is_file())
    return Places(bases, installed, tuple(_strays(host, bases, context)))


def _strays(host: Host, bases: tuple[Path, ...], context: Context) -> Iterator[Path]:
    for base in bases:
        ours = host.folder(base)
        for depth in ("*", "*/*"):
            for marker in sorted(ours.parent.glob(f"{depth}/{host.marker}")):
                folder = marker.parents[len(Path(host.marker).parts) - 1]
                if not folder.is_relative_to(ours) and not folder.name.startswith("."):
                    yield folder
    if host.name == "live":
        for folder in preferences_folders(context.system):
            for marker in sorted((folder / WRONG_FOLDER).glob(f"*/{host.marker}")):
                yield marker.parent

"""All that the checks look at, in one value: tests give their own."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bridge
from bridge.doctor.asking import DaemonAnswer, ask_daemon, ask_worker
from bridge.doctor.holders import holder_of_tcp, holder_of_udp
from bridge.install.ours import Ours, ours
from bridge.install.system import System, this_system
from bridge.midi.ports import RtMidiBackend
from bridge.model.errors import SidemanError
from bridge.settings import Config, Paths, load, paths, sources
from generators.wire import Listing


@dataclass(frozen=True, slots=True)
class Context:
    """config: the settings, or why they cannot be read. package: the folder of the package ``bridge``
    that runs. search_path: where Python looks for packages. requirements: as the distribution lists
    them. version_of: of a distribution; raises PackageNotFoundError. daemon: its answers, None when it
    does not run, or why it does not answer. listings: the generators, from a worker of our own."""

    system: System
    paths: Paths
    ours: Ours
    config: Config | SidemanError
    python: tuple[int, int]
    package: Path
    search_path: Sequence[Path]
    requirements: Sequence[str]
    version_of: Callable[[str], str]
    daemon: DaemonAnswer | SidemanError | None
    midi_outputs: Callable[[], list[str]]
    holder_of_udp: Callable[[int], str]
    holder_of_tcp: Callable[[int], str]
    listings: Callable[[], Sequence[Listing]]
    free_bytes: Callable[[Path], int]


def this_context() -> Context:
    """This computer, this user, and the daemon that runs now."""
    places = paths()
    config: Config | SidemanError
    try:
        config = load(sources())
        own = ours(config)
    except SidemanError as problem:
        config = problem
        own = Ours(places.data, places.run_file, places.file_pairs)
    return Context(
        system=this_system(),
        paths=places,
        ours=own,
        config=config,
        python=sys.version_info[:2],
        package=Path(bridge.__file__).parent,
        search_path=[Path.cwd(), *(Path(entry) for entry in sys.path if entry)],
        requirements=_requirements(),
        version_of=importlib.metadata.version,
        daemon=ask_daemon(places.run_file),
        midi_outputs=lambda: RtMidiBackend().output_names(),
        holder_of_udp=holder_of_udp,
        holder_of_tcp=holder_of_tcp,
        listings=ask_worker,
        free_bytes=lambda folder: shutil.disk_usage(folder).free,
    )


def _requirements() -> Sequence[str]:
    """Empty in a source checkout that was not installed."""
    try:
        return importlib.metadata.requires("sideman") or []
    except importlib.metadata.PackageNotFoundError:
        return []

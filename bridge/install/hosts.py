"""The table of DAWs: where each looks for scripts, which files it gets, and what the musician does then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bridge.daws.ardour.installing import STEPS as ARDOUR_STEPS
from bridge.install import finding, side_files
from bridge.install.ours import Ours
from bridge.install.system import System
from bridge.install.texts import RUN_JS, run_js, sideman_json
from bridge.model.errors import NotFound

RESTART_LIVE = (
    "Restart Live.",
    "In Live: Settings > Link, Tempo & MIDI > Control Surface > Sideman (Input and Output: None).",
)
RESTART_REAPER = (
    "Restart REAPER. Or now: Actions > Show action list... > New action... > Load ReaScript... and "
    "choose Scripts/Sideman/reaper/Sideman.lua, then Run.",
)
ADD_IN_BITWIG = ("In Bitwig Studio: Settings > Controllers > Add... > Sideman > Sideman.",)


@dataclass(frozen=True, slots=True)
class Host:
    """One DAW.

    says: its name at hello. find: the DAW's own folder, the base. below: from the base to our folder.
    scripts: the folder of ``daw_scripts`` -> its place in ours. texts: files that are written for
    this machine, name -> text. changing: those of them that the daemon writes anew. marker: a file
    that only a Sideman folder holds. side: files outside of our folder and how they must read.
    unside: how they read without us, None for gone. steps: what remains to be done by hand. evidence:
    a file that shows a folder to be this DAW's. version_in: the file of ours that says the script's
    version. selftest: how the musician starts the self-test.
    """

    name: str
    title: str
    says: str
    find: Callable[[System], finding.Search]
    below: tuple[str, ...]
    scripts: Mapping[str, str]
    texts: Mapping[str, Callable[[Ours], str]]
    marker: str
    steps: tuple[str, ...]
    absent_hint: str
    version_in: str
    selftest: str
    changing: tuple[str, ...] = ()
    evidence: str = ""
    side: Callable[[Path, Ours], dict[Path, bytes]] = side_files.none
    unside: Callable[[Path], dict[Path, bytes | None]] = side_files.nothing_to_undo

    def folder(self, base: Path) -> Path:
        """Our folder below the DAW's."""
        return base.joinpath(*self.below)

    def base_named(self, named: Path) -> Path:
        """The base, when ``--to`` names it or a folder on the way to ours."""
        for depth in range(len(self.below), 0, -1):
            if named.parts[-depth:] == self.below[:depth]:
                return named.parents[depth - 1]
        return named


def host_named(name: str) -> Host:
    """Raises NotFound for a DAW that Sideman has no script for."""
    if name not in HOSTS:
        raise NotFound(f"Sideman has no script for {name!r}.", f"There are: {', '.join(HOSTS)}.")
    return HOSTS[name]


HOSTS: dict[str, Host] = {
    host.name: host
    for host in (
        Host(
            name="live",
            title="Ableton Live",
            says="ableton",
            find=finding.live_library,
            below=("Remote Scripts", "Sideman"),
            scripts={"ableton/Sideman": ""},
            texts={"sideman.json": partial(sideman_json, "live")},
            version_in="envoy.py",
            selftest="name a clip “? selftest” in Live, wait for the line at the bottom, and name it back.",
            marker="whereabouts.py",
            steps=RESTART_LIVE,
            absent_hint="Start Live once, or name the folder User Library: --to FOLDER.",
        ),
        Host(
            name="reaper",
            title="REAPER",
            says="reaper",
            find=finding.reaper_resources,
            below=("Scripts", "Sideman"),
            scripts={"lua": "lua", "reaper": "reaper"},
            texts={"reaper/sideman.json": partial(sideman_json, "reaper")},
            version_in="reaper/host.lua",
            selftest="run the action “Sideman - selftest” in REAPER.",
            marker="reaper/run_file.lua",
            steps=RESTART_REAPER,
            absent_hint="Start REAPER once; for a portable one name the folder of reaper.ini: --to FOLDER.",
            evidence="reaper.ini",
            side=side_files.reaper,
            unside=side_files.without_reaper,
        ),
        Host(
            name="bitwig",
            title="Bitwig Studio",
            says="bitwig",
            find=finding.bitwig_folder,
            below=("Controller Scripts", "Sideman"),
            scripts={"bitwig": ""},
            texts={RUN_JS: run_js},
            version_in="limits.js",
            selftest="press Self-test in Sideman's part of Bitwig's Studio I/O panel.",
            marker="Sideman.control.js",
            steps=ADD_IN_BITWIG,
            absent_hint="Start Bitwig Studio once, or name its folder in your documents: --to FOLDER.",
            changing=(RUN_JS,),
        ),
        Host(
            name="ardour",
            title="Ardour",
            says="ardour",
            find=finding.ardour_settings,
            below=("sideman",),
            scripts={"lua": "lua", "ardour": "ardour"},
            texts={},
            version_in="ardour/host.lua",
            selftest="run Sideman's self-test in Ardour's menu Edit > Lua Scripts.",
            marker="ardour/gui.lua",
            steps=ARDOUR_STEPS,
            absent_hint="Start Ardour once, close it, and install again; or name its settings: --to FOLDER.",
            side=side_files.ardour,
            unside=side_files.without_ardour,
        ),
    )
}

"""What an installation would do, worked out without touching anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bridge.install.files import files_of, hashes_of, sha256
from bridge.install.hosts import Host
from bridge.install.ours import Ours
from bridge.install.record import Place, read_book
from bridge.install.side_files import BACKUP_SUFFIX, is_ours_already
from bridge.install.system import System
from bridge.model.errors import NotFound, Refused
from bridge.settings.resources import bundled


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done for one DAW.

    files: everything of ours in the folder, name -> bytes. kept: the musician's own files in it, which
    stay. edited: files of ours that are not as they were installed. backup: where the folder as it is
    is copied to first, if anything in it was edited. side: files outside, and how they will read.
    side_backups: copies of those as they were before Sideman.
    """

    host: Host
    base: Path
    folder: Path
    files: dict[str, bytes]
    kept: tuple[str, ...]
    edited: tuple[str, ...]
    backup: Path | None
    side: dict[Path, bytes]
    side_backups: dict[Path, Path]

    def lines(self) -> list[str]:
        """One sentence per thing that is to be done."""
        said = []
        if self.backup:
            said.append(f"Keep the edited copy ({', '.join(self.edited)}) as {self.backup}.")
        said.append(f"Put {len(self.files)} files into {self.folder}.")
        if self.kept:
            said.append(f"Leave your own files there: {', '.join(self.kept)}.")
        said += [f"Keep {path} as {copy.name}." for path, copy in self.side_backups.items()]
        said += [f"{'Change' if path.exists() else 'Make'} {path}." for path in self.side]
        return said


def locate(host: Host, system: System, to: Path | None = None) -> Path:
    """The DAW's own folder: the one that was named, else the first that exists. Raises NotFound."""
    if to is not None:
        base = host.base_named(to.expanduser().absolute())
        if not base.is_dir():
            raise NotFound(f"There is no folder {base}.", host.absent_hint, "folder_missing")
        if not (base / host.evidence).exists():
            raise NotFound(
                f"{base} is not {host.title}'s: there is no {host.evidence} in it.",
                host.absent_hint,
                "folder_of_another",
            )
        return base
    search = host.find(system)
    if search.found is None:
        places = (
            "; ".join(str(folder) for folder in search.looked) or "nowhere: it does not run on this system"
        )
        raise NotFound(
            f"{host.title} was not found. Looked for: {places}.", host.absent_hint, "daw_not_found"
        )
    return search.found


def plan_install(host: Host, base: Path, ours: Ours) -> Plan:
    """Works an installation out. Raises Refused for a folder that is a link, or a damaged side file,
    NotFound for an incomplete Sideman, and OSError."""
    folder = host.folder(base)
    if folder.is_symlink():
        raise Refused(
            f"{folder} is a link to another folder.", "Remove the link, then install again.", "is_a_link"
        )
    files = wanted_files(host, ours)
    present = hashes_of(folder) if folder.is_dir() else {}
    known = known_hashes(host, folder, ours)
    edited = tuple(
        name for name, found in present.items() if name in known and name not in host.changing
        and found not in (known[name], sha256(files.get(name, b"")))
    )  # fmt: skip
    side = host.side(base, ours)
    copied = [path for path in side if path.is_file() and not is_ours_already(path)]
    copies = {path: path.with_name(path.name + BACKUP_SUFFIX) for path in copied}
    return Plan(
        host=host,
        base=base,
        folder=folder,
        files=files,
        kept=tuple(name for name in present if name not in files and name not in known),
        edited=edited,
        backup=free_backup(ours, host) if edited else None,
        side={path: data for path, data in side.items() if not _reads(path, data)},
        side_backups={path: copy for path, copy in copies.items() if not copy.exists()},
    )


def wanted_files(host: Host, ours: Ours) -> dict[str, bytes]:
    """Everything that belongs into the DAW's Sideman folder: name -> bytes. Raises NotFound."""
    files = {}
    for source, place in host.scripts.items():
        for name, path in files_of(bundled("daw_scripts", *source.split("/"))).items():
            files[f"{place}/{name}" if place else name] = path.read_bytes()
    for name, text in host.texts.items():
        files[name] = text(ours).encode()
    return files


def known_hashes(host: Host, folder: Path, ours: Ours) -> dict[str, str]:
    """The hashes that were recorded for a folder; of what we would install where none were."""
    place: Place | None = read_book(ours.data).at(folder)
    if place is not None:
        return place.hashes
    return {name: sha256(data) for name, data in wanted_files(host, ours).items()}


def free_backup(ours: Ours, host: Host) -> Path:
    """The first unused ``Sideman.backup-N``. It lies in Sideman's own data folder, because a DAW
    would take a second copy in its own for a second script."""
    home = ours.data / "backups" / host.name
    number = 1
    while (home / f"Sideman.backup-{number}").exists():
        number += 1
    return home / f"Sideman.backup-{number}"


def _reads(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data

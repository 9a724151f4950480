"""The book of what was installed where: ``installed.json`` in Sideman's data folder.

It holds the sha256 of every file as it was installed, so that an edit of the musician's is told from
an old version of ours.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from bridge.install.files import write_whole
from bridge.model.errors import Refused

FILE_NAME = "installed.json"


class Place(msgspec.Struct, frozen=True):
    """One installed folder. base: the DAW's own folder that it lies below. hashes: name, with
    slashes, -> sha256. version: of Sideman."""

    host: str
    base: str
    folder: str
    version: str
    hashes: dict[str, str]


class Book(msgspec.Struct, frozen=True):
    """Fields of a newer Sideman are ignored."""

    places: tuple[Place, ...] = ()

    def of(self, host: str) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.host == host)

    def at(self, folder: Path) -> Place | None:
        return next((place for place in self.places if place.folder == str(folder)), None)

    def with_place(self, place: Place) -> Book:
        return Book((*self.without(Path(place.folder)).places, place))

    def without(self, folder: Path) -> Book:
        return Book(tuple(place for place in self.places if place.folder != str(folder)))


def read_book(data: Path) -> Book:
    """Empty when nothing was installed. Raises Refused when the file is no longer readable."""
    path = data / FILE_NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Book)
    except FileNotFoundError:
        return Book()
    except msgspec.DecodeError as problem:
        raise Refused(
            f"{path} cannot be read: {problem}.",
            "Rename it and install again; copies that differ from ours are then kept aside.",
            "record_damaged",
        ) from None


def write_book(data: Path, book: Book) -> None:
    """Raises OSError."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(data / FILE_NAME, msgspec.json.format(msgspec.json.encode(book)))

"""Opens the ledger's own file from a verb, and asks a running daemon how the clips are now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bridge.model.clip_record import ClipRecord
    from bridge.model.suggestion import Suggestion
    from bridge.review.books import Books
    from bridge.review.histories import PresentClip

FILES = (".mid", ".midi", ".json")


@contextmanager
def opened_books() -> Iterator[Books]:
    """The books of this machine, beside a daemon that may run. Raises NotFound where there are none yet."""
    from bridge.model.errors import NotFound
    from bridge.review.books import Books
    from bridge.settings import chosen, load, paths, sources

    path = chosen(load(sources({})).settings.ledger.path, paths().ledger)
    if not path.exists():
        raise NotFound(
            "There is no ledger yet: nothing was made here.", "sideman suggest chords makes the first."
        )
    books = Books(path, str)
    try:
        yield books
    finally:
        books.close()


def record_in_file(path: Path) -> ClipRecord:
    """The record in a sidecar, beside a MIDI file, or in its text events. Raises BadInput."""
    from bridge.midi.files import load_song
    from bridge.model.clip_record import from_json, from_texts
    from bridge.model.errors import BadInput

    sidecar = path if path.suffix.lower() == ".json" else path.with_name(path.name + ".json")
    try:
        if sidecar.is_file():
            return from_json(sidecar.read_bytes())
    except OSError as problem:
        raise BadInput(f"{sidecar.name} cannot be read: {problem.strerror}.") from None
    if sidecar == path:
        raise BadInput(f"{path.name} is not there.", "Name a .mid file or its .mid.json.")
    found = from_texts(tuple(text for track in load_song(path).tracks for text in track.texts))
    if found is None:
        raise BadInput(
            f"{path.name} carries no record of Sideman's.",
            "It was not made by Sideman, or another program dropped the text; is the .mid.json at hand?",
            "no_record",
        )
    return found


def meant(books: Books, which: str) -> tuple[Suggestion | None, ClipRecord | None]:
    """(suggestion, record of the file): either may be missing, not both. Raises NotFound, BadInput."""
    from bridge.review.histories import find_by_record, find_suggestion

    if which.lower().endswith(FILES):
        record = record_in_file(Path(which))
        return find_by_record(books, record), record
    return find_suggestion(books, which), None


def present(set_id: str) -> list[PresentClip] | None:
    """The clips of a set as its DAW has them now; None where no daemon runs or the set is not open."""
    from bridge.cli.asking import ask
    from bridge.model.errors import SidemanError
    from bridge.review.histories import present_clips

    try:
        session: dict[str, Any] = ask("session", set=set_id, notes=True)
    except SidemanError:
        return None
    return present_clips(session) if session["set_id"] == set_id else None


def set_named(name: str) -> str:
    """The id of a set that is open under this name, else the name itself, taken as an id."""
    from bridge.cli.asking import ask
    from bridge.model.errors import SidemanError

    try:
        return str(ask("session", set=name)["set_id"])
    except SidemanError:
        return name

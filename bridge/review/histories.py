"""The history of one clip out of the books: who made it, from what, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from bridge.model.clip_record import ClipRecord, record_of_suggestion
from bridge.model.errors import NotFound
from bridge.model.note_changes import NoteChanges, note_changes
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Status, Suggestion
from bridge.review.books import Books
from bridge.review.operations import Kind, State

UNKNOWN, GONE, THERE = "unknown", "gone", "there"
ALL = 1_000_000


class PresentClip(msgspec.Struct, frozen=True):
    """A clip as the running session has it."""

    clip_id: str
    name: str
    track: str
    notes: Notes


class Step(msgspec.Struct, frozen=True):
    """One line of the ledger about the clip. said: the reason or message that came with it."""

    at: str
    event: str
    said: str = ""


class History(msgspec.Struct, frozen=True):
    """number: on the desk. clip: its name in the set, "" where it never got there. presence: "there",
    "gone", or "unknown" without the running session. changes: since it was written, in notes; percent: in
    percent of the notes written."""

    number: int
    status: str
    set_id: str
    record: ClipRecord
    steps: tuple[Step, ...]
    clip: str = ""
    presence: str = UNKNOWN
    changes: NoteChanges | None = None
    percent: dict[str, float] = {}


def history(books: Books, suggestion: Suggestion, present: Sequence[PresentClip] | None = None) -> History:
    """present: the clips of the suggestion's set as they are now; None where nobody can say."""
    record = record_of_suggestion(suggestion)
    steps = tuple(
        Step(entry.at, entry.event, str(entry.body.get("reason") or entry.body.get("message") or ""))
        for entry in books.ledger.entries(suggestion.id)
    )
    made = _made(books, suggestion)
    plain = History(
        books.shelf.number(suggestion),
        suggestion.status.value,
        suggestion.set_id,
        record,
        steps,
        str(made.get("name", "")),
    )
    if present is None or suggestion.status is not Status.COMMITTED:
        return plain
    clip = find_present(suggestion.notes, made, present)
    if clip is None:
        return msgspec.structs.replace(plain, presence=GONE)
    changes = note_changes(suggestion.notes, clip.notes)
    return msgspec.structs.replace(
        plain, clip=clip.name, presence=THERE, changes=changes, percent=changes.shares
    )


def find_present(written: Notes, made: dict[str, Any], present: Iterable[PresentClip]) -> PresentClip | None:
    """The clip that a commit made: by id and name, by its notes, by name, and by id where it still shares
    notes; ids may be given anew when the DAW's script starts again."""
    clips = list(present)
    by_id = [clip for clip in clips if clip.clip_id == made.get("clip_id")]
    by_name = [clip for clip in clips if clip.name == made.get("name")]
    ways = (
        [clip for clip in by_id if clip in by_name],
        [clip for clip in clips if clip.notes.fingerprint == written.fingerprint],
        by_name,
        [clip for clip in by_id if _shares(written, clip.notes)],
    )
    return next((way[0] for way in ways if way), None)


def _shares(written: Notes, now: Notes) -> bool:
    """Whether a clip that bears our id and not our name may still be ours: an id can have gone to another."""
    changes = note_changes(written, now)
    return 5 * changes.kept >= changes.written or 2 * (changes.kept + changes.moved) >= changes.written


def _made(books: Books, suggestion: Suggestion) -> dict[str, Any]:
    """The clip that the last commit made, as it was seen then; {} for none."""
    commits = books.operations.of(suggestion, Kind.COMMIT, State.DONE)
    return dict(commits[-1].body.get("made", {})) if commits else {}


def find_suggestion(books: Books, which: str) -> Suggestion:
    """By number, id, or the clip's name in the set (the newest of that name). Raises NotFound."""
    try:
        return books.shelf.get(which)
    except NotFound:
        named = [
            suggestion
            for suggestion in books.shelf.list(limit=ALL)
            if which in (suggestion.title, _made(books, suggestion).get("name"))
        ]
        if not named:
            raise NotFound(
                f"Nothing that Sideman made is named {which!r}.",
                "sideman ledger report names every clip; a number, an id or a .mid file will do as well.",
            ) from None
        return max(named, key=lambda one: (one.status is Status.COMMITTED, books.shelf.number(one)))


def find_by_record(books: Books, record: ClipRecord) -> Suggestion | None:
    """The suggestion that a file's record is about, by id and notes; None where these books have none."""
    if not record.suggestion:
        return None
    try:
        found = books.shelf.get(record.suggestion)
    except NotFound:
        return None
    return found if found.notes.fingerprint == record.notes else None


def present_clips(session: dict[str, Any]) -> list[PresentClip]:
    """The clips of a session as the daemon tells of it with every note."""
    return [
        PresentClip(clip["id"], clip["name"], track["name"], Notes(Note(**note) for note in clip["notes"]))
        for track in session["tracks"]
        for clip in track["clips"]
        if "notes" in clip
    ]

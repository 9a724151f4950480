"""Commit and undo: the one gate through which a suggestion enters a session and leaves it again.

Commit: look at the target again, compare its fingerprint, write the operation down, one
transaction, read back, compare. Undo: look at the clip again, refuse if the musician changed it,
write the operation down, one transaction, make sure that it is gone.

Each step is in the books before the next begins. When the connection or the daemon dies in the
middle, the operation stays pending and `recovery` judges it when the set is back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bridge.daws.peer import Peer
from bridge.daws.writing import apply
from bridge.model.changes import CreateClip, DeleteClip
from bridge.model.errors import (
    DawGone,
    Mismatch,
    NoAnswer,
    NothingToUndo,
    SidemanError,
    StaleTarget,
)
from bridge.model.session import Clip, place_fingerprint
from bridge.model.suggestion import Status, Suggestion, move
from bridge.review.books import Books
from bridge.review.looking import Sight, digest, find_again, look_at_target, losses, reductions, sight
from bridge.review.operations import Kind, Operation, State

UNKNOWN_OUTCOME = (DawGone, NoAnswer)
"""After these the transaction may or may not have been made."""


class Gate:
    """Commits and undoes. The caller holds the set's lock, so that one operation runs at a time."""

    def __init__(self, books: Books, clip_prefix: Callable[[], str] = str) -> None:
        self._books = books
        self._clip_prefix = clip_prefix

    async def commit(self, peer: Peer, suggestion: Suggestion) -> Suggestion:
        """An accepted suggestion, committed. Raises why it was not; the books have it then.

        StaleTarget: the musician changed the target since. PlaceTaken: something lies there.
        Mismatch: the DAW did not keep the notes, and the clip was taken out again. DawGone and
        NoAnswer: the outcome is not known yet.
        """
        target = suggestion.target
        try:
            before = await look_at_target(peer, target)
            self._compare(peer, suggestion)
        except SidemanError as problem:
            self._fail(suggestion, "commit_refused", None, problem)
            raise
        operation = self._books.operations.begin(
            suggestion,
            Kind.COMMIT,
            before=[sight(peer, clip).as_json() for clip in before],
            name=self.name_of(suggestion),
        )
        suggestion = move(suggestion, Status.COMMITTING)
        self._books.record("commit_started", suggestion, operation, notes=digest(suggestion.notes))
        create = CreateClip(
            target.track_id, target.place, target.length_beats, self.name_of(suggestion), suggestion.notes
        )
        try:
            results = await apply(peer, operation.request_id, f"Sideman: {suggestion.title}", [create])
        except UNKNOWN_OUTCOME:
            raise
        except SidemanError as problem:
            self._fail(suggestion, "commit_failed", operation, problem)
            raise
        return await self.finish_commit(peer, suggestion, operation, results[0].object_id)

    def name_of(self, suggestion: Suggestion) -> str:
        return self._clip_prefix() + suggestion.title

    async def finish_commit(
        self, peer: Peer, suggestion: Suggestion, operation: Operation, clip_id: str
    ) -> Suggestion:
        """Reads the new clip back and compares it; what the DAW cannot keep of it is said in the status's
        reason and in the ledger. Raises Mismatch after taking a wrong one out."""
        clip = await self._read_back(peer, clip_id)
        assert clip.notes is not None
        lost = losses(peer, suggestion.notes, clip.notes)
        made = sight(peer, clip)
        operation = replace(operation, body={**operation.body, "made": made.as_json(), "lost": lost})
        if lost:
            await self.take_out_wrong(peer, suggestion, operation, clip, lost)
        reduced = reductions(peer, suggestion.notes, clip.notes)
        committed = move(suggestion, Status.COMMITTED, " ".join(reduced))
        return self._books.record(
            "committed", committed, replace(operation, state=State.DONE), clip=made.as_json(), reduced=reduced
        )

    async def take_out_wrong(
        self, peer: Peer, suggestion: Suggestion, operation: Operation, clip: Clip, lost: Sequence[str]
    ) -> None:
        """Deletes a clip of ours that is not what was written. Always raises Mismatch.

        The commit is still pending in the books meanwhile, so a kill here is found by recovery."""
        gone = DeleteClip(clip.id, clip.revision)
        await apply(peer, peer.new_id(), "Sideman: take out", [gone])
        problem = Mismatch(
            f"{peer.name} did not keep what was written: {lost[0]} ({len(lost)} differences.)",
            "The clip was taken out again; nothing of it is left in the set.",
        )
        self._fail(suggestion, "commit_failed", operation, problem, differences=list(lost[:20]))
        raise problem

    async def undo(self, peer: Peer, suggestion: Suggestion) -> Suggestion:
        """A committed suggestion, undone: its clip is out of the session again.

        Raises StaleTarget when the musician changed the clip since (nothing is deleted then), and
        NothingToUndo when it is not there any more or was never committed.
        """
        commits = self._books.operations.of(suggestion, Kind.COMMIT, State.DONE)
        if suggestion.status is not Status.COMMITTED or not commits:
            raise NothingToUndo(
                f"Suggestion {suggestion.title} is {suggestion.status}, not committed.",
                "Only what was committed can be undone.",
            )
        made = Sight.from_json(commits[-1].body["made"])
        try:
            clip = await self._unchanged(peer, made)
        except SidemanError as problem:
            self._books.record("undo_refused", suggestion, code=problem.code, message=problem.message)
            raise
        operation = self._books.operations.begin(suggestion, Kind.UNDO, made=made.as_json())
        self._books.record("undo_started", suggestion, operation)
        label = f"Sideman: undo {suggestion.title}"
        try:
            await apply(peer, operation.request_id, label, [DeleteClip(clip.id, clip.revision)])
        except UNKNOWN_OUTCOME:
            raise
        except SidemanError as problem:
            self.undo_failed(suggestion, operation, problem)
            raise
        return self.undone(suggestion, operation)

    def undone(self, suggestion: Suggestion, operation: Operation) -> Suggestion:
        return self._books.record(
            "undone", move(suggestion, Status.UNDONE), replace(operation, state=State.DONE)
        )

    def undo_failed(self, suggestion: Suggestion, operation: Operation, problem: SidemanError) -> None:
        failed = replace(operation, state=State.FAILED)
        self._books.record("undo_failed", suggestion, failed, code=problem.code, message=problem.message)

    def commit_failed(self, suggestion: Suggestion, operation: Operation, problem: SidemanError) -> None:
        self._fail(suggestion, "commit_failed", operation, problem)

    def _fail(
        self,
        suggestion: Suggestion,
        event: str,
        operation: Operation | None,
        problem: SidemanError,
        **body: Any,
    ) -> None:
        failed = move(suggestion, Status.FAILED, problem.message)
        done = replace(operation, state=State.FAILED) if operation else None
        self._books.record(event, failed, done, code=problem.code, message=problem.message, **body)

    @staticmethod
    def _compare(peer: Peer, suggestion: Suggestion) -> None:
        target = suggestion.target
        now = place_fingerprint(peer.session, target.track_id, target.place, target.length_beats)
        if now != target.fingerprint:
            raise StaleTarget(
                "You have changed this place since the suggestion was made.",
                "Ask again, or put the place back as it was; the suggestion stays on the desk.",
            )

    @staticmethod
    async def _read_back(peer: Peer, clip_id: str) -> Clip:
        await peer.wait_until(lambda session: clip_id in session.clips, "the new clip")
        await peer.read_notes(clip_id)
        return peer.session.clip(clip_id)

    @staticmethod
    async def _unchanged(peer: Peer, made: Sight) -> Clip:
        """The clip that was made, if it is still as it was left."""
        clip = await find_again(peer, made)
        if clip is None:
            raise NothingToUndo(
                f"The clip “{made.name}” is not in the set any more.",
                "It was deleted in the DAW; nothing to do.",
            )
        if sight(peer, clip).content != made.content:
            raise StaleTarget(
                f"You have changed “{clip.name}” since Sideman put it there.",
                "It is yours now: delete it in the DAW if you do not want it.",
            )
        return clip

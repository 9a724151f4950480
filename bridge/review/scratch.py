"""The scratch clip: hearing a suggestion inside the DAW, through the musician's own instrument.

It is put at the suggestion's own place (which is empty), under a name that nobody can mistake, and
is taken out again when the audition ends, whatever the musician decides. Its operation stays
pending in the books for as long as the clip may be there, so that no kill leaves one behind.
"""

from __future__ import annotations

from dataclasses import replace

from bridge.daws.peer import Peer
from bridge.daws.writing import apply
from bridge.model.changes import CreateClip, DeleteClip
from bridge.model.errors import PlaceTaken, SidemanError, Unavailable
from bridge.model.session import Clip
from bridge.model.suggestion import Suggestion
from bridge.review.books import Books
from bridge.review.looking import look_at_target, look_for_ours, part_of, same_name
from bridge.review.operations import Kind, State

PREFIX = "~ audition: "


class Scratch:
    """Places and removes scratch clips. The caller holds the set's lock."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def place(self, peer: Peer, suggestion: Suggestion) -> Clip:
        """A scratch clip with the suggestion's notes. Raises PlaceTaken, or what the DAW answered."""
        target = suggestion.target
        if await look_at_target(peer, target):
            raise PlaceTaken(
                "A clip lies where this suggestion would go.",
                "Audition it through MIDI or as a file instead.",
            )
        operation = self._books.operations.begin(suggestion, Kind.SCRATCH)
        self._books.record("scratch_started", suggestion, operation)
        name = PREFIX + suggestion.title
        create = CreateClip(target.track_id, target.place, target.length_beats, name, suggestion.notes)
        try:
            results = await apply(peer, operation.request_id, "Sideman: audition", [create])
        except Unavailable:
            raise
        except SidemanError:
            self._books.operations.put(replace(operation, state=State.FAILED))
            raise
        clip_id = results[0].object_id
        await peer.wait_until(lambda session: clip_id in session.clips, "the scratch clip")
        return peer.session.clip(clip_id)

    async def sweep(self, peer: Peer, suggestion: Suggestion) -> None:
        """Takes out every scratch clip of this suggestion.

        One into which the musician has played or drawn stays: it is theirs now.
        """
        pending = self._books.operations.of(suggestion, Kind.SCRATCH, State.PENDING)
        if not pending:
            return
        for clip in await look_for_ours(peer, suggestion.target):
            ours = same_name(clip.name, PREFIX + suggestion.title)
            if ours and part_of(peer, clip.notes, suggestion.notes):
                gone = DeleteClip(clip.id, clip.revision)
                await apply(peer, peer.new_id(), "Sideman: end of audition", [gone])
        for operation in pending:
            self._books.record("scratch_removed", suggestion, replace(operation, state=State.DONE))

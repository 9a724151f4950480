"""Notes and long texts in pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BadMessage, BadNotes
from bridge.model.notes import RECORD, Note, Notes
from bridge.osc.chunks import NoteCollector, note_chunks, text_chunks
from bridge.osc.codec import Message, encode
from bridge.osc.schema import MAX_CHUNK_BYTES, NOTES_PER_CHUNK
from tests.osc.strategies import unhurried


def a_clip_of(count: int) -> Notes:
    return Notes(Note(index / 4, 36 + index % 48, 0.25) for index in range(count))


def collected(notes: Notes) -> NoteCollector:
    collector = NoteCollector(len(notes))
    for offset, packed in note_chunks(notes):
        collector.add(offset, packed)
    return collector


@pytest.mark.parametrize("count", [0, 1, NOTES_PER_CHUNK - 1, NOTES_PER_CHUNK, NOTES_PER_CHUNK + 1, 5000])
def test_a_clip_of_any_length_arrives_whole(count: int) -> None:
    notes = a_clip_of(count)
    collector = collected(notes)
    assert collector.complete
    assert collector.notes() == notes


def test_every_piece_fits_a_message_and_follows_the_one_before() -> None:
    pieces = list(note_chunks(a_clip_of(3 * NOTES_PER_CHUNK + 7)))
    assert len(pieces) == 4
    for offset, packed in pieces:
        assert len(packed) <= MAX_CHUNK_BYTES
        assert encode(Message("/notes", ("r", "c", 1, 5000, offset, packed)))
    for (offset, packed), (following, _) in pairwise(pieces):
        assert following == offset + len(packed) // RECORD.size


def test_a_repeated_piece_is_ignored() -> None:
    notes = a_clip_of(NOTES_PER_CHUNK + 5)
    collector = NoteCollector(len(notes))
    for offset, packed in note_chunks(notes):
        collector.add(offset, packed)
        collector.add(offset, packed)
    assert collector.notes() == notes


@pytest.mark.parametrize(
    ("offset", "packed"),
    [(1, a_clip_of(1).packed), (0, a_clip_of(1).packed[:-1]), (0, a_clip_of(3).packed)],
    ids=["a piece is missing", "a piece is cut", "more than announced"],
)
def test_a_piece_that_cannot_be_is_refused_and_nothing_is_taken(offset: int, packed: bytes) -> None:
    collector = NoteCollector(2)
    with pytest.raises(BadMessage):
        collector.add(offset, packed)
    assert collector.count == 0


def test_notes_are_not_given_before_the_last_piece() -> None:
    collector = NoteCollector(3)
    collector.add(0, a_clip_of(2).packed)
    with pytest.raises(BadMessage, match="2 of 3 notes came"):
        collector.notes()


def test_notes_out_of_range_are_found_at_the_end() -> None:
    collector = NoteCollector(1)
    collector.add(0, b"\xff" * RECORD.size)
    with pytest.raises(BadNotes):
        collector.notes()


@unhurried
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50), st.integers(0, 700))
def test_a_long_text_arrives_whole_in_pieces_that_fit(text: str, times: int) -> None:
    pieces = text_chunks(text * times)
    assert "".join(pieces) == text * times
    assert pieces
    assert all(len(piece.encode()) <= MAX_CHUNK_BYTES for piece in pieces)

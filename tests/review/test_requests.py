"""Kept requests: those that carry a memory can be erased, and leave no trace in the file."""

from __future__ import annotations

from pathlib import Path

from bridge.model.notes import Notes
from bridge.model.session import Place
from bridge.model.suggestion import Status, Suggestion, Target
from bridge.review.books import Books
from bridge.review.turned_down import turned_down
from generators.api import Request, UserMemory
from generators.wire import packed_request, request_sha256


def test_memories_are_forgotten_and_other_requests_stay(tmp_path: Path) -> None:
    secret = bytes(range(1, 250)) * 30
    plain, holding = Request("chords", seed=1), Request("chords", seed=1, memory=UserMemory(secret, (0.5,)))
    books = Books(tmp_path / "desk.sqlite", lambda: "2026-01-01T00:00:00+00:00")
    for request in (plain, holding):
        books.requests.keep(request_sha256(request), packed_request(request))
    books.requests.forget_memories()
    assert books.requests.get(request_sha256(plain)) == packed_request(plain)
    assert books.requests.get(request_sha256(holding)) is None
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret[:64] not in files
    books.close()


def test_what_was_turned_down_is_told_by_its_chords(tmp_path: Path) -> None:
    books = Books(tmp_path / "desk.sqlite", lambda: "2026-01-01T00:00:00+00:00")

    def put(number: int, status: Status, *symbols: str) -> None:
        details = {"chords": [{"symbol": symbol} for symbol in symbols]} if symbols else {}
        target = Target("t", Place("s"), 16.0, "")
        books.shelf.put(
            Suggestion(f"s{number}", "chords", "", "", Notes(), "set", target, details=details, status=status)
        )

    put(1, Status.REJECTED, "C:maj", "G:maj")
    put(2, Status.COMMITTED, "C:maj", "F:maj")
    put(3, Status.REJECTED, "A:min", "F:maj")
    put(4, Status.REJECTED, "C:maj", "G:maj")
    put(5, Status.REJECTED)
    assert turned_down(books.shelf, "set") == (("C:maj", "G:maj"), ("A:min", "F:maj"))
    assert turned_down(books.shelf, "another set") == ()
    books.close()

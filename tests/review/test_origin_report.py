"""Given clips that went into a set, when a publisher asks, then the books say what came from a machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bridge.model.errors import NotFound
from bridge.model.notes import Note, Notes
from bridge.review.histories import (
    GONE,
    THERE,
    UNKNOWN,
    PresentClip,
    find_present,
    find_suggestion,
    history,
    present_clips,
)
from bridge.review.origin_report import origin_report
from generators.api import Request, UserMemory
from generators.wire import packed_request, request_sha256
from tests.house import CHORDS, House
from tests.virtual_loop import run


def clips_of(house: House) -> list[PresentClip]:
    return [
        PresentClip(clip.id, clip.name, "Keys", clip.notes or Notes()) for clip in house.set.clips.values()
    ]


def test_the_life_of_a_clip_and_what_the_musician_changed_is_told(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = await house.desk.accept(house.propose().id)
            books = house.daemon.books
            told = history(books, suggestion, clips_of(house))
            assert (told.presence, told.percent["kept"], told.clip) == (THERE, 100.0, suggestion.title)
            assert [step.event for step in told.steps] == [
                "proposed",
                "accepted",
                "commit_started",
                "committed",
            ]
            assert told.record.notes == CHORDS.fingerprint and told.record.generator == "test"

            clip = next(clip for clip in house.set.clips.values() if clip.name == suggestion.title)
            house.set.edit_notes(clip.id, Notes([*list(CHORDS)[3:], Note(1.0, 80, 1.0)]))
            house.set.rename_clip(clip.id, "My chords")
            changed = history(books, suggestion, clips_of(house))
            assert (changed.presence, changed.clip) == (THERE, "My chords")
            assert changed.percent == {"kept": 75.0, "moved": 0.0, "removed": 25.0, "added": 8.3}

            assert history(books, suggestion, []).presence == GONE
            assert history(books, suggestion).presence == UNKNOWN

    run(story())


def test_the_report_counts_what_is_in_the_set_and_says_it_plainly(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            books = house.daemon.books
            nothing = origin_report([], True)
            assert nothing.summary[0] == "No clip of this project was written by Sideman."
            first = await house.desk.accept(house.propose().id)
            await house.desk.undo(first.id)
            second = await house.desk.accept(house.propose(title="ii–V–I").id)
            told = [history(books, one, clips_of(house)) for one in books.shelf.list()]
            report = origin_report(told, books.ledger.broken_at() is None)
            assert (
                [one.record.title for one in report.clips] == ["ii–V–I"]
                and report.others == 1
                and report.whole
            )
            text = " ".join(report.summary)
            assert "wrote 1 clip of this project" in text and "100% are as written" in text
            assert "1 suggestion did not get into the music" in text
            gone = origin_report([history(books, second, [])], True)
            assert "1 clip was deleted or replaced by the musician." in gone.summary
            broken = origin_report(told, False, "Told from the ledger alone.")
            assert any("chain of hashes is broken" in line for line in broken.summary)
            assert broken.summary[-1] == "Told from the ledger alone."

    run(story())


def test_a_clip_is_known_again_after_its_id_was_given_to_another() -> None:
    other = PresentClip("c1", "Bass", "Bass", Notes([Note(0, 30, 1)]))
    ours = PresentClip("c9", "Chords", "Keys", CHORDS)
    made = {"clip_id": "c1", "name": "I–V"}
    assert find_present(CHORDS, made, [other, ours]) == ours
    renamed = replace_notes(ours, Notes(list(CHORDS)[:5]))
    assert find_present(CHORDS, made, [other, renamed]) is None
    assert find_present(CHORDS, made | {"clip_id": "c9"}, [other, renamed]) == renamed


def replace_notes(clip: PresentClip, notes: Notes) -> PresentClip:
    return PresentClip(clip.clip_id, clip.name, clip.track, notes)


def test_a_clip_is_found_by_number_id_and_name(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            books = house.daemon.books
            for which in ("1", suggestion.id, suggestion.title):
                assert find_suggestion(books, which) == suggestion
            with pytest.raises(NotFound, match="Nothing that Sideman made"):
                find_suggestion(books, "Polka")

    run(story())


def test_requests_and_old_rows_are_kept(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            books = house.daemon.books
            assert books.requests.get("cd") is None
            plain, own = Request("chords"), Request("chords", memory=UserMemory(b"runs", (0.5,)))
            for request in (plain, own):
                books.requests.keep(request_sha256(request), packed_request(request))
            assert books.requests.get(request_sha256(own)) == packed_request(own)
            suggestion = house.propose()
            full = replace(
                suggestion.provenance, models={"m": "ff"}, originality={"outcome": "ok"}, request_sha256="ab"
            )
            books.shelf.put(replace(suggestion, provenance=full))
            assert books.shelf.get(suggestion.id).provenance == full
            body = books._database.rows("SELECT body FROM suggestion")[0][0]
            old = body.replace('"models": {"m": "ff"}, ', "").replace(
                '"originality": {"outcome": "ok"}, ', ""
            )
            assert old != body and '"models"' not in old
            books._database.execute("UPDATE suggestion SET body = ?", (old,))
            assert books.shelf.get(suggestion.id).provenance.models == {}

            books.requests.forget_memories()
            assert books.requests.get(request_sha256(own)) is None
            assert books.requests.get(request_sha256(plain)) == packed_request(plain)

    run(story())


def test_clips_come_out_of_a_session_as_the_daemon_tells_it() -> None:
    note = {name: getattr(Note(1.0, 60, 2.0), name) for name in Note.__slots__}
    session = {
        "tracks": [
            {"name": "Keys", "clips": [{"id": "c", "name": "A", "notes": [note]}, {"id": "d", "name": "B"}]}
        ]
    }
    assert present_clips(session) == [PresentClip("c", "A", "Keys", Notes([Note(1.0, 60, 2.0)]))]

"""The keeper: worth by held-out pieces, erasure without a trace, accepted suggestions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.memory.folder import follow_folder
from bridge.memory.store import Store
from bridge.memory.verbs import VERBS
from bridge.model.errors import BadInput, NotFound, Unavailable
from bridge.model.notes import Note, Notes
from bridge.model.session import Place
from bridge.model.suggestion import Provenance, Status, Suggestion, Target
from tests.memory.conftest import HABIT, Room, clip_of

Play = Callable[..., Path]


def accepted(number: int, symbols: tuple[str, ...] = HABIT, memory: str = "") -> Suggestion:
    return Suggestion(
        id=f"s{number}",
        kind="chords",
        title=f"Idea {number}",
        reason="",
        notes=Notes([Note(0.0, 60 + number, 1.0)]),
        set_id="set",
        target=Target("t", Place("s"), 16.0, ""),
        provenance=Provenance(context={"memory_sha256": memory} if memory else {}),
        details={"chords": [{"symbol": symbol} for symbol in symbols], "key": "C major"},
        status=Status.COMMITTED,
    )


def test_habits_are_worth_something_and_the_worth_is_measured_on_held_out_pieces(
    room: Room, play: Play
) -> None:
    assert room.keeper.memory() is None and "Too few" in room.keeper.status()["said"]
    for turn in range(6):
        play(f"{turn}.mid", turn)
    follow_folder(room.keeper, room.folder)
    status, memory = room.keeper.status(), room.keeper.memory()
    assert status["used"] and status["worth"]["pieces"] == 6
    assert status["worth"]["bits_with"] < status["worth"]["bits_without"]
    assert memory is not None and memory.bits_with == status["worth"]["bits_with"]
    assert f"{memory.bits_with:.2f} bits a chord with" in status["said"]
    room.store.close()
    assert room.open().memory() == memory, "kept over a restart"


def test_pieces_that_say_nothing_about_each_other_stay_out_of_the_music(room: Room, play: Play) -> None:
    for number, symbols in enumerate(
        (
            ("C:maj", "F:maj", "G:maj", "F:maj"),
            ("F:maj", "C:maj", "A:min", "G:maj"),
            ("G:maj", "D:min", "C:maj", "E:min"),
            ("A:min", "D:min", "G:maj", "C:maj"),
            ("D:min", "F:maj", "A:min", "C:maj"),
        )
    ):
        play(f"{number}.mid", symbols=symbols)
    follow_folder(room.keeper, room.folder)
    status = room.keeper.status()
    assert status["worth"]["pieces"] == 5
    assert not status["used"] and room.keeper.memory() is None
    assert "stays out of the music" in status["said"]


def test_copies_of_a_file_are_no_evidence(room: Room, play: Play) -> None:
    for number in range(8):
        play(f"copy {number}.mid")
    follow_folder(room.keeper, room.folder)
    assert len(room.names()) == 8
    assert room.keeper.memory() is None and room.keeper.status()["worth"] is None


def test_what_is_erased_leaves_no_trace(room: Room, play: Play) -> None:
    for turn in range(6):
        play(f"secret-{turn}.mid", turn)
    follow_folder(room.keeper, room.folder)
    items, memory = room.keeper.items(), room.keeper.memory()
    assert memory is not None
    traces = [text for item in items for text in (item.name.encode(), item.sha256.encode(), item.places)]
    traces.append(memory.packed)
    before = room.bytes()
    # Long values are cut into pages, so that only their beginnings are sure to lie in one piece.
    assert all(trace[:64] in before for trace in traces)
    room.keeper.forget_all()
    room.store.close()
    after = room.bytes()
    assert [trace for trace in traces if trace[:64] in after] == []
    assert room.open().memory() is None


def test_one_piece_is_erased_and_the_others_are_weighed_anew(room: Room, play: Play) -> None:
    for turn in range(6):
        play(f"{turn}.mid", turn)
    follow_folder(room.keeper, room.folder)
    gone = VERBS["forget"](room.keeper, ["3.mid"])
    assert [one["name"] for one in gone] == ["3.mid"]
    assert gone[0]["sha256"].encode() not in room.bytes()
    assert room.keeper.status()["worth"]["pieces"] == 5
    with pytest.raises(NotFound, match=r"3\.mid"):
        VERBS["forget"](room.keeper, ["3.mid"])


def test_off_means_neither_learned_nor_used(room: Room, play: Play) -> None:
    for turn in range(6):
        play(f"{turn}.mid", turn)
    follow_folder(room.keeper, room.folder)
    room.rules = replace(room.rules, enabled=False)
    assert room.keeper.memory() is None and not room.keeper.learning
    room.keeper.follow(accepted(1))
    assert len(room.keeper.items()) == 6
    with pytest.raises(BadInput, match="settings keep memory off"):
        VERBS["resume"](room.keeper, [])


def test_accepted_suggestions_count_while_they_stay(room: Room) -> None:
    room.keeper.follow(accepted(1))
    room.keeper.follow(accepted(1))
    room.keeper.follow(accepted(2, HABIT[::-1], memory="ab" * 32))
    assert [(item.name, item.held_out) for item in room.keeper.items()] == [("s1", True), ("s2", False)]
    room.keeper.follow(replace(accepted(1), status=Status.UNDONE))
    assert [item.name for item in room.keeper.items()] == ["s2"]
    room.keeper.follow(replace(accepted(3), details={}))
    assert len(room.keeper.items()) == 1, "a suggestion without chords teaches none"


def test_files_are_learned_by_hand(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "song.mid"
    path.write_bytes(clip_of(HABIT))
    assert VERBS["learn"](room.keeper, [str(path)])[0]["name"] == "song.mid"
    with pytest.raises(NotFound, match=r"gone\.mid"):
        VERBS["learn"](room.keeper, [str(tmp_path / "gone.mid")])
    VERBS["pause"](room.keeper, [])
    with pytest.raises(BadInput, match="paused"):
        VERBS["learn"](room.keeper, [str(path)])
    assert VERBS["resume"](room.keeper, [])["paused"] is False


def test_a_closed_store_says_so(room: Room) -> None:
    room.store.close()
    with pytest.raises(Unavailable):
        room.keeper.items()


def test_a_file_of_a_newer_version_is_left_alone(room: Room) -> None:
    room.store._connection.execute("PRAGMA user_version = 99")
    with pytest.raises(Unavailable, match="99"):
        Store(room.file)

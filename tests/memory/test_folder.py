"""The watched folder: learned, learned anew, forgotten, and never touched."""

from __future__ import annotations

import os
import queue
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from watchdog.events import DirModifiedEvent, DirMovedEvent, FileCreatedEvent, FileOpenedEvent

from bridge.memory.folder import follow_folder
from bridge.memory.watching import FolderWatcher
from bridge.model.errors import Unavailable
from tests.memory.conftest import Room, clip_of

PATIENCE_S = 20.0
Play = Callable[..., Path]


def test_files_come_change_and_go(room: Room, play: Play) -> None:
    play("one.mid"), play("album/two.MID", 2)
    (room.folder / "notes.txt").write_text("not music")
    assert follow_folder(room.keeper, room.folder)
    assert room.names() == {"one.mid", "album/two.MID"}
    assert not follow_folder(room.keeper, room.folder), "nothing changed, nothing is read again"

    before = {item.name: item for item in room.keeper.items()}
    changed = play("one.mid", 3)
    os.utime(changed, ns=(1, 1))
    assert follow_folder(room.keeper, room.folder)
    after = {item.name: item for item in room.keeper.items()}
    assert after["one.mid"].sha256 != before["one.mid"].sha256
    assert after["album/two.MID"] == before["album/two.MID"]

    changed.unlink()
    assert follow_folder(room.keeper, room.folder)
    assert room.names() == {"album/two.MID"}
    assert room.forgotten == [True]


def test_a_broken_file_is_named_and_the_others_are_learned(room: Room, play: Play) -> None:
    play("good.mid")
    (room.folder / "broken.mid").write_bytes(b"MThd and then nothing")
    (room.folder / "drone.mid").write_bytes(clip_of(["C:maj"] * 4))
    follow_folder(room.keeper, room.folder)
    problems = {one["name"]: one["problem"] for one in room.keeper.status()["problems"]}
    assert room.names() == {"good.mid"}
    assert set(problems) == {"broken.mid", "drone.mid"} and "changes of chords" in problems["drone.mid"]
    assert not follow_folder(room.keeper, room.folder), "a broken file is not read again until it changes"


def test_files_are_never_altered(room: Room, play: Play) -> None:
    path = play("one.mid")
    path.chmod(0o400)
    before = path.read_bytes(), path.stat().st_mtime_ns
    follow_folder(room.keeper, room.folder)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert path.read_bytes() not in room.bytes()


def test_while_paused_nothing_new_is_learned_but_what_is_gone_is_forgotten(room: Room, play: Play) -> None:
    gone = play("one.mid")
    follow_folder(room.keeper, room.folder)
    room.keeper.pause()
    play("two.mid", 1)
    gone.unlink()
    follow_folder(room.keeper, room.folder)
    assert room.names() == set()
    room.keeper.pause(False)
    follow_folder(room.keeper, room.folder)
    assert room.names() == {"two.mid"}


def test_a_disk_that_is_not_plugged_in_forgets_nothing(room: Room, play: Play) -> None:
    play("one.mid")
    follow_folder(room.keeper, room.folder)
    shutil.rmtree(room.folder)
    assert not follow_folder(room.keeper, room.folder)
    assert room.names() == {"one.mid"}


def test_a_piece_that_was_forgotten_stays_so_until_it_changes(room: Room, play: Play) -> None:
    play("one.mid"), play("two.mid", 1)
    follow_folder(room.keeper, room.folder)
    room.keeper.refuse(room.keeper.meant("one.mid"))
    follow_folder(room.keeper, room.folder)
    assert room.names() == {"two.mid"}
    play("one.mid", 5)
    follow_folder(room.keeper, room.folder)
    assert room.names() == {"one.mid", "two.mid"}


def test_forgetting_everything_pauses_where_a_folder_would_fill_it_again(room: Room, play: Play) -> None:
    room.rules = replace(room.rules, folder=str(room.folder))
    play("one.mid")
    follow_folder(room.keeper, room.folder)
    room.keeper.forget_all()
    assert not follow_folder(room.keeper, room.folder)
    assert room.keeper.items() == [] and room.keeper.status()["paused"]


def test_the_watcher_follows_what_happens_in_the_folder(room: Room, play: Play) -> None:
    changes: queue.Queue[set[str]] = queue.Queue()
    play("before.mid")
    watcher = FolderWatcher(room.keeper, room.folder, lambda: changes.put(room.names()), settle_s=0.02)
    watcher.start()
    try:
        assert changes.get(timeout=PATIENCE_S) == {"before.mid"}
        fresh = room.folder.parent / "fresh.mid"
        fresh.write_bytes(clip_of(["C:maj", "F:maj", "G:maj", "A:min"]))
        os.replace(fresh, room.folder / "saved.mid")
        assert changes.get(timeout=PATIENCE_S) == {"before.mid", "saved.mid"}
        (room.folder / "before.mid").unlink()
        assert changes.get(timeout=PATIENCE_S) == {"saved.mid"}
    finally:
        watcher.stop()


def test_only_what_may_change_the_memory_wakes_the_watcher(room: Room) -> None:
    watcher = FolderWatcher(room.keeper, room.folder)

    def wakes(event: object) -> bool:
        watcher._touched.clear()
        watcher.on_any_event(event)  # type: ignore[arg-type]
        return watcher._touched.is_set()

    assert wakes(FileCreatedEvent("/music/a.MID"))
    assert wakes(DirMovedEvent("/music/a", "/music/b"))
    assert not wakes(FileOpenedEvent("/music/a.mid"))
    assert not wakes(FileCreatedEvent("/music/take.wav"))
    assert not wakes(DirModifiedEvent("/music"))


def test_a_folder_that_is_not_there_is_said(room: Room) -> None:
    with pytest.raises(Unavailable, match=r"cannot be watched") as refused:
        FolderWatcher(room.keeper, room.folder / "nowhere").start()
    assert "memory.folder" in refused.value.hint

"""The gate: every function of REAPER's API that the script mentions has run at every supported version,
or is asked for before it is called, and both answers were tried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bridge.doctor.selftest_report import read_report
from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message
from tests.hosts.reaper.process import HERE, NEWEST, OLDEST, VERSIONS
from tests.hosts.reaper.trim import guarded, mentioned
from tests.reaper.room import (
    Room,
    add_track,
    create,
    delete,
    delete_track,
    error_of,
    is_done,
    move,
    play,
    replace,
)

pytestmark = pytest.mark.script

LINE = Notes([Note(0.0, 40, 1.0)])
TOUR_DEMO = """
    musician.insert_track(0, "Folder"); musician.insert_track(1, "Bass"); musician.insert_track(2, "Spare")
    musician.set("Folder", "I_FOLDERDEPTH", 1); musician.set("Bass", "I_FOLDERDEPTH", -1)
    musician.set("Bass", "I_CUSTOMCOLOR", 0x1000010)
    musician.set("Bass", "I_SELECTED", 1)
    musician.add_item("Bass", 20, 4, "old", {{0, 40, 1}})
    musician.tempo({{qn = 0, bpm = 100, numerator = 4, denominator = 4}})
    musician.edit_in_midi_editor("old")
    musician.send("Bass", "Folder", 0.5)
"""


async def tour(room: Room) -> None:
    """Every road that the script has."""
    bass = room.track("Bass")
    assert is_done(await room.ask(Message("/meters/watch", ("m", bass.id + " master", 10.0))))
    assert [round(send.level_db) for send in room.peer.session.sends.values()] == [-6]
    room.reaper.lua('musician.set("Bass", "I_SELECTED", 0)')
    await room.until(lambda: room.peer.session.selection.track_id == bass.id)
    assert is_done(await room.change(create(bass.id, 0.0, 4.0, LINE, "new", color=0x112233)))
    assert is_done(await room.change(replace(room.clip("new"), LINE, "other")))
    room.reaper.lua('musician.track("Bass").held = {I_RECARM = true}')
    room.reaper.lua("musician.undo(); musician.undo()")
    await room.ticks(9)
    doomed = (
        add_track("more"),
        replace(room.clip("old"), LINE, "older", 2.0),
        delete(room.clip("old")),
        delete_track(room.track("Spare")),
        move(bass, "armed", 0, 1),
    )
    before = room.content()
    assert error_of(await room.change(*doomed)) == "not_taken"
    assert room.content() == before
    assert is_done(await room.change(add_track("more")))
    assert is_done(await room.change(delete_track(room.track("more"))))
    assert is_done(await room.ask(Message("/clip/launch", ("l1", room.clip("old").id, 0.0))))
    await room.ticks(3)
    assert is_done(await room.ask(Message("/clip/launch", ("l2", room.clip("old").id, 0.0))))
    room.peer.say("a line")
    await room.ticks(3)
    room.reaper.start(room.reaper.action("bars, more"))
    await room.ticks(2)
    room.reaper.start(room.reaper.action("selftest"))
    await room.until(room.report.exists)
    assert [probe.name for probe in read_report(room.report).of("ok")].count("undo_grouping") == 1
    room.report.unlink()
    for name in ("accept", "density, more", "revert last step", "show window", "selftest"):
        room.reaper.start(room.reaper.action(name))
    room.reaper.lua("host.gfx.mouse_x, host.gfx.mouse_y, host.gfx.mouse_cap = 12, 50, 1")
    await room.until(room.report.exists)
    room.reaper.lua("host.window.dock = 0")
    await room.ticks(6)
    assert room.reaper.lua('return host.lasting["Sideman\\0dock"]') == "0"
    scripts = room.reaper.installed
    scripts.rename(scripts.with_name("gone"))
    await room.until(lambda: room.reaper.lua("return #host.actions") == 0)
    scripts.with_name("gone").rename(scripts)
    room.reaper.start()
    await room.settle()
    room.reaper.exit()
    room.reaper.start(room.reaper.action("next"))
    room.reaper.start(room.reaper.script("startup"))
    room.reaper.start()
    await room.settle()
    room.reaper.lua('host.use("tempo_map").at = nil')
    await room.until(lambda: room.reaper.lua("return #host.deferred") == 0)


def called(folder: Path, version: str, *words: str) -> set[str]:
    found: set[str] = set()

    async def scene(room: Room) -> None:
        await tour(room)
        found.update(room.reaper.called())

    play(folder, version, scene, *words, demo=TOUR_DEMO)
    return found


def test_the_host_knows_what_the_script_mentions_and_no_more() -> None:
    known = re.findall(r'\["((?:reaper|gfx)\.\w+)"\] = \{since', (HERE / "facts.lua").read_text())
    assert known == mentioned()


@pytest.mark.parametrize("version", VERSIONS)
def test_all_that_is_not_guarded_has_run(tmp_path: Path, version: str) -> None:
    missing = set(mentioned()) - guarded() - called(tmp_path, version)
    # The way in for versions without InsertTrackInProject.
    assert missing <= ({"reaper.InsertTrackAtIndex"} if version == NEWEST else set())


def test_what_is_guarded_was_tried_both_ways(tmp_path: Path) -> None:
    old = called(tmp_path / "old", OLDEST)
    new = called(tmp_path / "new", NEWEST, "extension=osara")
    assert guarded() and guarded() <= new
    assert not guarded() & old
    assert "reaper.InsertTrackAtIndex" in old

"""A gate: every line of the Ardour script that calls Ardour has been run by a real Ardour.

A misspelt member of Ardour's API is nil, and is found only when its line is run. One scene goes
through all that the script can do and notes the lines that ran.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message
from bridge.settings.resources import bundled
from tests.ardour.conftest import TRIPLETS
from tests.ardour.stage import create_clip, delete_clip, move_control, on_stage, replace_clip
from tests.ardour.test_changing import error_of, opened

pytestmark = pytest.mark.daw

CALL = re.compile(r"[\w\])]:\w+\(|\b(ARDOUR|Temporal|PBD|Evoral|AudioEngine)\.\w")
NOT_IN_HEADLESS = {
    "ardour/selection.lua": "asks the editor's window, see test_gui",
    "ardour/gui.lua": "runs in Ardour's window, see test_gui",
    "ardour/hook.lua": "runs in Ardour's window, see test_gui",
    "ardour/make_session.lua": "makes the session that all these tests open",
    "ardour/headless.lua": "its place is taken by musician.lua; test_connecting starts it",
}
NOT_RUN = {
    ("ardour/template.lua", "Ardour made no MIDI source"): "a disk that is full",
    ("ardour/changes.lua", "Ardour made no track"): "a session that is read-only",
}


def lines_that_call_ardour() -> dict[str, str]:
    """ "file:line" -> the line, for every line of daw_scripts/ardour with a call to Ardour in it."""
    found = {}
    root = bundled("daw_scripts")
    for file in sorted((root / "ardour").glob("*.lua")):
        name = file.relative_to(root).as_posix()
        if name in NOT_IN_HEADLESS:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            code = line.partition("--")[0]
            excused = any(name == where and text in line for where, text in NOT_RUN)
            if (
                CALL.search(code)
                and not code.lstrip().startswith(("function ", "local function "))
                and not excused
            ):
                found[f"{name}:{number}"] = line.strip()
    return found


def test_every_line_that_calls_ardour_runs(tmp_path: Path, set_folder: Path) -> None:
    coverage = tmp_path / "ran"

    async def scene() -> None:
        async with on_stage(tmp_path, set_folder, save_on_exit=True, coverage=coverage) as stage:
            wire = await opened(stage)
            bass, vox, verse = wire.track("Bass"), wire.track("Vox 🎤"), wire.clip('Verse "A"')
            walk = Notes(Note(float(beat), 40 + beat, 0.5, 90) for beat in range(4))
            await stage.musician(  # no template to copy from, as in a session that Sideman never saw
                """for _, region in ARDOUR.RegionFactory.regions():iter() do
                    if region:whole_file() then region:set_name("old") end
                end"""
            )
            await wire.change(create_clip(wire.track("Keys").id, 16.0, 4.0, walk))
            for start in (0.0, 8.0):
                await wire.change(create_clip(bass.id, start, 4.0, walk, "a/b"))
            await wire.change(replace_clip(verse, TRIPLETS, "new", 5.0))
            late, muted = Notes([Note(9.0, 60, 1.0)]), Notes([Note(0.0, 60, 1.0, muted=True)])
            for wrong in (late, muted):
                assert error_of(await wire.change(create_clip(bass.id, 16.0, 4.0, wrong))) == "unsupported"
            for field, value in (
                ("volume_db", -9.0),
                ("pan", 0.0),
                ("muted", 0),
                ("soloed", 1),
                ("armed", 1),
            ):
                strip = wire.session.track(vox.id).mixer
                before = float(getattr(strip, field))
                assert (await wire.change(move_control(vox, field, before, value)))[-1].address == "/done"
            assert error_of(await wire.change(move_control(bass, "pan", 0, 1))) == "unsupported"
            assert error_of(await wire.change(move_control(bass, "volume_db", 0.0, 20.0))) == "unsupported"
            for kind in ("midi", "audio"):
                await wire.change(Message("/change/track/create", (kind, kind)))
            await wire.change(Message("/change/track/create", ("group", "group")))
            await wire.snapshot()
            deletion = Message("/change/track/delete", (wire.track("midi").id, wire.track("midi").revision))
            assert error_of(await wire.change(deletion)) == "unsupported"
            twins = [Message("/change/track/create", (name, "midi")) for name in "xy"]
            assert error_of(await wire.change(*twins)) == "unsupported"

            await stage.musician(
                'Session:route_by_name("Bass"):rec_safe_control():set_value(1, '
                "PBD.GroupControlDisposition.NoGroup)"
            )
            await wire.snapshot()
            first, second = sorted(
                (clip for clip in wire.session.clips.values() if clip.track_id == bass.id),
                key=lambda clip: clip.place.start_beats,
            )
            arm = move_control(bass, "armed", 0, 1)
            whole = (
                delete_clip(first),
                replace_clip(second, walk, "x"),
                create_clip(bass.id, 24.0, 4.0, walk),
                arm,
            )
            assert error_of(await wire.change(*whole)) == "not_taken"
            await stage.musician(
                """local playlist = Session:route_by_name("Bass"):to_track():playlist()
                for region in playlist:region_list():iter() do
                    local place = Temporal.timepos_t.from_ticks(region:position():ticks() + 1920)
                    playlist:split_region(region, place)
                    break
                end
                local map = Temporal.TempoMap.write_copy()
                map:set_tempo(Temporal.Tempo(60, 60, 4), Temporal.timepos_t.from_ticks(1920 * 9))
                map:set_tempo(Temporal.Tempo(120, 60, 4), Temporal.timepos_t(0))
                Temporal.TempoMap.update(map)"""
            )
            await wire.snapshot()
            assert error_of(await wire.change(replace_clip(wire.clip("a_b.1"), Notes()))) == "unsupported"

            await stage.musician(
                """sideman("ardour/changes")["clip/delete"].make = function() error("sabotage") end"""
            )
            await wire.snapshot()
            spoilt = create_clip(bass.id, 32.0, 4.0, walk), delete_clip(wire.clip("new"))
            assert error_of(await wire.change(*spoilt)) == "script_error"

            wire.send(Message("/meters/watch", ("w", f"{vox.id} {bass.id} 123456", 15.0)))
            await wire.until("/meter", vox.id)
            wire.send(Message("/clip/launch", ("l", verse.id, 0.0)), Message("/say", ("hello",)))
            await wire.answer("l")
            wire.send(Message("/notes/get", ("gone", "999")))
            await wire.answer("gone")
            await stage.ardour.stop()

    asyncio.run(scene())
    ran = set(coverage.read_text().splitlines())
    wanted = lines_that_call_ardour()
    assert len(wanted) > 60
    never = {place: line for place, line in wanted.items() if place not in ran}
    assert not never, "\n".join(f"{place}  {line}" for place, line in never.items())

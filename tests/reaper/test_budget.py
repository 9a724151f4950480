"""A large project: no tick does much, and the mirror is complete soon all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.model.notes import Note, Notes
from tests.hosts.reaper.process import NEWEST
from tests.reaper.room import Room, create, is_done, play

pytestmark = pytest.mark.script

TRACKS, ITEMS_EACH, NOTES_EACH = 200, 50, 2
BUDGET_CALLS = 4000
"""4 ms, the budget of a tick, at the host's price of 1 µs a call."""

LISTING_CALLS = 4 * TRACKS
"""A walk through the session lists its tracks in one go."""

LARGE = f"""
    local model, history = host.use("model"), host.use("history")
    local buffer = musician.events({{{{0, 60, 1}}, {{2, 64, 1}}}}, 4, 960)
    for number = 1, {TRACKS} do
        local track = model.insert_track(host.front, number - 1, "Track " .. number)
        for position = 0, {ITEMS_EACH - 1} do
            local item = model.add_item(track, position * 4, 4)
            model.add_take(item, buffer).name = "Item " .. number .. "." .. position
        end
    end
    history.step(host.front, "Open")
"""


def test_two_hundred_tracks_with_ten_thousand_items(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        calls = room.reaper.calls
        session = room.peer.session
        assert len(session.clips) == TRACKS * ITEMS_EACH
        assert sum(clip.note_count for clip in session.clips.values()) == TRACKS * ITEMS_EACH * NOTES_EACH
        described = len(calls) - 12
        room.reaper.lua('musician.set_events("Item 200.49", musician.events({{0, 70, 1}}, 4, 960))')
        before = len(calls)
        await room.until(lambda: room.clip("Item 200.49").note_count == 1, 1000)
        noticed = len(calls) - before
        usual = max(calls[:before])
        track = room.track("Track 100").id
        assert is_done(await room.change(create(track, 400.0, 4.0, Notes([Note(0.0, 60, 1.0)]))))
        changing = max(calls[before:])
        print(
            f"\n{TRACKS} tracks x {ITEMS_EACH} items, {TRACKS * ITEMS_EACH * NOTES_EACH} notes: "
            f"described after {described} ticks, an edit noticed after {noticed} ticks, {usual} calls in "
            f"the busiest tick ({sum(calls) // len(calls)} on average), {changing} with a change"
        )
        assert usual <= BUDGET_CALLS + LISTING_CALLS
        assert changing <= BUDGET_CALLS + LISTING_CALLS
        assert described < 200 and noticed < 200

    play(tmp_path, NEWEST, scene, demo=LARGE)

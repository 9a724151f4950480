"""The strict host itself: what REAPER refuses, forgets and crashes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.reaper.process import NEWEST, OLDEST, Reaper, ScriptFault

pytestmark = pytest.mark.script


@pytest.fixture
def reaper(tmp_path: Path) -> Iterator[Reaper]:
    with Reaper(NEWEST, tmp_path) as reaper:
        reaper.lua('musician.insert_track(0, "Keys"); musician.add_item("Keys", 0, 4, "Verse", {{0, 60, 1}})')
        yield reaper


def script(reaper: Reaper, text: str, path: Path) -> None:
    """Runs a script as REAPER would."""
    file = path / "try.lua"
    file.write_text(
        """local project = reaper.EnumProjects(-1)
        local track = reaper.GetTrack(project, 0)
        local item = reaper.GetTrackMediaItem(track, 0)
        local take = reaper.GetActiveTake(item)
        """
        + text
    )
    reaper.start(file)


REFUSED = {
    "no such function": ("reaper.GetTrak(project, 0)", "has no reaper.GetTrak"),
    "one argument too few": ("reaper.GetTrack(project)", "takes 2 to 2 arguments, not 1"),
    "one argument too many": ("reaper.CountTracks(project, 1)", "takes 1 to 1 arguments, not 2"),
    "a fraction for a whole number": ("reaper.GetTrack(project, 0.5)", "is 0.5, not of type integer"),
    "a number for a text": ("reaper.Help_Set(5, true)", "is 5, not of type string"),
    "a track for an item": ("reaper.GetActiveTake(track)", "not a MediaItem"),
    "nil for a track": ("reaper.CountTrackMediaItems(nil)", "is nil, not a MediaTrack"),
    "an unknown key": ('reaper.GetMediaTrackInfo_Value(track, "D_VOLUME")', "knows no D_VOLUME"),
    "a stale pointer": (
        "reaper.DeleteTrackMediaItem(track, item); reaper.GetActiveTake(item)",
        "stale MediaItem: REAPER crashes",
    ),
    "a field of a pointer": ("local x = track.name", "has no fields"),
    "a global": ("leak = 1", "makes the global leak"),
    "writing into the API": ("reaper.ours = 1", "writes reaper.ours"),
    "an extension that is not installed": ('reaper.osara_outputMessage("x")', "has no reaper.osara"),
    "no end of the source": (
        'reaper.MIDI_SetAllEvts(take, string.pack("i4Bs4", 0, 0, "\\x90\\x3C\\x40"))',
        "all-notes-off",
    ),
    "an event before the one before": (
        'reaper.MIDI_SetAllEvts(take, string.pack("i4Bs4", -5, 0, "\\xB0\\x7B\\0"))',
        "lies before",
    ),
    "not sorted": (
        'reaper.MIDI_SetAllEvts(take, string.pack("i4Bs4", 3840, 0, "\\xB0\\x7B\\0"))',
        "set and not sorted",
    ),
    "an open undo block": ("reaper.Undo_BeginBlock2(project)", "left open"),
    "an end without a begin": ('reaper.Undo_EndBlock2(project, "x", -1)', "without a begin"),
    "a frozen screen": ("reaper.PreventUIRefresh(1)", "not balanced"),
    "another track's item": (
        "reaper.InsertTrackAtIndex(1, true); reaper.MarkTrackItemsDirty(reaper.GetTrack(project, 1), item)",
        "on another track",
    ),
    "hidden in a pcall": ("pcall(function() reaper.GetTrack(project) end)", "takes 2 to 2"),
}


@pytest.mark.parametrize(("text", "says"), REFUSED.values(), ids=REFUSED)
def test_what_reaper_would_not_stand_fails(reaper: Reaper, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ScriptFault, match=says.replace("(", r"\(")):
        script(reaper, text, tmp_path)


def test_a_newer_function_is_not_there_yet(tmp_path: Path) -> None:
    with Reaper(OLDEST, tmp_path) as old:
        old.lua('musician.insert_track(0, "Keys"); musician.add_item("Keys", 0, 4, "Verse")')
        script(old, 'assert(rawget(reaper, "InsertTrackInProject") == nil)', tmp_path)
        with pytest.raises(ScriptFault, match=r"REAPER 6.24 has no reaper.InsertTrackInProject"):
            script(old, "reaper.InsertTrackInProject(project, 0, 0)", tmp_path)


def test_new_events_pull_the_items_length_along(reaper: Reaper, tmp_path: Path) -> None:
    set_end = 'reaper.MIDI_SetAllEvts(take, string.pack("i4Bs4", 1920, 0, "\\xB0\\x7B\\0"))'
    script(reaper, set_end + "; reaper.MIDI_Sort(take)", tmp_path)
    assert reaper.lua('return musician.item("Verse").length_qn') == 2.0


BLOCK = """
    reaper.Undo_BeginBlock2(project)
    reaper.MIDI_SetAllEvts(take, string.pack("i4Bs4", 3840, 0, "\\xB0\\x7B\\0"))
    reaper.MIDI_Sort(take)
    {mark}
    reaper.Undo_EndBlock2(project, "notes", {flags})
"""
MARK = "reaper.MarkTrackItemsDirty(track, item)"


@pytest.mark.parametrize(
    ("mark", "flags", "label", "comes_back"),
    [(MARK, -1, "notes", True), ("", -1, "notes", False), (MARK, 0, "Insert item", False)],
    ids=["marked", "not marked", "no flags"],
)
def test_undo_knows_only_what_was_registered(
    reaper: Reaper, tmp_path: Path, mark: str, flags: int, label: str, comes_back: bool
) -> None:
    before = reaper.lua("return musician.content()")
    script(reaper, BLOCK.format(mark=mark, flags=flags), tmp_path)
    assert reaper.lua("return musician.last_step()") == label
    if label == "notes":
        reaper.lua("musician.undo()")
    assert (reaper.lua("return musician.content()") == before) is comes_back


def test_undo_makes_new_pointers_and_takes_saved_words_back(reaper: Reaper) -> None:
    assert reaper.lua(
        """local before = musician.item("Verse").pointer
        host.front.words.word = "kept"
        musician.set_events("Verse", musician.events({}, 4, 960))
        musician.undo()
        local is_new = musician.item("Verse").pointer ~= before
        return is_new and host.use("pointers").object(before) == nil and host.front.words.word == nil"""
    )


def test_an_address_is_given_again(reaper: Reaper) -> None:
    assert reaper.lua(
        """host.use("pointers").rest = 0
        local before = musician.item("Verse").pointer
        musician.delete_item("Verse")
        return musician.add_item("Keys", 0, 4, "Other").pointer == before"""
    )


def test_ramps_go_there_and_back(reaper: Reaper) -> None:
    assert reaper.lua(
        """local map = host.use("tempo_map")
        local markers = {{qn = 0, bpm = 60}, {qn = 4, bpm = 90, is_ramp = true}, {qn = 20, bpm = 180}}
        for qn = 0, 40 do
            local again = map.qn(markers, map.seconds(markers, qn + 0.3))
            if math.abs(again - qn - 0.3) > 1e-9 then return false end
        end
        return math.abs(map.seconds(markers, 4) - 4) < 1e-9"""
    )

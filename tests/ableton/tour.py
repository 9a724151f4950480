"""One walk through everything that the script does in Live; each step says what must be true then.

The gate and the mutation check stand on it: whatever of Live's API the script uses, it is used here,
and a wrong name or a wrong count of arguments shows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.model.errors import SidemanError
from tests.ableton.live_host import SCRIPT
from tests.ableton.stage import Stage
from tests.ableton.writing import RIFF, change, create, replace

TRIGGERS = {
    "channel": 10,
    "notes": {"36": "suggest chords", "38": "selftest"},
    "controls": {"20": "accept", "21": "knob density"},
}
HAS_START_TIME_LISTENER = (12, 2)
HAS_SCALE_MODE = (12, 0, 5)
HAS_SET_NAME = (11, 3, 25)


def at_least(version: str, since: tuple[int, ...]) -> bool:
    return tuple(int(part) for part in version.split(".")) >= since


async def tour(folder: Path, version: str, source: Path = SCRIPT, python: str = "") -> dict[str, Any]:
    """What was used of Live. Raises AssertionError where the script does something else."""
    report = folder / "selftest.json"
    told: Any = {"settings": {"selftest": str(report)}, "files": {"triggers.json": TRIGGERS}}
    async with Stage(folder, version, source=source, python=python, **told) as s:
        await _musician_edits(s)
        await _musician_moves_tracks(s)
        await _clips_in_slots(s)
        await _clips_on_the_timeline(s)
        await _what_goes_wrong_is_taken_back(s)
        await _mixer(s)
        await _tracks(s)
        await _sends(s)
        await _transport_and_key(s)
        await _launching(s)
        await _meters(s)
        await _triggers(s)
        await _selftest(s, report)
        _same_set(s)
        left = s.live.ask("close")
        assert left == {"listeners": 0, "timers": 0}, "a script that is taken out leaves nothing behind"
        facts = s.live.facts()
        assert any("connected" in line for line in facts["logged"])
        assert facts["logged"][0].endswith(f"Live {version}")
        return facts


def _same_set(stage: Stage) -> None:
    """The mirror is what the musician sees."""
    live, session = stage.live.look(), stage.peer.session
    assert [t.name for t in session.tracks_in_order()] == [t["name"] for t in live["tracks"]]
    assert [s.name for s in session.scenes_in_order()] == live["scenes"]
    for strip, track in zip(live["tracks"], session.tracks_in_order(), strict=True):
        assert [track.mixer.muted, track.mixer.soloed, track.mixer.armed] == strip["switches"]
        assert abs(track.mixer.pan - strip["pan"]) < 0.005
        wanted = [value for value in strip["sends"] if track.kind != "master"]
        found = [send.level_db > -180.0 for send in session.sends_of(track.id)]
        assert found == [value > 0.0 for value in wanted], track.name
        clips = [clip for clip in [*strip["slots"], *strip["timeline"]] if clip]
        seen = [(clip.name, clip.muted, clip.color, clip.note_count) for clip in session.clips_on(track.id)]
        assert seen == [(c["name"], c["muted"], c["color"], len(c["notes"])) for c in clips]


async def _shows(stage: Stage) -> None:
    await stage.pass_s(0.1)
    _same_set(stage)


async def _musician_edits(stage: Stage) -> None:
    musician = stage.live.musician
    revision = stage.clip("Beat A").revision
    musician.draw(0, 0, [3.5, 60, 0.25])
    await _shows(stage)
    assert stage.clip("Beat A").revision > revision
    for field, value in (("name", "Beat C"), ("muted", True), ("color", 0xFFFFFF)):
        musician.change_clip(0, 1, field, value)
        await _shows(stage)
    for field, value in (("loop_start", 4.0), ("start_marker", 4.0), ("loop_end", 12.0)):
        musician.change_clip(0, 1, field, value)
        await _shows(stage)
    clip = stage.clip("Beat C")
    assert (clip.length_beats, clip.loop_start_beats, clip.loop_length_beats) == (8.0, 0.0, 8.0)
    assert (await stage.notes("Beat C"))[4].start_beats == 0.0, "positions count from the start marker"
    musician.change_clip(0, 1, "looping", False)
    await _shows(stage)
    assert stage.clip("Beat C").loop_length_beats == 0.0
    musician.change_clip(0, 1, "looping", True)
    musician.record(1, 1, 4.0, "Take", [[0.0, 60, 1.0]])
    musician.record_audio(2, 0, 8.0, "Vocals")
    await _shows(stage)
    assert not stage.clip("Vocals").is_midi
    musician.delete_clip(1, 1)
    musician.delete_clip(2, 0)
    await _shows(stage)
    musician.select(0, 1)
    await stage.pass_s(0.1)
    selection = stage.peer.session.selection
    assert (selection.scene_id, selection.clip_id) == (stage.scene(1), stage.clip("Beat C").id)
    musician.select(1, 1)
    await stage.pass_s(0.1)
    assert stage.peer.session.selection.track_id == stage.track("Keys").id


async def _musician_moves_tracks(stage: Stage) -> None:
    musician = stage.live.musician
    keys = stage.track("Keys").id
    looks = (("name", "Keys!"), ("color", 0xFFFFFF), ("mute", True), ("solo", True), ("arm", True))
    for field, value in looks:
        musician.change_track(1, field, value)
        await _shows(stage)
    assert stage.track("Keys!").id == keys and stage.track("Keys!").color == 0xFFFFFF
    for field, value in (("name", "Keys"), ("mute", False), ("solo", False), ("arm", False)):
        musician.change_track(1, field, value)
    musician.fader(0, 0.7)
    await _shows(stage)
    assert abs(stage.track("Drums").mixer.volume_db + 6.0) < 0.01
    musician.group_tracks("Band", [0, 1])
    await _shows(stage)
    assert stage.track("Keys").group_id == stage.track("Band").id
    musician.undo()
    await _shows(stage)
    musician.insert_scene(1, "Bridge")
    musician.rename_scene(0, "Verse 1")
    await _shows(stage)
    assert stage.clip("Beat C").place.scene_id == stage.scene(2)
    musician.rename_scene(0, "Verse")


async def _clips_in_slots(stage: Stage) -> None:
    keys = stage.track("Keys").id
    before = len(stage.live.musician.history())
    [made] = await change(stage, create(keys, stage.scene(0), muted=True))
    assert len(stage.live.musician.history()) == before + 1
    clip = stage.peer.session.clip(made.object_id)
    assert (clip.name, clip.length_beats, clip.revision) == ("Idea", 4.0, made.revision)
    assert await stage.notes("Idea") == RIFF
    with pytest.raises(SidemanError, match="“Idea” already lies there"):
        await change(stage, create(keys, stage.scene(0)))
    [other] = await change(stage, replace(clip.id, clip.revision, RIFF[:2]))
    assert other.object_id == clip.id and other.revision > made.revision
    assert stage.clip("Other").length_beats == 8.0 and await stage.notes("Other") == RIFF[:2]
    results = await change(
        stage,
        ("/change/clip/delete", clip.id, other.revision),
        create(keys, stage.scene(0), name="In its place"),
    )
    assert results[1].object_id != clip.id and "Other" not in stage.clips()
    [gone] = await change(stage, ("/change/clip/delete", *_found(stage, "In its place")))
    assert gone.object_id and "In its place" not in stage.clips()
    await _shows(stage)


def _found(stage: Stage, name: str) -> tuple[str, int]:
    return stage.clip(name).id, stage.clip(name).revision


async def _clips_on_the_timeline(stage: Stage) -> None:
    keys = stage.track("Keys").id
    stage.live.musician.lay(1, 32.0, 8.0, "Theirs", [[0.0, 50, 1.0]])
    await _shows(stage)
    [made] = await change(stage, create(keys, start_beats=8.0))
    clip = stage.peer.session.clip(made.object_id)
    assert (clip.place.start_beats, clip.length_beats, clip.place.is_slot) == (8.0, 4.0, False)
    assert await stage.notes("Idea") == RIFF
    with pytest.raises(SidemanError) as refused:
        await change(stage, create(keys, start_beats=10.0))
    assert refused.value.code == "place_taken"
    await change(stage, replace(made.object_id, made.revision, RIFF[:1], length_beats=4.0))
    with pytest.raises(SidemanError) as refused:
        await change(stage, replace(*_found(stage, "Other"), RIFF[:1], length_beats=5.0))
    assert refused.value.code == "unsupported"
    if at_least(stage.live.version, HAS_START_TIME_LISTENER):
        stage.live.musician.change_clip_start(1, 0, 16.0)
        await stage.pass_s(0.1)
        assert stage.clip("Other").place.start_beats == 16.0
    await change(stage, ("/change/clip/delete", *_found(stage, "Other")))
    stage.live.musician.delete_from_timeline(1, 0)
    await _shows(stage)


async def _what_goes_wrong_is_taken_back(stage: Stage) -> None:
    keys, drums = stage.track("Keys").id, stage.track("Drums").id
    before = stage.live.look()
    doomed = (
        ("/change/mixer", keys, "volume_db", 0.0, -6.0),
        ("/change/mixer", keys, "pan", 0.0, 0.5),
        ("/change/mixer", keys, "muted", 0.0, 1.0),
        ("/change/track/create", "New", "midi"),
        ("/change/track/create", "New", "return"),
        ("/change/clip/delete", *_found(stage, "Beat C")),
        create(drums, stage.scene(2)),
        create(keys, start_beats=64.0),
        create(keys, stage.scene(0)),
    )
    stage.live.ask("world", "faults", {"add_new_notes": 3})
    with pytest.raises(SidemanError) as refused:
        await change(stage, *doomed)
    assert refused.value.code == "refused" and "Not all" not in refused.value.message
    await stage.pass_s(0.1)
    assert stage.live.look() == before
    length, revision = stage.clip("Beat C").length_beats, stage.clip("Beat C").revision
    stage.live.ask("world", "faults", {"add_new_notes": 2})
    with pytest.raises(SidemanError):
        swap = replace(stage.clip("Beat C").id, revision, length_beats=length + 1)
        await change(stage, swap, create(keys, stage.scene(0)))
    assert stage.live.look() == before
    _same_set(stage)


async def _mixer(stage: Stage) -> None:
    keys = stage.track("Keys").id
    switches = tuple((field, 0, 1) for field in ("muted", "soloed", "armed"))
    moves = (("volume_db", 0.0, -12.0), ("pan", 0.0, -0.25), *switches)
    for field, before, after in moves:
        await change(stage, ("/change/mixer", keys, field, float(before), float(after)))
        assert abs(getattr(stage.track("Keys").mixer, field) - after) < 0.01
        with pytest.raises(SidemanError) as refused:
            await change(stage, ("/change/mixer", keys, field, float(before), float(before)))
        assert refused.value.code == "stale"
    for field, before, after in moves:
        await change(stage, ("/change/mixer", keys, field, float(after), float(before)))
    await change(stage, ("/change/mixer", keys, "volume_db", 0.0, -180.0))
    assert stage.track("Keys").mixer.volume_db == -180.0
    await change(stage, ("/change/mixer", keys, "volume_db", -180.0, 0.0))
    for track, field in (("Main", "muted"), ("Return", "armed")):
        with pytest.raises(SidemanError) as refused:
            await change(stage, ("/change/mixer", stage.track(track).id, field, 0.0, 1.0))
        assert refused.value.code == "unsupported"
    await _shows(stage)


async def _tracks(stage: Stage) -> None:
    for kind in ("midi", "audio", "return"):
        [made] = await change(stage, ("/change/track/create", f"New {kind}", kind))
        await _shows(stage)
        assert stage.peer.session.track(made.object_id).kind == kind
        await change(stage, ("/change/track/delete", made.object_id, made.revision))
        await _shows(stage)
    with pytest.raises(SidemanError) as refused:
        await change(stage, ("/change/track/create", "New", "group"))
    assert refused.value.code == "unsupported"


async def _sends(stage: Stage) -> None:
    musician, session = stage.live.musician, lambda: stage.peer.session
    musician.send(1, 0, 0.85)
    await _shows(stage)
    [send] = session().sends_of(stage.track("Keys").id)
    assert send.return_id == stage.track("Return").id and abs(send.level_db + 6.0) < 0.06
    [made] = await change(stage, ("/change/track/create", "Delay", "return"))
    await _shows(stage)
    musician.send(1, 1, 1.0)
    await _shows(stage)
    assert [round(send.level_db, 1) for send in session().sends_of(stage.track("Keys").id)] == [-6.0, 0.0]
    await change(stage, ("/change/track/delete", made.object_id, made.revision))
    await _shows(stage)
    assert [send.level_db for send in session().sends_of(stage.track("Drums").id)] == [-180.0]
    musician.send(1, 0, 0.0)
    await _shows(stage)


async def _transport_and_key(stage: Stage) -> None:
    musician, session = stage.live.musician, lambda: stage.peer.session
    musician.song("tempo", 98.5)
    musician.song("signature_numerator", 3)
    musician.song("signature_denominator", 8)
    musician.song("record_mode", True)
    await stage.pass_s(0.1)
    assert session().transport.tempo_bpm == 98.5 and str(session().transport.metre) == "3/8"
    assert session().transport.recording and session().tempo_map.steps == ((0.0, 98.5),)
    for name, value in (("signature_numerator", 4), ("signature_denominator", 4), ("record_mode", False)):
        musician.song(name, value)
    musician.song("root_note", 9)
    musician.song("scale_name", "Minor")
    await stage.pass_s(0.1)
    assert session().key is not None and session().key.tonic == 9
    if at_least(stage.live.version, HAS_SCALE_MODE):
        musician.song("scale_mode", False)
        await stage.pass_s(0.1)
        assert session().key is None, "its scale is off"
    if at_least(stage.live.version, HAS_SET_NAME):
        assert session().name == "Night Bus"
        musician.song("name", "Morning Tram")
        await stage.pass_s(2.1)
        assert session().name == "Morning Tram"


async def _launching(stage: Stage) -> None:
    musician = stage.live.musician
    beat = stage.clip("Beat A").id
    await stage.ask("/clip/launch", stage.new_id(), beat, 0.0)
    await stage.ask("/clip/launch", stage.new_id(), beat, 4.0)
    assert stage.live.facts()["fired"][-2:] == [["Drums", 0, 0], ["Drums", 0, 5]]
    assert stage.live.look()["tracks"][0]["slots"][0]["launch_quantization"] == 0
    musician.lay(1, 24.0, 4.0, "Outro", [])
    await stage.pass_s(0.1)
    await stage.ask("/clip/launch", stage.new_id(), stage.clip("Outro").id, 0.0)
    await stage.pass_s(0.5)
    transport = stage.peer.session.transport
    assert transport.playing and transport.position_beats >= 24.0
    musician.stop()
    await stage.pass_s(0.1)
    assert not stage.peer.session.transport.playing


async def _meters(stage: Stage) -> None:
    drums, keys = stage.track("Drums").id, stage.track("Keys").id
    stage.live.musician.meter(0, 0.921, 0.5)
    stage.live.musician.meter(1, 0.25, 0.25)
    stage.live.musician.mute_output(1)
    stage.live.musician.play()
    await stage.ask("/meters/watch", stage.new_id(), f"{drums} {keys}", 50.0)
    await stage.pass_s(0.2)
    left, right, _ = stage.peer.meters[drums]
    assert abs(left) < 0.05 and abs(right + 32.0) < 0.05
    assert abs(stage.peer.meters[keys][0] + 51.0) < 0.05
    stage.live.musician.stop()
    await stage.pass_s(0.6)
    assert stage.peer.meters[drums][0] == -180.0, "what stands still after a stop is silence"
    await stage.ask("/meters/watch", stage.new_id(), "", 0.0)


async def _triggers(stage: Stage) -> None:
    musician, heard = stage.live.musician, stage.daemon.triggers
    assert musician.midi(0x99, 36, 100) and musician.midi(0x99, 36, 0) and musician.midi(0xB9, 20, 127)
    assert not musician.midi(0x99, 37, 100)
    await stage.pass_s(0.1)
    assert heard == [("suggest", "chords"), ("accept", "")]
    musician.rename_clip(0, 0, "? bass")
    await stage.pass_s(0.1)
    musician.launch(0, 0)
    await stage.pass_s(0.1)
    musician.rename_clip(0, 0, "Beat A")
    await stage.pass_s(0.1)
    musician.launch(0, 0)
    await stage.pass_s(0.1)
    assert heard[2:] == [("suggest", "bass"), ("suggest", "bass")]
    assert musician.midi(0xB9, 21, 64) and musician.midi(0x99, 36, 100)
    await stage.pass_s(1.0)
    assert heard[4:] == [("suggest", "chords density=0.5")]
    for number in range(3):
        stage.peer.say(f"Take {number}")
    await stage.pass_s(0.1)
    assert stage.live.facts()["shown"] == ["Sideman: density 0.5", "Sideman: Take 2"]


async def _selftest(stage: Stage, report: Path) -> None:
    """As Live is said to be; as it would be if steps were merged; and if undo did not reach our steps."""
    musician = stage.live.musician
    musician.select(0, 0)
    wanted = {"": ("ok", "ok"), "merge": ("off", "ok"), "late": ("not_probed", "ok")}
    for oddity, (undo, read_back) in wanted.items():
        musician.rename_clip(0, 0, f"Mine, {oddity}")
        before = stage.live.look(), musician.history()
        musician.oddity(oddity)
        musician.midi(0x99, 38, 100)
        await stage.pass_s(1.3)
        musician.oddity("")
        assert stage.live.look() == before[0], oddity
        for mine, kept in zip(before[1], musician.history(), strict=False):
            assert kept[: len(mine)] == mine, "the musician's steps are there"
        assert oddity or musician.history() == before[1], "and none of ours"
        told = json.loads(report.read_text())
        probes = {probe["name"]: probe for probe in told["probes"]}
        assert told["daw_version"] == stage.live.version
        assert probes["undo_grouping"]["verdict"] == undo, probes["undo_grouping"]
        assert probes["read_back_delay"]["verdict"] == read_back, probes["read_back_delay"]
        assert probes["fader_law"]["verdict"] == "ok" and "6 levels" in probes["fader_law"]["text"]
        assert probes["timer_jitter"]["verdict"] == "ok" and probes["meter_law"]["value"] is None
        report.unlink()

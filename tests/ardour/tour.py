"""The tour: all that the Ardour script can do without a window, in one session, and what must come of it."""

from __future__ import annotations

from collections.abc import Iterable

from bridge.doctor.selftest_report import read_report
from bridge.model.notes import Note, Notes, differences
from bridge.osc.codec import Message
from tests.ardour.conftest import TRIPLETS
from tests.ardour.stage import Stage, Wire, create_clip, delete_clip, move_control, replace_clip
from tests.ardour.test_changing import error_of, opened, what_lies_there

STEP = Notes([Note(1.0, 50, 1.0, 80)])
WALK = Notes(Note(float(beat), 40 + beat, 0.5, 90) for beat in range(4))
FORGET_THE_TEMPLATE = """
    for _, region in ARDOUR.RegionFactory.regions():iter() do
        if region:whole_file() then region:set_name("old") end
    end
"""
HOLD_THE_ARM_SWITCH = (
    'Session:route_by_name("Bass"):rec_safe_control():set_value(1, PBD.GroupControlDisposition.NoGroup)'
)
SPLIT_AND_CHANGE_THE_TEMPO = """
    local playlist = Session:route_by_name("Bass"):to_track():playlist()
    for region in playlist:region_list():iter() do
        local place = Temporal.timepos_t.from_ticks(region:position():ticks() + 1920)
        playlist:split_region(region, place)
        break
    end
    local map = Temporal.TempoMap.write_copy()
    map:set_tempo(Temporal.Tempo(60, 60, 4), Temporal.timepos_t.from_ticks(1920 * 9))
    map:set_tempo(Temporal.Tempo(120, 60, 4), Temporal.timepos_t(0))
    Temporal.TempoMap.update(map)
"""
SABOTAGE = 'sideman("ardour/changes")["clip/delete"].make = function() error("sabotage") end'
TELL_NONSENSE = 'sideman("ardour/host").level = function() return "loud", "loud" end'

SELECT = """
    local keys, bass = Session:route_by_name("Keys"), Session:route_by_name("Bass")
    local region = keys:to_track():playlist():region_by_id(PBD.ID("{verse}"))
    window.select({{routes = {routes}, regions = {regions}, first = {first}, after = {after}}})
    return table.concat(sideman("ardour/selection").read(), "|")
"""
READ_SIGNALS = """
    local environment = setmetatable({ardour = function() end}, {__index = _G})
    assert(loadfile(scripts .. "/ardour/hook.lua", "t", environment))()
    environment.signals()
    return tostring(window.signals.LuaTimerDS)
"""
PRESS_WITHOUT_DAEMON = """
    sideman("ardour/press")("{desk}", "accept", "")
    return table.concat(window.said)
"""
RUN_THE_HOOK = """
    local use = assert(loadfile(scripts .. "/lua/use.lua"))(scripts)
    strict.tighten_host(use("ardour/host"))
    local tick = use("ardour/gui")({{pairs = "{desk}", run_file = "{desk}/run", selftest = "{desk}/report"}})
    tick()
    use("ardour/press")("{desk}", "selftest", "")
    use("ardour/triggers").press("{desk}", "next", "", use("ardour/host").now_s())
    local file
    for _ = 1, 400 do
        tick()
        sleep(0.005)
        file = io.open("{desk}/report", "rb")
        if file then
            file:close()
            break
        end
    end
    use("ardour/triggers").take = function() error("the hook is spoilt") end
    tick()
    return table.concat(window.actions)
"""

RUN_THE_SPOILT_SELF_TEST = """
    local use = assert(loadfile(scripts .. "/lua/use.lua"))(scripts)
    {spoil}
    local step, line = use("ardour/selftest").start({{tick_s = 0.1, path = "{desk}/report"}}), nil
    while not line do
        line = step()
        sleep(0.001)
    end
    return line
"""
SPOIL_THE_STRIPS = """
    local strips, calls = use("ardour/strips"), 0
    local set = strips.set
    strips.set = function(id, field, ...)
        calls = calls + 1
        {spoil}
    end
"""
FADER_BREAKS = 'if calls == 3 then error("the fader is spoilt") end return set(id, field, ...)'
MUTE_IS_HELD = """
    local settled = set(id, field, ...)
    return field == "muted" and function() return false end or settled
"""


async def tour(stage: Stage) -> None:
    """Raises AssertionError where something comes out wrong; the session is not the same afterwards."""
    wire = await opened(stage)
    await write_regions(stage, wire)
    await move_controls(wire)
    await make_tracks(wire)
    await take_back(stage, wire)
    await do_window_work(stage, wire)
    await talk(stage, wire)
    assert await stage.musician('return table.concat(strict.violations, "; ")') == ""


async def write_regions(stage: Stage, wire: Wire) -> None:
    bass, verse = wire.track("Bass").id, wire.clip('Verse "A"')
    assert differences(TRIPLETS, (await wire.notes(verse.id))[1]) == []
    # No template to copy from, as in a session that Sideman never saw.
    await stage.musician(FORGET_THE_TEMPLATE)
    for track_id, start, name in ((wire.track("Keys").id, 16.0, "c"), (bass, 0.0, "a/b"), (bass, 8.0, "a/b")):
        made = await done(wire, create_clip(track_id, start, 4.0, WALK, name))
        assert differences(WALK, (await wire.notes(made[0].args[2]))[1]) == []
    await done(wire, replace_clip(verse, TRIPLETS, "new", 5.0))
    for wrong in (Note(9.0, 60, 1.0), Note(0.0, 60, 1.0, muted=True)):
        await refused(wire, "unsupported", create_clip(bass, 16.0, 4.0, Notes([wrong])))


async def move_controls(wire: Wire) -> None:
    bass, vox = wire.track("Bass"), wire.track("Vox 🎤")
    for field, value in {"volume_db": -9.0, "pan": 0.0, "muted": 0, "soloed": 1, "armed": 1}.items():
        before = float(getattr(wire.session.track(vox.id).mixer, field))
        await done(wire, move_control(vox, field, before, value))
        assert abs(float(getattr(wire.session.track(vox.id).mixer, field)) - value) < 1e-6
    await refused(wire, "unsupported", move_control(bass, "pan", 0, 1))
    await refused(wire, "unsupported", move_control(bass, "volume_db", 0.0, 20.0))


async def make_tracks(wire: Wire) -> None:
    for kind in ("midi", "audio"):
        await done(wire, Message("/change/track/create", (kind, kind)))
        assert wire.track(kind).kind.value == kind
    group = Message("/change/track/create", ("group", "group"))
    twins = [Message("/change/track/create", (name, "midi")) for name in "xy"]
    await refused(wire, "unsupported", group)
    await refused(wire, "unsupported", *twins)
    await wire.snapshot()
    deletion = Message("/change/track/delete", (wire.track("midi").id, wire.track("midi").revision))
    await refused(wire, "unsupported", deletion)


async def take_back(stage: Stage, wire: Wire) -> None:
    """What fails in the middle leaves everything as it was."""
    bass = wire.track("Bass")
    await stage.musician(HOLD_THE_ARM_SWITCH)
    before = await what_lies_there(wire)
    first, second = sorted(
        (clip for clip in wire.session.clips.values() if clip.track_id == bass.id),
        key=lambda clip: clip.place.start_beats,
    )
    new = create_clip(bass.id, 24.0, 4.0, WALK)
    gain, arm = move_control(bass, "volume_db", 0.0, -9.0), move_control(bass, "armed", 0, 1)
    all_or_nothing = delete_clip(first), replace_clip(second, STEP, "x"), new, gain, arm
    said = await refused(wire, "not_taken", *all_or_nothing)
    assert "taken back" not in said
    after = await what_lies_there(wire)
    assert after == before, (before, after)
    assert wire.session.track(bass.id).mixer == bass.mixer, wire.session.track(bass.id)

    await stage.musician(SPLIT_AND_CHANGE_THE_TEMPO)
    await wire.snapshot()
    ramp = [beat for beat, _ in wire.session.tempo_map.steps]
    assert ramp == [float(beat) for beat in range(10)], ramp
    await refused(wire, "unsupported", replace_clip(wire.clip("a_b.1"), Notes()))

    before = await what_lies_there(wire)
    await stage.musician(SABOTAGE)
    assert "sabotage" in await refused(wire, "script_error", new, delete_clip(wire.clip("new")))
    assert await what_lies_there(wire) == before


async def do_window_work(stage: Stage, wire: Wire) -> None:
    """What runs in Ardour's window, before a window that is none (tests/hosts/ardour/window.lua)."""
    ardour, desk = stage.ardour.process, stage.desk.as_posix()
    assert ardour is not None
    keys, bass, verse = wire.track("Keys").id, wire.track("Bass").id, wire.clip("new")
    none = {"verse": verse.id, "routes": "{}", "regions": "{}", "first": "nil", "after": "nil"}
    for chosen, selection in (
        ({}, "|||0.0|0.0"),
        ({"regions": "{region}"}, f"{keys}||{verse.id}|4.0|9.0"),
        ({"routes": "{bass}", "first": "1920", "after": "3840"}, f"{bass}|||1.0|2.0"),
    ):
        assert await stage.musician(SELECT.format(**none | chosen)) == selection
    assert await stage.musician(READ_SIGNALS) == "true"
    assert "sideman start" in await stage.musician(PRESS_WITHOUT_DAEMON.format(desk=desk))
    before = await what_lies_there(wire)
    assert await stage.musician(RUN_THE_HOOK.format(desk=desk)) == "Editor/undo"
    await ardour.heard("not connected", 5.0)
    await ardour.heard("the hook is spoilt", 5.0)
    report = read_report(stage.desk / "report")
    assert report.facts["set_is_unchanged"], report
    assert [probe.name for probe in report.of("ok")] == ["timer_jitter", "fader_law", "read_back_delay"], (
        report
    )
    assert [probe.name for probe in report.of("off")] == ["undo_grouping"]  # this window undoes nothing
    mixers = {track.id: track.mixer for track in wire.session.tracks.values()}
    for spoil, said in ((FADER_BREAKS, "the fader is spoilt"), (MUTE_IS_HELD, "self-test wrote")):
        assert said in await stage.musician(
            RUN_THE_SPOILT_SELF_TEST.format(desk=desk, spoil=SPOIL_THE_STRIPS.format(spoil=spoil))
        )
    assert "read_back_delay" in [probe.name for probe in read_report(stage.desk / "report").of("off")]
    assert await what_lies_there(wire) == before
    while {track.id: track.mixer for track in wire.session.tracks.values()} != mixers:
        await wire.receive()


async def talk(stage: Stage, wire: Wire) -> None:
    """Meters, refusals, what Sideman says, and another daemon."""
    vox, ardour = wire.track("Vox 🎤").id, stage.ardour.process
    assert ardour is not None
    ids = f"{vox} {wire.track('Bass').id} 123456"
    wire.send(Message("/meters/watch", ("w", ids, 15.0)))
    await wire.until("/meter", vox)
    wire.send(Message("/clip/launch", ("l", "any", 0.0)))
    assert error_of(await wire.answer("l")) == "unsupported"
    wire.send(Message("/notes/get", ("gone", "999")))
    assert error_of(await wire.answer("gone")) == "not_found"
    wire.send(Message("/say", ("hello",)), Message("/error", ("", "x", "a complaint", "")))
    await ardour.heard("Sideman: hello", 5.0)
    await ardour.heard("a complaint", 5.0)
    await stage.musician(TELL_NONSENSE)
    await ardour.heard("/meter cannot be told", 5.0)
    await stage.restart_daemon()
    await opened(stage)
    await ardour.heard("left Sideman", 5.0)


async def done(wire: Wire, *changes: Iterable[Message] | Message) -> list[Message]:
    answer = await wire.change(*changes)
    assert answer[-1].address == "/done", answer
    return answer


async def refused(wire: Wire, code: str, *changes: Iterable[Message] | Message) -> str:
    """What the script says of a change that it must refuse."""
    answer = await wire.change(*changes)
    assert error_of(answer) == code, answer
    return str(answer[0].args[2])

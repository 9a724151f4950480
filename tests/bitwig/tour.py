"""One walk past everything that the script can do, checked on the way: what the gate and the mutation check
run. Each stop is a short scene on the same stage."""

from __future__ import annotations

import asyncio

import pytest

from bridge.daws.requests import ResultCollector
from bridge.doctor.selftest_report import read_report
from bridge.midi.files import write_clip
from bridge.model.errors import DeadlinePassed, SidemanError, StaleTarget
from bridge.model.notes import Note, Notes, differences
from bridge.model.suggestion import Status
from bridge.osc.codec import Message
from tests.bitwig.stage import Stage, line

QUANTA = {
    0.0: "default",
    4.0: "1",
    8.0: "2",
    16.0: "4",
    32.0: "8",
    2.0: "1/2",
    1.0: "1/4",
    0.5: "1/8",
    0.25: "1/16",
}
SWUNG = Notes(Note(beat + 0.013, 60 + beat, 0.9, 80) for beat in range(8))
RICH = Notes(
    [
        Note(0.0, 60, 0.5, 90.5, 3),
        Note(1.0, 61, 0.5, 100, 0, muted=True),
        Note(1.5, 62, 0.5, 100, 0, probability=0.25),
        Note(2 / 3, 63, 1 / 3, 1, 15, release_velocity=100),
    ]
)


async def suggestion(stage: Stage) -> None:
    first = stage.propose()
    assert (await stage.live(stage.desk.accept(first.id))).status is Status.COMMITTED
    await stage.bitwig.musician("add_note", "Keys", "Verse", {"start": 2.0, "pitch": 72})
    with pytest.raises(StaleTarget):
        await stage.live(stage.desk.undo(first.id))
    clip = await stage.bitwig_clip("Keys", 0)
    assert clip is not None and len(clip["notes"]) == 13


async def notes(stage: Stage) -> None:
    found = await stage.live(stage.peer.read_notes(stage.clip("Beat A").id))
    assert [(note.start_beats, note.length_beats, note.channel) for note in found.notes] == [
        (float(beat), 0.25, 9) for beat in range(16)
    ]
    made = await stage.change(stage.create(RICH, "Bridge", "Rich", 6.5))
    back = await stage.live(stage.peer.read_notes(made[0].object_id))
    assert differences(RICH, back.notes) == []
    assert (stage.clip("Rich").color, stage.clip("Rich").length_beats) == (0x3366FF, 6.5)
    await stage.change(Message("/change/clip/delete", (made[0].object_id, back.revision)))
    assert await stage.bitwig_clip("Keys", 2) is None


async def midi_file(stage: Stage) -> None:
    path = stage.folder / "Süß.mid"
    path.write_bytes(write_clip(SWUNG, name="Süß", length_beats=16.0))
    asked = [*stage.create(SWUNG, "Bridge", "Süß"), Message("/change/clip/file", (str(path),))]
    await stage.change(asked)
    clip = await stage.bitwig_clip("Keys", 2)
    assert clip is not None
    assert [round(note["start"], 3) for note in clip["notes"]] == [round(n.start_beats, 3) for n in SWUNG]


async def long_clip(stage: Stage) -> None:
    many = line(120)
    made = await stage.change(stage.create(many, "Chorus", "Long", 30.0))
    back = await stage.live(stage.peer.read_notes(made[0].object_id))
    assert differences(many, back.notes) == []


async def tracks(stage: Stage) -> None:
    """Made, and taken out again with a request that fails; the window of the stage holds eight."""
    kinds = ("midi", "audio", "return")
    await refused(stage, "not_taken", *(_track(kind) for kind in kinds), hold="Vox")
    made = await stage.change(_track("audio"))
    assert stage.peer.session.tracks[made[0].object_id].name == "New audio"
    await stage.bitwig.musician("remove_track", "New audio")
    await stage.until(lambda: len(stage.peer.session.tracks) == 5)


def _track(kind: str) -> Message:
    return Message("/change/track/create", (f"New {kind}", kind))


async def mixer(stage: Stage) -> None:
    moves = [
        ("volume_db", 0.0, -12.0),
        ("pan", 0.0, -0.5),
        ("muted", 0, 1),
        ("soloed", 0, 1),
        ("armed", 0, 1),
    ]
    await stage.change(*(stage.move("Keys", *move) for move in moves))
    keys = (await stage.bitwig.song())["tracks"][1]
    assert abs(keys["volume"] - 0.501) < 0.001 and abs(keys["pan"] - 0.25) < 1e-9
    assert (keys["mute"], keys["solo"], keys["arm"]) == (True, True, True)
    await stage.bitwig.ask("habit", name="stuck_faders", on=True)
    with pytest.raises(SidemanError) as problem:
        await stage.change(stage.move("Vox", "pan", -0.5, 0.5), stage.move("Hall", "volume_db", 0, -6))
    assert problem.value.code == "not_taken"
    part = stage.create(line(4), "Bridge", track="Drums 🥁")
    await refused(stage, "not_taken", part, stage.move("Hall", "volume_db", 0, -6))
    assert await stage.bitwig_clip("Drums 🥁", 2) is None
    await stage.bitwig.ask("habit", name="stuck_faders", on=False)
    assert (await stage.bitwig.song())["tracks"][2]["pan"] == 0.25


async def acting(stage: Stage) -> None:
    for quantum_beats in QUANTA:
        launch = Message("/clip/launch", (f"q{quantum_beats}", stage.clip("Beat A").id, quantum_beats))
        await stage.live(stage.peer.ask(launch, lambda found: found))
    launches = (await stage.bitwig.song())["launches"]
    assert launches == [["Beat A", word, "from_start"] for word in QUANTA.values()]
    watch = Message("/meters/watch", ("watch", "uuid-keys", 20.0))
    await stage.live(stage.peer.ask(watch, lambda found: found))
    await stage.bitwig.musician("change_track", "Keys", {"vu": [1.0, 0.5], "color": [1.0, 0.0, 0.5]})
    await stage.until(lambda: stage.peer.meters.get("uuid-keys", (-180.0,))[0] == 0.0)
    await stage.until(lambda: stage.track("Keys").color == 0xFF0080)
    stage.peer.say("Hello 🎺")
    await stage.until(lambda: "Hello 🎺" in stage.bitwig.popups)
    changes = {"playing": True, "recording": True, "tempo": 97.5, "numerator": 3, "denominator": 8}
    await stage.bitwig.musician("change_transport", changes)
    await stage.until(lambda: stage.peer.session.transport.position_beats > 0.5)
    transport = stage.peer.session.transport
    assert (transport.playing, transport.recording, transport.tempo_bpm) == (True, True, 97.5)
    assert (transport.metre.numerator, transport.metre.denominator) == (3, 8)
    told: list[str] = []
    forget = stage.peer.mirror.on_change(lambda session, event: told.append(type(event).__name__))
    await stage.pass_ms(1_000)
    forget()
    assert 2 <= told.count("TransportMoved") <= 6, "the position is told from time to time"
    await stage.bitwig.musician("change_transport", {"playing": False, "loops": True, "loop_start": 4})
    await stage.bitwig.musician("change_transport", {"loop_length": 12})
    await stage.until(lambda: stage.peer.session.selection.end_beats == 16.0)


async def panel(stage: Stage) -> None:
    await stage.bitwig.musician("turn", "Kind", "bass")
    await stage.bitwig.musician("turn", "Adventure", 80)
    await stage.bitwig.musician("turn", "Bars", "8")
    await stage.pass_ms(100)
    for button in ("Suggest", "Next", "Audition", "Accept", "Reject", "Undo"):
        await stage.bitwig.musician("press", button)
    await stage.until(lambda: len(stage.sideman.triggers) == 6)
    verbs = [verb for verb, _ in stage.sideman.triggers]
    assert verbs == ["suggest", "next", "audition", "accept", "reject", "undo"]
    assert stage.sideman.triggers[0][1] == "bass adventure=0.8 bars=8"
    await stage.bitwig.musician("select", "Drums 🥁", "Verse")
    await stage.until(lambda: stage.peer.session.selection.clip_id == stage.clip("Beat A").id)
    await stage.bitwig.musician("press", "Self-test")
    await stage.until(stage.report.exists)
    wrong = [probe.line() for probe in read_report(stage.report).of("off")]
    assert wrong == [], wrong


async def refused(
    stage: Stage, code: str, *changes: Message | list[Message], request_id: str = "", hold: str = ""
) -> None:
    """hold: a track whose fader is stuck and is to be moved last."""
    if hold:
        await stage.bitwig.ask("habit", name="stuck_faders", on=True)
        await refused(stage, code, *changes, stage.move(hold, "volume_db", -6.02, 0.0), request_id=request_id)
        await stage.bitwig.ask("habit", name="stuck_faders", on=False)
        return
    with pytest.raises(SidemanError) as problem:
        await stage.change(*changes, request_id=request_id)
    assert problem.value.code == code


async def guards(stage: Stage) -> None:
    beat = stage.clip("Beat B")
    found = await stage.live(stage.peer.read_notes(beat.id))
    await stage.live(stage.peer.read_notes(stage.clip("Beat A").id))
    await stage.bitwig.musician("add_note", "Drums 🥁", "Chorus", {"start": 3.0, "pitch": 50})
    await refused(stage, "stale", Message("/change/clip/delete", (beat.id, found.revision)))
    await stage.until(lambda: stage.clip("Beat B").note_count == 9)
    head, notes = stage.create(line(4), "Bridge")
    await refused(stage, "place_taken", stage.create(line(4), "Verse", track="Drums 🥁"))
    await refused(stage, "unsupported", stage.create(SWUNG, "Bridge", track="Drums 🥁"))
    await refused(stage, "unsupported", stage.create(line(4), "Bridge", track="Vox"))
    await refused(stage, "stale", stage.move("Keys", "pan", 0.02, 0.5))
    await refused(stage, "bad_input", stage.move("Vox", "pan", -0.5, 1.5))
    await refused(stage, "bad_input", stage.move("Vox", "volume_db", -6.02, 6.5))
    await refused(stage, "unsupported", stage.move("Master", "soloed", 0, 1))
    await refused(stage, "unsupported", stage.move("Hall", "armed", 0, 1))
    await refused(stage, "bad_message", [head])
    await refused(stage, "bad_message", [notes], request_id="wrong")
    await refused(stage, "bad_message", [head, notes], request_id="wrong")
    assert await stage.bitwig_clip("Vox", 2) is None


async def repeats(stage: Stage) -> None:
    loud = stage.move("Drums 🥁", "volume_db", 0.0, -3.0)
    first = await stage.change(loud, request_id="twice")
    entries = (await stage.bitwig.song())["undo_entries"]
    assert await stage.change(loud, request_id="twice") == first
    query = Message("/change/query", ("how", "twice"))
    assert await stage.live(stage.peer.ask(query, ResultCollector())) == first
    assert (await stage.bitwig.song())["undo_entries"] == entries
    await stage.pass_ms(100)
    late = asyncio.ensure_future(stage.ask_change(stage.move("Drums 🥁", "pan", 0, 1), deadline_ms=5_000))
    await asyncio.sleep(0)
    await stage.bitwig.ask("stall", ms=8_000)
    with pytest.raises(DeadlinePassed):
        await stage.live(late)


async def edits(stage: Stage) -> None:
    await stage.bitwig.musician("select", "Drums 🥁", "Verse")
    await stage.pass_ms(400)
    before = await stage.live(stage.peer.read_notes(stage.clip("Beat A").id))
    await stage.live(stage.peer.read_notes(stage.clip("Beat B").id))
    await stage.pass_ms(400)
    assert (await stage.bitwig.song())["selected"] == {"track": "Drums 🥁", "scene": 0}
    assert stage.peer.session.selection.clip_id == before.clip_id
    assert await stage.bitwig.run("sideman.jobs.idle()"), "looking leads to no further looking"
    await stage.bitwig.musician("add_note", "Drums 🥁", "Verse", {"start": 15.5, "pitch": 40})
    await stage.until(lambda: stage.clip("Beat A").revision > before.revision)
    await stage.bitwig.musician("put_clip", "Drums 🥁", "Verse", None)
    await stage.until(lambda: before.clip_id not in stage.peer.session.clips)
    await stage.bitwig.musician("put_clip", "Drums 🥁", "Verse", {"name": "Beat A", "length": 4})
    await stage.until(lambda: any(clip.name == "Beat A" for clip in stage.peer.session.clips.values()))
    assert stage.clip("Beat A").id != before.clip_id


async def moving(stage: Stage) -> None:
    ids = {clip.name: clip.id for clip in stage.peer.session.clips.values()}
    await stage.bitwig.musician("change_track", "Drums 🥁", {"in_group": "New"})
    await stage.bitwig.musician("add_track", {"id": "uuid-new", "name": "New", "type": "Group"}, 0)
    await stage.bitwig.musician("add_scene", "Intro", 0)
    await stage.until(lambda: len(stage.peer.session.tracks) == 6 and len(stage.peer.session.scenes) == 4)
    await stage.pass_ms(300)
    assert {clip.name: clip.id for clip in stage.peer.session.clips.values()} == ids
    assert stage.clip("Beat A").place.scene_id == stage.scene_id("Verse")
    assert [track.name for track in stage.peer.session.tracks_in_order()][:2] == ["New", "Drums 🥁"]
    assert stage.track("Drums 🥁").group_id == "uuid-new"
    scenes = [scene.name for scene in stage.peer.session.scenes_in_order()]
    assert scenes == ["Intro", "Verse", "Chorus", "Bridge"]


async def complaints(stage: Stage) -> None:
    """Of the daemon over the script, and of the script over itself."""
    stage.peer._stream.send(Message("/error", ("", "x", "a complaint", "")))
    await stage.until(lambda: any("a complaint" in text for text in stage.bitwig.said))
    await stage.bitwig.run('sideman.send("/pong", [])')
    await stage.until(lambda: any("/pong cannot be said" in text for text in stage.bitwig.said))


async def mute_daemon(stage: Stage) -> None:
    """One that takes the call and says nothing, and then takes calls only when the script has given up."""
    ended: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(await reader.read())
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", stage.sideman.port):
        await stage.listening(True)
        await stage.until(lambda: ended)
        assert b"/hello" in ended[0], "no welcome came, so the script hung up"
        await stage.bitwig.ask("habit", name="connects_late", on=True)
        await stage.until(lambda: b"" in ended)
        await stage.bitwig.ask("habit", name="connects_late", on=False)
        await stage.listening(False)


async def leaving(stage: Stage) -> None:
    await stage.listening(False)
    await stage.sideman.kill()
    await stage.pass_ms(1_500)
    await mute_daemon(stage)
    await stage.sideman.start(token="another")
    await stage.listening(True)
    await stage.until(lambda: any("token" in text for text in stage.bitwig.popups))
    await stage.sideman.kill()
    await stage.sideman.start()
    await stage.connected()
    assert len(stage.peer.session.tracks) == 6
    epoch = stage.peer.hello.epoch
    await stage.bitwig.ask("open", name="Other", sheet={"scenes": ["A"], "tracks": []})
    await stage.until(lambda: stage.sideman.link.peers and stage.peer.hello.epoch != epoch)
    await stage.bitwig.ask("stop")
    await stage.until(lambda: not stage.sideman.link.peers)


STOPS = (
    suggestion,
    notes,
    midi_file,
    long_clip,
    tracks,
    mixer,
    guards,
    repeats,
    acting,
    panel,
    edits,
    complaints,
    moving,
    leaving,
)


async def tour(stage: Stage) -> None:
    for stop in STOPS:
        await stop(stage)

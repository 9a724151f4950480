"""Transactions in Bitwig: made whole and verified, or refused whole, whatever Bitwig does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.daws.requests import ResultCollector
from bridge.midi.files import write_clip
from bridge.model.errors import DeadlinePassed, NotFound, PlaceTaken, SidemanError, StaleTarget
from bridge.model.notes import Note, Notes, differences
from bridge.model.suggestion import Status
from bridge.osc.codec import Message
from tests.bitwig.stage import Stage, line, on_stage
from tests.bitwig.tour import RICH, SWUNG

pytestmark = pytest.mark.script


async def refused(stage: Stage, *changes: Message | list[Message], **options: int) -> str:
    """The code of the refusal; nothing may have changed in the set."""
    before = await stage.bitwig.song()
    with pytest.raises(SidemanError) as problem:
        await stage.change(*changes, **options)
    after = await stage.bitwig.song()
    assert [after[part] for part in ("tracks", "scenes")] == [before[part] for part in ("tracks", "scenes")]
    assert problem.value.message
    return problem.value.code


def test_a_request_that_is_being_applied_is_not_called_unknown(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            making = asyncio.ensure_future(stage.ask_change(stage.create(line(4)), request_id="slow"))
            await asyncio.sleep(0)  # it is sent; Bitwig has not ticked since
            query = Message("/change/query", ("how", "slow"))
            with pytest.raises(SidemanError) as told:
                await stage.live(stage.peer.ask(query, ResultCollector()))
            assert told.value.code == "still_applying"
            made = await stage.live(making)
            again = Message("/change/query", ("how now", "slow"))
            assert await stage.live(stage.peer.ask(again, ResultCollector())) == made

    asyncio.run(scene())


def test_a_repeated_request_is_answered_again_and_made_once(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            asked = stage.create(line(4))
            first = await stage.change(asked, request_id="once")
            entries = (await stage.bitwig.song())["undo_entries"]
            assert await stage.change(asked, request_id="once") == first
            query = Message("/change/query", ("how", "once"))
            assert await stage.live(stage.peer.ask(query, ResultCollector())) == first
            assert (await stage.bitwig.song())["undo_entries"] == entries
            assert stage.peer.session.clip(first[0].object_id).revision == first[0].revision
            with pytest.raises(SidemanError) as unknown:
                message = Message("/change/query", ("what", "never"))
                await stage.live(stage.peer.ask(message, ResultCollector()))
            assert unknown.value.code == "unknown_request"

    asyncio.run(scene())


def test_an_edit_in_a_clip_that_is_not_selected_is_found_before_it_is_deleted(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            beat = stage.clip("Beat B")
            found = await stage.live(stage.peer.read_notes(beat.id))
            await stage.live(stage.peer.read_notes(stage.clip("Beat A").id))
            await stage.bitwig.musician("add_note", "Drums 🥁", "Chorus", {"start": 3.0, "pitch": 50})
            gone = Message("/change/clip/delete", (beat.id, found.revision))
            assert await refused(stage, gone) == "stale"
            await stage.until(lambda: stage.clip("Beat B").note_count == 9)
            again = Message("/change/clip/delete", (beat.id, stage.clip("Beat B").revision))
            await stage.change(again)
            assert await stage.bitwig_clip("Drums 🥁", 1) is None
            with pytest.raises(NotFound):
                await stage.change(again)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("habit", "code"),
    [("stuck_faders", "not_taken"), ("makes_nothing", "not_taken"), ("blind_eye", "unverified")],
)
def test_what_bitwig_does_not_take_over_is_taken_back_whole(tmp_path: Path, habit: str, code: str) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.bitwig.ask("habit", name=habit, on=True)
            changes = [stage.move("Vox", "pan", -0.5, 0.5), stage.create(line(4))]
            assert await refused(stage, *changes, stage.move("Keys", "volume_db", 0.0, -6.0)) == code
            await stage.bitwig.ask("habit", name=habit, on=False)
            assert len(await stage.change(*changes)) == 2

    asyncio.run(scene())


def test_what_cannot_be_taken_back_is_said(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            for habit in ("stuck_faders", "keeps_clips"):
                await stage.bitwig.ask("habit", name=habit, on=True)
            with pytest.raises(SidemanError) as problem:
                await stage.change(stage.create(line(4)), stage.move("Keys", "volume_db", 0.0, -6.0))
            assert "Not all could be taken back" in problem.value.message and "by hand" in problem.value.hint

    asyncio.run(scene())


def test_a_dialog_that_was_open_too_long_ends_the_request(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.pass_ms(100)
            asked = asyncio.ensure_future(stage.ask_change(stage.create(line(4)), deadline_ms=5_000))
            await asyncio.sleep(0)
            await stage.bitwig.ask("stall", ms=8_000)
            with pytest.raises(DeadlinePassed):
                await stage.live(asked)
            assert await stage.bitwig_clip("Keys", 0) is None
            asked = asyncio.ensure_future(stage.ask_change(stage.create(line(4)), deadline_ms=10_000))
            await asyncio.sleep(0)
            await stage.bitwig.ask("stall", ms=8_000)
            assert len(await stage.live(asked)) == 1

    asyncio.run(scene())


def test_a_track_inserted_between_reading_and_writing_leads_nothing_astray(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            suggestion = stage.propose()
            ids = {clip.name: clip.id for clip in stage.peer.session.clips.values()}
            await stage.bitwig.musician("add_track", {"id": "uuid-new", "name": "New"}, 0)
            assert (await stage.live(stage.desk.accept(suggestion.id))).status is Status.COMMITTED
            song = await stage.bitwig.song()
            filled = [(t["name"], [bool(slot) for slot in t["slots"]]) for t in song["tracks"][:3]]
            assert filled == [
                ("New", [False] * 3),
                ("Drums 🥁", [True, True, False]),
                ("Keys", [True, False, False]),
            ]
            await stage.until(lambda: len(stage.peer.session.tracks) == 6)
            assert [track.name for track in stage.peer.session.tracks_in_order()][:3] == [
                "New",
                "Drums 🥁",
                "Keys",
            ]
            assert {name: stage.clip(name).id for name in ids} == ids
            await stage.bitwig.musician("remove_track", "New")
            await stage.until(lambda: len(stage.peer.session.tracks) == 5)
            assert {name: stage.clip(name).id for name in ids} == ids

    asyncio.run(scene())


def test_a_clip_that_is_deleted_under_us_is_gone_and_a_new_one_is_another(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            beat = stage.clip("Beat A")
            reading = asyncio.ensure_future(stage.peer.read_notes(beat.id))
            await stage.pass_ms(60)
            await stage.bitwig.musician("put_clip", "Drums 🥁", "Verse", None)
            with pytest.raises(SidemanError):
                await stage.live(reading)
            await stage.until(lambda: beat.id not in stage.peer.session.clips)
            sheet = {"name": "Beat A", "length": 4, "notes": [{"start": 0, "pitch": 60}]}
            await stage.bitwig.musician("put_clip", "Drums 🥁", "Verse", sheet)
            await stage.until(lambda: len(stage.peer.session.clips) == 2)
            assert stage.clip("Beat A").id != beat.id

    asyncio.run(scene())


def test_what_lies_off_the_grid_is_refused_or_its_loss_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            assert stage.peer.hello.capability("grid") == "1/96"
            assert await refused(stage, stage.create(SWUNG)) == "unsupported"
            sheet = {"name": "Swung", "length": 8, "notes": [{"start": 0.013, "pitch": 60}]}
            await stage.bitwig.musician("put_clip", "Keys", "Verse", sheet)
            await stage.until(lambda: len(stage.peer.session.clips) == 3)
            found = await stage.live(stage.peer.read_notes(stage.clip("Swung").id))
            assert found.notes[0].start_beats == 0.0
            await stage.until(lambda: "grid of 1/96 only" in caplog.text)
            assert "Swung" in caplog.text

    asyncio.run(scene())


def test_our_own_notes_on_the_grid_are_told_without_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            made = await stage.change(stage.create(line(4)))
            await stage.live(stage.peer.read_notes(made[0].object_id))
            assert "grid of" not in caplog.text

    asyncio.run(scene())


def test_a_midi_file_of_the_daemon_goes_in_exactly_and_in_one_step(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            path = tmp_path / "Süß 🎷.mid"
            path.write_bytes(write_clip(SWUNG, name="Süß 🎷", length_beats=16.0))
            asked = [*stage.create(SWUNG, name="Süß 🎷"), Message("/change/clip/file", (str(path),))]
            made = await stage.change(asked)
            clip = await stage.bitwig_clip("Keys", 0) or {}
            starts = [round(note["start"], 3) for note in clip["notes"]]
            assert starts == [round(note.start_beats, 3) for note in SWUNG]
            assert (clip["name"], clip["length"]) == ("Süß 🎷", 16)
            entries = (await stage.bitwig.song())["undo_entries"]
            assert entries == ["insertFile"]
            found = await stage.live(stage.peer.read_notes(made[0].object_id))
            assert differences(SWUNG, found.notes, 1 / 24) == []
            missing = [
                *stage.create(SWUNG, scene="Bridge"),
                Message("/change/clip/file", (str(tmp_path / "no.mid"),)),
            ]
            assert await refused(stage, missing) == "not_taken"

    asyncio.run(scene())


def test_what_a_note_carries_sticks(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            made = await stage.change(stage.create(RICH, length=6.5))
            found = await stage.live(stage.peer.read_notes(made[0].object_id))
            assert differences(RICH, found.notes) == []
            assert stage.clip("Part").length_beats == 6.5 and stage.clip("Part").color == 0x3366FF

    asyncio.run(scene())


MUTED = Notes(
    [
        Note(0.0, 60, 0.5, muted=True),
        Note(1.013, 61, 0.5, muted=True),  # between two steps of the grid
        Note(1.013, 64, 0.5, probability=0.5),
        Note(2 / 3, 63, 1 / 3, release_velocity=100),
        Note(15.02, 65, 0.5, 90.5, muted=True),
    ]
)


def test_muted_and_loose_notes_go_in_with_the_file_and_are_muted_then(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            title = stage.propose(MUTED, "Ghosts")
            assert (await stage.live(stage.desk.accept(title.id))).status is Status.COMMITTED
            clip = await stage.bitwig_clip("Keys", 0) or {}
            there = {note["pitch"]: note for note in clip["notes"]}
            assert {pitch for pitch, note in there.items() if note["muted"]} == {60, 61, 65}
            for note in MUTED:
                assert abs(there[note.pitch]["start"] - note.start_beats) < 1e-4, "not moved to the grid"
            assert (there[64]["chance"], there[64]["chance_on"]) == (0.5, True)
            assert round(there[63]["release"] * 127) == 100
            entries = (await stage.bitwig.song())["undo_entries"]
            assert entries == ["insertFile"], "no note by steps"

    asyncio.run(scene())


def test_a_note_that_stays_unmuted_takes_the_whole_clip_out_again(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.bitwig.ask("habit", name="deaf_notes", on=True)
            ghosts = stage.propose(MUTED, "Ghosts")
            with pytest.raises(SidemanError) as problem:
                await stage.live(stage.desk.accept(ghosts.id))
            assert problem.value.code == "not_taken" and "not as it was written" in problem.value.message
            assert await stage.bitwig_clip("Keys", 0) is None

    asyncio.run(scene())


def _track(name: str, kind: str) -> Message:
    return Message("/change/track/create", (name, kind))


def test_tracks_are_made_found_by_their_identity_and_named(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, window=(8, 8)) as stage:
            made = await stage.change(
                _track("Bass 🎸", "midi"), _track("Take", "audio"), _track("Plate", "return")
            )
            names = [track.name for track in stage.peer.session.tracks_in_order()]
            assert names == ["Drums 🥁", "Keys", "Vox", "Bass 🎸", "Take", "Hall", "Plate", "Master"]
            for result, name, kind in zip(
                made, ("Bass 🎸", "Take", "Plate"), ("midi", "audio", "return"), strict=True
            ):
                track = stage.peer.session.tracks[result.object_id]
                assert (track.name, track.kind.value, track.revision) == (name, kind, result.revision)
            assert await refused(stage, _track("Ninth", "midi")) == "unsupported", "it would not be seen"

    asyncio.run(scene())


def test_a_track_goes_again_when_the_rest_fails_and_what_stays_is_said(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            await stage.bitwig.ask("habit", name="stuck_faders", on=True)
            move = stage.move("Vox", "volume_db", -6.02, 0.0)
            asked = Message("/change/mixer", ("uuid-hall", "volume_db", 0.0, -6.0))
            assert await refused(stage, _track("Bass", "midi"), asked) == "not_taken"
            await stage.until(lambda: len(stage.peer.session.tracks) == 5)
            await stage.bitwig.ask("habit", name="makes_nothing", on=True)
            assert await refused(stage, _track("Bass", "midi")) == "not_taken"
            await stage.bitwig.ask("habit", name="makes_nothing", on=False)
            await stage.bitwig.ask("habit", name="keeps_tracks", on=True)
            with pytest.raises(SidemanError) as problem:
                await stage.change(_track("Bass", "midi"), move)
            assert "a track of ours is still there" in problem.value.message

    asyncio.run(scene())


def test_two_tracks_at_once_are_left_alone(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            asked = asyncio.ensure_future(stage.ask_change(_track("Bass", "midi")))
            await asyncio.sleep(0)
            entries: list[str] = []
            while "createInstrumentTrack" not in entries:
                await stage.bitwig.step(5)
                entries = (await stage.bitwig.song())["undo_entries"]
            await stage.bitwig.musician("add_track", {"id": "uuid-mine", "name": "Mine"}, 0)
            with pytest.raises(SidemanError) as problem:
                await stage.live(asked)
            assert problem.value.code == "unverified" and "does not know its own" in problem.value.message
            assert {"Mine", "Inst 6"} <= {track["name"] for track in (await stage.bitwig.song())["tracks"]}

    asyncio.run(scene())


def test_a_clip_longer_than_the_window_is_written_and_read_whole(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            many = line(160)
            made = await stage.change(stage.create(many, length=40.0))
            found = await stage.live(stage.peer.read_notes(made[0].object_id))
            assert differences(many, found.notes) == []

    asyncio.run(scene())


def _timeline(stage: Stage) -> list[Message]:
    head, *notes = stage.create(line(2))
    return [Message(head.address, (head.args[0], "", *head.args[2:])), *notes]


def _muted(stage: Stage) -> list[Message]:
    head, *notes = stage.create(line(2))
    return [Message(head.address, (*head.args[:6], 1, head.args[7])), *notes]


UNDOABLE: dict[str, Callable[[Stage], list[Message] | Message]] = {
    "on the timeline": _timeline,
    "muted": _muted,
    "on audio": lambda stage: stage.create(line(2), track="Vox"),
    "two in a step": lambda stage: stage.create(Notes([Note(0.0, 60, 1.0), Note(1 / 96, 60, 1.0)])),
    "twice the same": lambda stage: stage.create(Notes([Note(0.0, 60, 1.0), Note(0.0, 60, 0.5)])),
    "pickup": lambda stage: stage.create(Notes([Note(-1.0, 60, 1.0)])),
    "spread": lambda stage: stage.create(Notes([Note(0.0, 60, 1.0, velocity_deviation=3)])),
    "a group": lambda stage: Message("/change/track/create", ("New", "group")),
    "no track": lambda stage: Message("/change/track/delete", ("uuid-keys", 1)),
    "replace": lambda stage: Message(
        "/change/clip/replace", (stage.clip("Beat A").id, stage.clip("Beat A").revision, "Beat A", 4.0, 0)
    ),
}


def test_what_bitwig_cannot_do_is_refused_with_a_hint(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            for what, asked in UNDOABLE.items():
                assert await refused(stage, asked(stage)) == "unsupported", what

    asyncio.run(scene())


def test_incomplete_and_disordered_requests_are_refused(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path) as stage:
            head, notes = stage.create(line(4))
            assert await refused(stage, [head]) == "bad_message"
            assert await refused(stage, [notes]) == "bad_message"
            assert await refused(stage, [head, Message(notes.address, (1, notes.args[1]))]) == "bad_message"
            assert await refused(stage, [head, head]) == "bad_message"
            two = [stage.create(line(4)), stage.create(line(2))]
            with pytest.raises(PlaceTaken):
                await stage.change(*two)
            stale = Message("/change/clip/delete", (stage.clip("Beat A").id, 99))
            with pytest.raises(StaleTarget):
                await stage.change(stale)
            no_length = Message(head.address, (*head.args[:3], 0.0, *head.args[4:]))
            assert await refused(stage, [no_length, notes]) == "bad_input"
            nowhere = Message(head.address, (head.args[0], "scene-99", *head.args[2:]))
            assert await refused(stage, [nowhere, notes]) == "not_found"
            noone = Message(head.address, ("uuid-none", *head.args[1:]))
            assert await refused(stage, [noone, notes]) == "not_found"

    asyncio.run(scene())

"""Transactions in a real Ardour: made whole and read back, or refused whole."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from bridge.model.notes import Note, Notes, differences
from bridge.model.session import Clip
from bridge.osc.codec import Message
from tests.ardour.conftest import TRIPLETS
from tests.ardour.stage import Stage, Wire, create_clip, delete_clip, move_control, on_stage, replace_clip

pytestmark = pytest.mark.daw

TICK_BEATS = 1 / 1920
WALK = Notes(Note(float(beat), 36 + beat, 0.95, 100 + beat, channel=beat) for beat in range(4))

FOUND_BEFORE_AND_AFTER = """
    local regions, ref = sideman("ardour/regions"), {id = "%s", track_id = "%s"}
    local before = regions.find(ref)
    regions.playlist(ref.track_id):remove_region(before)
    return tostring(before ~= nil) .. " " .. tostring(regions.find(ref))
"""


async def opened(stage: Stage) -> Wire:
    wire = await stage.connection()
    await wire.snapshot()
    return wire


def error_of(answer: list[Message]) -> str:
    assert len(answer) == 1 and answer[0].address == "/error", answer
    assert answer[0].args[2]
    return str(answer[0].args[1])


async def what_lies_there(wire: Wire) -> list[tuple[str, float, float, str]]:
    """All clips with their notes, read afresh."""
    await wire.snapshot()
    found = []
    for clip in wire.session.clips.values():
        _, notes = await wire.notes(clip.id)
        found.append((clip.name, clip.place.start_beats, clip.length_beats, notes.fingerprint))
    return sorted(found)


def test_new_regions_on_an_empty_track_and_on_a_full_one(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            bass, keys = wire.track("Bass").id, wire.track("Keys").id
            name = 'Walking "bass" 🎸 / ½ \\ done'
            answer = await wire.change(
                create_clip(bass, 8.0, 4.0, WALK, name), create_clip(keys, 8.0, 6.5, TRIPLETS, muted=True)
            )
            assert [m.address for m in answer] == ["/change/result", "/change/result", "/done"]
            for result, wanted in zip(answer, (WALK, TRIPLETS), strict=False):
                clip = wire.session.clip(result.args[2])
                revision, notes = await wire.notes(clip.id)
                assert revision == clip.revision == result.args[3]
                assert differences(wanted, notes) == []
            first, second = (wire.session.clip(result.args[2]) for result in answer[:2])
            assert first.name == name.replace("/", "_").replace("\\", "_")
            assert (first.track_id, first.place.start_beats, first.length_beats) == (bass, 8.0, 4.0)
            assert (second.length_beats, second.muted, first.muted) == (6.5, True, False)

    asyncio.run(scene())


def test_what_lies_off_ardours_grid_moves_by_half_a_tick_at_most(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            swung = Notes(Note(step / 7 + 0.013, 60, 1 / 9, 90.4) for step in range(20))
            answer = await wire.change(create_clip(wire.track("Bass").id, 0.0, 4.0, swung))
            _, notes = await wire.notes(answer[0].args[2])
            assert differences(swung, notes, TICK_BEATS) != []  # the velocity, a whole number now
            assert [note.velocity for note in notes] == [90.0] * 20
            for wanted, found in zip(swung, notes, strict=True):
                assert abs(wanted.start_beats - found.start_beats) <= TICK_BEATS / 2 + 1e-9
                assert abs(wanted.length_beats - found.length_beats) <= TICK_BEATS / 2 + 1e-9

    asyncio.run(scene())


def test_five_thousand_notes_are_written_and_read_exactly(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            many = Notes(Note(step / 16, 24 + step % 80, 1 / 16, 1 + step % 127) for step in range(5000))
            begun = time.perf_counter()
            answer = await wire.change(create_clip(wire.track("Bass").id, 0.0, 320.0, many))
            written = time.perf_counter()
            revision, notes = await wire.notes(answer[0].args[2])
            read = time.perf_counter()
            print(f"writing 5,000 notes: {1e3 * (written - begun):.0f} ms")
            print(f"reading them: {1e3 * (read - written):.0f} ms")
            assert differences(many, notes) == []
            assert revision == answer[0].args[3]

    asyncio.run(scene())


def test_a_taken_place_is_refused(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            keys, bass = wire.track("Keys").id, wire.track("Bass").id
            before = await what_lies_there(wire)
            for start in (1.0, 4.0, 7.5):
                assert error_of(await wire.change(create_clip(keys, start, 4.0, WALK))) == "place_taken"
            two = create_clip(bass, 0.0, 4.0, WALK), create_clip(bass, 3.0, 4.0, WALK)
            assert error_of(await wire.change(*two)) == "place_taken"
            assert await what_lies_there(wire) == before
            beside = create_clip(keys, 0.0, 4.0, WALK), create_clip(keys, 8.0, 4.0, WALK)
            assert (await wire.change(*beside))[-1].address == "/done"

    asyncio.run(scene())


def test_a_stale_revision_is_refused_even_when_the_edit_was_not_told_yet(
    tmp_path: Path, set_folder: Path
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            clip = wire.clip('Verse "A"')
            await stage.musician(
                """for route in Session:get_tracks():iter() do
                    for region in route:to_track():playlist():region_list():iter() do
                        region:set_name("mine now")
                    end
                end"""
            )
            assert error_of(await wire.change(replace_clip(clip, WALK))) == "stale"
            assert error_of(await wire.change(delete_clip(clip))) == "stale"
            await wire.snapshot()
            assert (await wire.change(delete_clip(wire.clip("mine now"))))[-1].address == "/done"

    asyncio.run(scene())


def test_a_region_that_was_taken_off_its_track_is_gone_at_once(tmp_path: Path, set_folder: Path) -> None:
    """Ardour's playlists go on finding what once lay on them."""

    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            verse = wire.clip('Verse "A"')
            assert await stage.musician(FOUND_BEFORE_AND_AFTER % (verse.id, verse.track_id)) == "true nil"

    asyncio.run(scene())


def test_a_failing_second_change_leaves_nothing_of_the_first(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            bass, verse = wire.track("Bass").id, wire.clip('Verse "A"')
            before = await what_lies_there(wire)
            gone = Clip("4711", bass, "gone", verse.place, 4.0)
            refused = await wire.change(create_clip(bass, 0.0, 4.0, WALK), delete_clip(gone))
            assert error_of(refused) == "not_found"
            assert await what_lies_there(wire) == before

    asyncio.run(scene())


def test_what_fails_while_it_is_made_is_all_taken_back(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            bass, keys, verse = wire.track("Bass").id, wire.track("Keys"), wire.clip('Verse "A"')
            vox = wire.track("Vox 🎤")
            before = await what_lies_there(wire)
            strips = {track.id: track.mixer for track in wire.session.tracks.values()}
            # Record-safe is known to Ardour alone: the arm switch takes the value and drops it.
            await stage.musician(
                'Session:route_by_name("Bass"):rec_safe_control():set_value(1, '
                "PBD.GroupControlDisposition.NoGroup)"
            )
            refused = await wire.change(
                create_clip(bass, 0.0, 4.0, WALK),
                replace_clip(verse, WALK, "other", 6.0),
                move_control(keys, "volume_db", keys.mixer.volume_db, -20.0),
                move_control(vox, "muted", 1, 0),
                move_control(wire.track("Bass"), "armed", 0, 1),
            )
            assert error_of(refused) == "not_taken"
            assert await what_lies_there(wire) == before
            while {track.id: track.mixer for track in wire.session.tracks.values()} != strips:
                await wire.receive()

    asyncio.run(scene())


def test_a_mistake_of_the_script_is_taken_back_and_leaves_no_undo_step(
    tmp_path: Path, set_folder: Path
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder, save_on_exit=True) as stage:
            wire = await opened(stage)
            before = await what_lies_there(wire)
            await stage.musician(
                """sideman("ardour/changes")["clip/delete"].make = function() error("sabotage") end"""
            )
            spoilt = (
                create_clip(wire.track("Bass").id, 0.0, 4.0, WALK),
                delete_clip(wire.clip('Verse "A"')),
            )
            assert error_of(await wire.change(*spoilt, label="spoilt")) == "script_error"
            assert await what_lies_there(wire) == before
            twice = delete_clip(wire.clip('Verse "A"'))
            assert error_of(await wire.change(twice, twice)) == "not_found"
            await stage.ardour.stop()
        assert "<Add id=" not in (set_folder / "Demo.history").read_text().rpartition("spoilt")[0]

    asyncio.run(scene())


def test_a_deletion_that_is_taken_back_is_the_same_region_again(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            before = await what_lies_there(wire)
            verse = wire.clip('Verse "A"')
            await stage.musician(
                'Session:route_by_name("Bass"):rec_safe_control():set_value(1, '
                "PBD.GroupControlDisposition.NoGroup)"
            )
            refused = await wire.change(delete_clip(verse), move_control(wire.track("Bass"), "armed", 0, 1))
            assert error_of(refused) == "not_taken"
            assert await what_lies_there(wire) == before
            assert verse.id in wire.session.clips

    asyncio.run(scene())


def test_a_repeated_request_is_answered_again_and_not_done_twice(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            part = create_clip(wire.track("Bass").id, 0.0, 4.0, WALK)
            first = await wire.change(part, request_id="once")
            assert await wire.change(part, request_id="once") == first
            refused = await wire.change(part, request_id="refused")
            assert await wire.change(part, request_id="refused") == refused
            wire.send(Message("/change/query", ("q1", "once")))
            asked = await wire.answer("q1")
            assert [m.args[1:] for m in asked] == [m.args[1:] for m in first]
            wire.send(Message("/change/query", ("q2", "never")))
            assert error_of(await wire.answer("q2")) == "unknown_request"
            assert len(await what_lies_there(wire)) == 2

    asyncio.run(scene())


def test_replacing_changes_notes_name_and_length_of_the_same_region(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            verse = wire.clip('Verse "A"')
            answer = await wire.change(replace_clip(verse, WALK, "Verse C", 6.0))
            assert answer[0].args[2:] == (verse.id, verse.revision + 1)
            clip = wire.session.clip(verse.id)
            assert (clip.name, clip.length_beats, clip.place) == ("Verse C", 6.0, verse.place)
            assert differences(WALK, (await wire.notes(verse.id))[1]) == []
            answer = await wire.change(replace_clip(clip, TRIPLETS, "Verse D", 2.0))
            assert error_of(answer) == "unsupported"  # some triplets begin after beat 2

    asyncio.run(scene())


def test_a_region_that_shares_its_notes_is_left_alone(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            await stage.musician(
                """local playlist = Session:route_by_name("Keys"):to_track():playlist()
                local region for found in playlist:region_list():iter() do region = found end
                playlist:split_region(region, Temporal.timepos_t.from_ticks(1920 * 6))"""
            )
            await wire.snapshot()
            left, right = sorted(wire.session.clips.values(), key=lambda clip: clip.place.start_beats)
            assert [note.pitch for note in (await wire.notes(right.id))[1]] == [
                note.pitch for note in TRIPLETS[6:]
            ]
            short = Notes([Note(0.0, 40, 1.0)])
            assert error_of(await wire.change(replace_clip(left, short))) == "unsupported"
            assert (await wire.change(delete_clip(left)))[-1].address == "/done"
            assert (await wire.change(replace_clip(right, short)))[-1].address == "/done"
            assert differences(short, (await wire.notes(right.id))[1]) == []

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("notes", "length"),
    [
        (Notes([Note(-0.5, 60, 1.0)]), 4.0),
        (Notes([Note(4.0, 60, 1.0)]), 4.0),
        (Notes([Note(0.0, 60, 1.0, muted=True)]), 4.0),
    ],
    ids=["pickup", "after the end", "muted"],
)
def test_notes_that_ardour_would_not_play_are_refused(
    tmp_path: Path, set_folder: Path, notes: Notes, length: float
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            refused = await wire.change(create_clip(wire.track("Bass").id, 0.0, length, notes))
            assert error_of(refused) == "unsupported"

    asyncio.run(scene())


def test_equal_and_overlapping_notes_are_all_kept(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder) as stage:
            wire = await opened(stage)
            twice = Notes([Note(0.0, 60, 1.0), Note(0.0, 60, 1.0), Note(1.0, 62, 2.0), Note(2.0, 62, 2.0)])
            answer = await wire.change(create_clip(wire.track("Bass").id, 0.0, 4.0, twice))
            assert differences(twice, (await wire.notes(answer[0].args[2]))[1]) == []

    asyncio.run(scene())


def test_one_undo_takes_all_new_regions_of_a_request_away(tmp_path: Path, set_folder: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, set_folder, save_on_exit=True) as stage:
            wire = await opened(stage)
            bass, keys = wire.track("Bass").id, wire.track("Keys").id
            both = create_clip(bass, 8.0, 4.0, WALK), create_clip(keys, 8.0, 4.0, WALK)
            assert (await wire.change(*both, label='Sideman: "both"'))[-1].address == "/done"
            await stage.ardour.stop()
        history = (set_folder / "Demo.history").read_text()
        last = history.rpartition("<UndoTransaction")[2]
        assert 'name="Sideman: &quot;both&quot;"' in last
        assert last.count("<Add id=") == 2

    asyncio.run(scene())

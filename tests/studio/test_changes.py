"""Transactions over the wire: all or nothing, never twice, never late."""

from __future__ import annotations

import asyncio

import pytest

from bridge.daws.studio.faults import Faults
from bridge.model.notes import Notes
from bridge.model.session import Place
from bridge.osc.codec import Message
from tests.studio.wire import RIFF, create_clip, on_stage
from tests.virtual_loop import run

EMPTY = Place("scene-6")
BASS, KEYS, VOICE, MASTER = "track-1", "track-2", "track-3", "track-4"


def mixer(track_id: str, field: str, expected: float, value: float) -> Message:
    return Message("/change/mixer", (track_id, field, expected, value))


def delete_clip(clip_id: str, revision: int) -> Message:
    return Message("/change/clip/delete", (clip_id, revision))


def replace_clip(clip_id: str, revision: int, notes: Notes) -> Message:
    return Message("/change/clip/replace", (clip_id, revision, "Other", 8.0, notes))


def test_an_accepted_clip_lands_in_its_slot_and_is_told_before_the_request_is_done() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            answers = await daemon.change("r1", create_clip(KEYS, EMPTY))
            assert [answer.address for answer in answers] == ["/change/result", "/done"]
            clip_id = answers[0].args[2]
            clip = stage.session.clip(clip_id)
            assert (clip.name, clip.color, clip.length_beats, clip.notes) == ("Idea", 0x3366FF, 4.0, RIFF)
            assert await daemon.notes(clip_id) == (0, RIFF)
            told = [message.address for message in daemon.heard]
            assert told.index("/clip") < told.index("/change/result")
            assert stage.session.steps == ["Sideman: r1"]

    run(play())


def test_several_changes_are_made_in_their_order() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            answers = await daemon.change(
                "r1",
                delete_clip("clip-7", 0),
                create_clip(BASS, Place("scene-5")),
                replace_clip("clip-8", 0, RIFF),
                mixer(KEYS, "volume_db", 0.0, -4.5),
                Message("/change/track/create", ("Strings", "midi")),
                Message("/change/track/delete", (VOICE, 0)),
            )
            made = [answer.args[1:] for answer in answers[:-1]]
            assert [(index, revision) for index, _, revision in made] == [
                (0, 0),
                (1, 0),
                (2, 1),
                (3, 1),
                (4, 0),
                (5, 0),
            ]
            names = [track.name for track in stage.session.snapshot().tracks_in_order()]
            assert names == ["Bass", "Keys", "Strings", "Master"]
            assert stage.session.track(KEYS).mixer.volume_db == -4.5
            assert stage.session.clip("clip-8").notes == RIFF

    run(play())


REFUSED = [
    ("a slot that is taken", create_clip(BASS, Place("scene-5")), "place_taken"),
    ("a span that is taken", create_clip(BASS, Place(start_beats=11.5)), "place_taken"),
    ("a track that is gone", create_clip("track-99", EMPTY), "not_found"),
    ("a scene that is gone", create_clip(KEYS, Place("scene-99")), "not_found"),
    ("an audio track", create_clip(VOICE, EMPTY), "unsupported"),
    ("a clip without length", create_clip(KEYS, EMPTY, length_beats=0.0), "bad_input"),
    ("a place before the set", create_clip(KEYS, Place(start_beats=-4.0)), "bad_input"),
    ("an edited clip", delete_clip("clip-7", 7), "stale"),
    ("a clip that is gone", delete_clip("clip-99", 0), "not_found"),
    ("an edited clip to replace", replace_clip("clip-8", 1, RIFF), "stale"),
    ("a replacement that runs into the next", replace_clip("clip-8", 0, RIFF), "place_taken"),
    ("a fader that moved", mixer(KEYS, "volume_db", -0.06, -3.0), "stale"),
    ("a switch that moved", mixer(KEYS, "muted", 1, 0), "stale"),
    ("a fader beyond its end", mixer(KEYS, "volume_db", 0.0, 24.5), "bad_input"),
    ("a pan beyond its end", mixer(KEYS, "pan", 0.0, -1.01), "bad_input"),
    ("half a mute", mixer(KEYS, "muted", 0, 0.5), "bad_input"),
    ("the master's mute", mixer(MASTER, "muted", 0, 1), "unsupported"),
    ("a second master", Message("/change/track/create", ("Main", "master")), "unsupported"),
    ("a track with clips", Message("/change/track/delete", (BASS, 0)), "stale"),
    ("a track that was edited", Message("/change/track/delete", (VOICE, 3)), "stale"),
    ("the master itself", Message("/change/track/delete", (MASTER, 0)), "unsupported"),
]


@pytest.mark.parametrize(("what", "change", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_one_refused_change_undoes_its_companions(what: str, change: Message, code: str) -> None:
    async def play() -> None:
        async with on_stage() as stage:
            stage.session.add_clip(BASS, Place(start_beats=14.0), 2.0, "Next", RIFF)
            daemon = await stage.welcome()
            before = stage.session.snapshot()
            [error] = await daemon.change(
                "r1", create_clip(KEYS, Place("scene-5")), mixer(BASS, "pan", 0.0, 0.3), change
            )
            assert (error.address, error.args[:2]) == ("/error", ("r1", code))
            assert error.args[2], "a refusal says what happened"
            assert stage.session.snapshot().content() == before.content()
            assert stage.session.snapshot().clips == before.clips
            assert stage.session.steps == []

    run(play())


def test_controls_close_to_the_expected_value_count_as_untouched() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            answers = await daemon.change(
                "r1", mixer(KEYS, "volume_db", 0.049, -3.0), mixer(KEYS, "pan", -0.0049, 0.5)
            )
            assert answers[-1].address == "/done"

    run(play())


def test_the_same_request_again_is_answered_again_and_done_once() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            first = await daemon.change("r1", create_clip(KEYS, EMPTY))
            again = await daemon.change("r1", create_clip(KEYS, EMPTY))
            asked = await daemon.ask("/change/query", "q1", "r1")
            assert first == again
            assert [m.args[1:] for m in asked] == [m.args[1:] for m in first]
            assert [m.args[0] for m in asked] == ["q1", "q1"]
            assert len(stage.session.clips) == 3

    run(play())


def test_a_refusal_is_remembered_as_well() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            [refused] = await daemon.change("r1", create_clip(BASS, Place("scene-5")))
            stage.session.delete_clip("clip-7")
            [again] = await daemon.change("r1", create_clip(BASS, Place("scene-5")))
            [asked] = await daemon.ask("/change/query", "q1", "r1")
            assert refused == again
            assert asked.args == ("q1", *refused.args[1:])

    run(play())


def test_a_request_nobody_knows_is_answered_unknown() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            [apply] = await daemon.ask("/change/apply", "r9")
            [query] = await daemon.ask("/change/query", "q1", "r9")
            assert (apply.args[1], query.args[:2]) == ("unknown_request", ("q1", "unknown_request"))

    run(play())


def test_a_transaction_that_is_cut_off_never_happens() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            daemon.begin("r1", create_clip(KEYS, EMPTY))
            daemon.send("/ping", 1)
            await daemon.until("/pong")
            stage.exchange.pairs[0].cut()
            daemon = await stage.welcome()
            [error] = await daemon.ask("/change/apply", "r1")
            assert error.args[1] == "unknown_request"
            assert len(stage.session.clips) == 2

    run(play())


def test_incomplete_and_muddled_transactions_are_refused() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            one = (KEYS, "", 0.0, 4.0, "Idea", -1, 0)
            muddles = {
                "short": [("/change/clip/create", 0, *one, 3), ("/change/notes", 0, 0, RIFF[:2].packed)],
                "gap": [("/change/clip/create", 0, *one, 3), ("/change/notes", 0, 1, RIFF[1:].packed)],
                "cut": [("/change/clip/create", 0, *one, 3), ("/change/notes", 0, 0, RIFF.packed[:-1])],
                "long": [("/change/clip/create", 0, *one, 1), ("/change/notes", 0, 0, RIFF.packed)],
                "stray": [("/change/clip/delete", 0, "clip-7", 0), ("/change/notes", 0, 0, RIFF.packed)],
                "beyond": [("/change/clip/delete", 1, "clip-7", 0)],
                "none": [],
                "twice": [("/change/clip/delete", 0, "clip-7", 0), ("/change/clip/delete", 0, "clip-8", 0)],
            }
            for name, parts in muddles.items():
                daemon.send("/change/begin", name, "muddle", 1000, 1)
                for address, *args in parts:
                    daemon.send(address, name, *args)
                [error] = await daemon.ask("/change/apply", name)
                assert error.args[1] == "bad_message", name
            assert len(stage.session.clips) == 2

    run(play())


def test_notes_out_of_range_are_refused() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            packed = bytearray(RIFF.packed)
            packed[32] = 200  # the first note's pitch
            daemon.send("/change/begin", "r1", "bad", 1000, 1)
            daemon.send("/change/clip/create", "r1", 0, KEYS, "", 0.0, 4.0, "Idea", -1, 0, 3)
            daemon.send("/change/notes", "r1", 0, 0, bytes(packed))
            [error] = await daemon.ask("/change/apply", "r1")
            assert error.args[1] == "bad_notes"

    run(play())


@pytest.mark.parametrize(("pause_s", "made"), [(0.9, True), (1.1, False)])
def test_a_change_applied_later_than_its_deadline_is_not_made(pause_s: float, made: bool) -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            daemon.begin("r1", create_clip(KEYS, EMPTY), deadline_ms=1000)
            await asyncio.sleep(pause_s)
            answers = await daemon.ask("/change/apply", "r1")
            assert answers[-1].address == ("/done" if made else "/error")
            assert made or answers[-1].args[1] == "deadline_passed"
            assert len(stage.session.clips) == 2 + made

    run(play())


@pytest.mark.parametrize(("stall_s", "made"), [(3.0, True), (8.0, False)])
def test_a_change_that_waited_out_a_stall_is_made_only_within_its_deadline(
    stall_s: float, made: bool
) -> None:
    """The whole transaction is read in one go after the stall; only the stall tells its age."""

    async def play() -> None:
        faults = Faults()
        async with on_stage(faults=faults) as stage:
            daemon = await stage.welcome()
            await asyncio.sleep(1)
            faults.stall(stall_s)
            answers = await daemon.change("r1", create_clip(KEYS, EMPTY), deadline_ms=5000)
            assert answers[-1].address == ("/done" if made else "/error")
            assert made or answers[-1].args[1] == "deadline_passed"
            after = await daemon.change("r2", create_clip(KEYS, Place(start_beats=0.0)), deadline_ms=5000)
            assert made is (after[-1].address == "/done"), "right after a stall its age cannot be known"
            await asyncio.sleep(1)
            fresh = await daemon.change("r3", create_clip(KEYS, Place(start_beats=4.0)), deadline_ms=5000)
            assert fresh[-1].address == "/done"

    run(play())


def test_a_change_that_slept_with_the_laptop_is_not_made() -> None:
    """The whole process stood still with the transaction in its socket; nobody told the studio."""

    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            await asyncio.sleep(1)
            daemon.begin("r1", create_clip(KEYS, EMPTY), deadline_ms=5000)
            daemon.send("/change/apply", "r1")
            asyncio.get_running_loop().stand_still(30.0)  # type: ignore[attr-defined]
            [*_, answer] = await daemon.until("/done", "/error")
            assert answer.args[1] == "deadline_passed"
            assert len(stage.session.clips) == 2

    run(play())


def test_a_launched_clip_starts_at_its_quantum_and_only_once() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            stage.session.set_tempo(120)
            stage.session.play()
            await asyncio.sleep(2.6)  # beat 5.2
            assert (await daemon.ask("/clip/launch", "r1", "clip-7", 2.0))[-1].address == "/done"
            assert stage.session.transport.launched(BASS) is None
            await asyncio.sleep(0.45)  # beat 6.1
            launched = stage.session.transport.launched(BASS)
            assert launched is not None and (launched.clip_id, launched.start_beats) == ("clip-7", 6.0)
            await asyncio.sleep(1)
            assert (await daemon.ask("/clip/launch", "r1", "clip-7", 2.0))[-1].address == "/done"
            await asyncio.sleep(1)
            assert stage.session.transport.launched(BASS) == launched
            [error] = await daemon.ask("/clip/launch", "r2", "clip-99", 0.0)
            assert error.args[1] == "not_found"

    run(play())


def test_watched_meters_move_with_what_plays() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            await daemon.ask("/meters/watch", "r1", f"{BASS} {MASTER}", 10.0)
            await asyncio.sleep(1)
            stage.session.launch("clip-7")
            await asyncio.sleep(1)
            daemon.send("/ping", 1)
            meters = [m.args for m in await daemon.until("/pong") if m.address == "/meter"]
            quiet = [args for args in meters if args[3] < 1.0]
            loud = [args for args in meters if args[0] == BASS and 1.0 < args[3] < 1.2]
            assert 36 <= len(meters) <= 44
            assert {args[1] for args in quiet} == {-180.0}
            assert all(-40 < args[1] < 0 for args in loud)
            await daemon.ask("/meters/watch", "r2", "", 10.0)
            await asyncio.sleep(1)
            daemon.send("/ping", 2)
            assert "/meter" not in {m.address for m in await daemon.until("/pong")}
            [error] = await daemon.ask("/meters/watch", "r3", "track-99", 10.0)
            assert error.args[1] == "not_found"

    run(play())

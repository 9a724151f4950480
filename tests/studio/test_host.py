"""The studio on the wire: hello, snapshots, changes while it is connected, and coming back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from bridge.daws.streams import MessageStream
from bridge.daws.studio.host import StudioHost
from bridge.model import events as ev
from bridge.model.errors import HandshakeRefused
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.reducer import apply, apply_all
from bridge.model.session import Place, Selection, Session
from bridge.model.timebase import TempoMap
from bridge.osc.codec import Message
from bridge.osc.session_events import EventReader
from tests.studio.wire import RIFF, Daemon, create_clip, on_stage, small_session
from tests.virtual_loop import Exchange, FaultyPair, run


def fold(messages: list[Message], state: Session | None = None) -> Session:
    reader = EventReader()
    events = [event for message in messages if (event := reader.event(message)) is not None]
    return apply_all(state or Session(host="studio"), events)


async def snapshot(daemon: Daemon, name: str = "snap") -> Session:
    daemon.send("/snapshot/get", name)
    return fold(await daemon.until("/snapshot/end"))


def without_notes(session: Session) -> Session:
    clips = {clip.id: replace(clip, notes=None) for clip in session.clips.values()}
    return replace(session, clips=clips)


def test_it_says_hello_with_its_set_its_life_and_the_token() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            major, minor, role, host, _, _, epoch, set_id, name, can, token = daemon.hello.args
            assert (major, minor, role, host) == (1, 0, "script", "studio")
            assert (epoch, set_id, name, token) == ("life-1", "set-1", "Nightbus", "secret")
            assert {"slots", "timeline", "launch", "meters"} <= set(can.split())
            await asyncio.wait_for(stage.host.connected.wait(), 1)

    run(play())


def test_a_snapshot_is_the_session_as_the_musician_sees_it() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            stage.session.set_tempo_map(TempoMap(((0.0, 92.0), (16.0, 96.0))))
            stage.session.set_key(Key(9, "minor"))
            stage.session.select(Selection(track_id="track-1", start_beats=2.0, end_beats=6.0))
            daemon = await stage.welcome()
            assert await snapshot(daemon) == without_notes(stage.session.snapshot())

    run(play())


def test_a_snapshot_announces_how_much_is_coming() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            daemon.send("/snapshot/get", "snap")
            first, *rest = await daemon.until("/snapshot/end")
            assert first == Message("/snapshot/begin", ("snap", 4, 2, 2))
            assert rest[-1] == Message("/snapshot/end", ("snap",))
            counted = [sum(m.address == a for m in rest) for a in ("/track", "/scene", "/clip")]
            assert counted == [4, 2, 2]

    run(play())


def test_notes_are_read_as_they_are_and_a_long_clip_comes_in_pieces() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            long = Notes(Note(step / 7, 30 + step % 60, 1 / 7, 1 + step % 127) for step in range(2500))
            clip = stage.session.add_clip("track-2", Place("scene-6"), 360.0, "Long", long)
            daemon = await stage.welcome()
            assert await daemon.notes("clip-7") == (0, RIFF)
            assert await daemon.notes(clip.id) == (0, long)
            assert sum(message.address == "/notes" for message in daemon.heard) > 2

    run(play())


def test_asking_for_the_notes_of_a_clip_that_is_gone_is_answered_not_found() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            [error] = await daemon.ask("/notes/get", "r1", "clip-99")
            assert error.args[1] == "not_found"

    run(play())


def test_what_the_musician_does_reaches_the_daemon_within_a_tick() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            session = stage.session
            daemon = await stage.welcome()
            mirror = await snapshot(daemon)
            session.rename_track("track-1", "Upright bass")
            session.move_mixer("track-1", volume_db=-6.0)
            session.edit_notes("clip-7", RIFF[:2])
            session.delete_clip("clip-8")
            session.delete_scene("scene-6")
            keys = session.add_track("Rhodes")
            session.add_clip(keys.id, Place("scene-5"), 8.0, "Chords", RIFF)
            session.rename("Nightbus 2")
            session.set_key(Key(2, "dorian"))
            session.set_tempo(101.5)
            session.play()
            await asyncio.sleep(0.011)
            daemon.send("/ping", 1)
            mirror = fold(await daemon.until("/pong"), mirror)
            now = session.snapshot()
            assert replace(mirror, transport=now.transport) == without_notes(now)
            assert mirror.transport.playing

    run(play())


def test_a_hundred_fader_moves_within_a_tick_are_one_message() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            await snapshot(daemon)
            for step in range(100):
                stage.session.move_mixer("track-2", volume_db=-step / 10)
            daemon.send("/ping", 1)
            told = await daemon.until("/pong")
            assert [m.address for m in told] == ["/mixer", "/pong"]
            assert told[0].args[:3] == ("track-2", 100, -9.9)

    run(play())


def test_a_replaced_clip_is_told_gone_before_the_new_one_in_its_slot() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            await snapshot(daemon)
            new = stage.session.add_clip("track-1", Place("scene-6"), 4.0, "New", RIFF)
            stage.session.delete_clip("clip-7")
            stage.session.add_clip("track-1", Place("scene-5"), 4.0, "Newer", RIFF)
            daemon.send("/ping", 1)
            told = await daemon.until("/pong")
            assert [m.address for m in told] == ["/clip/gone", "/clip", "/clip", "/pong"]
            assert told[1].args[0] == new.id

    run(play())


def test_while_it_plays_the_position_is_told_again_and_again() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            stage.session.set_tempo(120)
            stage.session.play()
            await asyncio.sleep(2.0)
            daemon.send("/ping", 1)
            told = [m.args for m in await daemon.until("/pong") if m.address == "/transport"]
            assert 8 <= len(told) <= 11
            for playing, _, position, _, _, _, stamp in told:
                assert playing and position == pytest.approx(2 * stamp, abs=1e-6)

    run(play())


def test_it_answers_pings_and_skips_what_it_does_not_know() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            pong = b"\0\0\0\x10/new\0\0\0\0,i\0\0\0\0\0\x07"
            stage.exchange.pairs[0].right.write(pong)
            daemon.send("/ping", 41)
            assert await daemon.next() == Message("/pong", (41,))
            stage.exchange.pairs[0].right.write(b"\0\0\0\x10/ping\0\0\0,s\0\0no\0\0")
            error = await daemon.next()
            assert (error.address, error.args[1]) == ("/error", "bad_message")
            daemon.send("/pong", 1)
            assert (await daemon.next()).args[1] == "unsupported"

    run(play())


def test_it_shows_what_the_daemon_says_and_reports_its_buttons() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            daemon.send("/say", "Three ideas for the bass.")
            daemon.send("/ping", 1)
            await daemon.until("/pong")
            assert list(stage.host.said) == ["Three ideas for the bass."]
            stage.host.trigger("suggest", "bass")
            assert (await daemon.next()) == Message("/trigger", ("suggest", "bass"))

    run(play())


def test_a_name_that_osc_cannot_carry_holds_nothing_else_up() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            await snapshot(daemon)
            stage.session.rename_track("track-1", "Ba\0ss")
            stage.session.rename_track("track-2", "Tasten 🎹")
            daemon.send("/ping", 1)
            told = await daemon.until("/pong")
            assert [m.args[1] for m in told if m.address == "/track"] == ["Tasten 🎹"]

    run(play())


def test_after_a_lost_connection_it_dials_again_in_the_same_life() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            first = await stage.welcome()
            stage.exchange.pairs[0].cut()
            stage.session.rename_track("track-1", "While away")
            second = await stage.welcome()
            assert second.hello.args[6] == first.hello.args[6] == "life-1"
            assert (await snapshot(second)).tracks["track-1"].name == "While away"
            second.send("/ping", 1)
            assert (await second.until("/pong"))[0].address == "/pong", "the snapshot told it already"

    run(play())


def test_a_restart_is_another_life() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            await daemon.change("r1", create_clip("track-2", Place("scene-6")))
            await stage.host.restart()
            daemon = await stage.welcome()
            assert daemon.hello.args[6] == "life-2"
            [error] = await daemon.ask("/change/query", "q1", "r1")
            assert error.args[1] == "unknown_request", "it remembers nothing of the life before"

    run(play())


def test_while_nobody_listens_it_tries_ever_more_slowly_and_then_gets_in() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            stage.exchange.up = False
            await asyncio.sleep(3600)
            stage.exchange.up = True
            before = asyncio.get_running_loop().time()
            await stage.welcome()
            assert asyncio.get_running_loop().time() - before <= 5.0

    run(play())


def test_a_daemon_that_says_goodbye_is_called_again() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            daemon.send("/bye", "update")
            assert (await stage.welcome()).hello.args[7] == "set-1"

    run(play())


def test_when_it_is_closed_it_says_goodbye() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            daemon = await stage.welcome()
            await stage.host.connected.wait()
        assert (await daemon.next()).address == "/bye"

    run(play())


def test_a_refused_studio_gives_up_with_the_reason() -> None:
    async def play() -> None:
        exchange = Exchange()
        host = StudioHost(small_session(), exchange.dial, "wrong")
        running = asyncio.create_task(host.run())
        stream = MessageStream(await exchange.accepted.get())
        await stream.receive()
        stream.send(Message("/refused", ("wrong_token", "The token is not the one of this run.", "Again.")))
        with pytest.raises(HandshakeRefused) as refused:
            await running
        assert (refused.value.code, refused.value.hint) == ("wrong_token", "Again.")

    run(play())


def test_a_broken_frame_ends_the_connection_and_a_new_one_is_clean() -> None:
    async def play() -> None:
        async with on_stage() as stage:
            await stage.welcome()
            stage.exchange.pairs[0].right.write(b"GET / HTTP/1.1\r\n\r\n")
            daemon = await stage.welcome()
            assert len((await snapshot(daemon)).tracks) == 4

    run(play())


@pytest.mark.parametrize("seed", range(5))
def test_the_mirror_holds_through_tiny_late_pieces_and_cuts(seed: int) -> None:
    async def play() -> None:
        pair = partial(FaultyPair, seed=seed, delay_s=(0.0, 0.05), tiny=True)
        async with on_stage(pair=pair) as stage:  # type: ignore[arg-type]
            for cut in (400, 1500, 4000):
                daemon = await stage.welcome()
                stage.exchange.pairs[-1].cut_after(cut)
                with pytest.raises(ConnectionResetError):
                    for number in range(1000):
                        daemon.send("/snapshot/get", f"snap-{number}")
                        stage.session.move_mixer("track-1", pan=number / 1000)
                        await daemon.until("/snapshot/end")
            daemon = await stage.welcome()
            told = await snapshot(daemon)
            now = without_notes(stage.session.snapshot())
            assert replace(told, transport=now.transport) == now

    run(play())


def test_events_tell_the_same_as_a_snapshot() -> None:
    """The session's own events, folded by the model's reducer, give the session."""

    async def play() -> None:
        session = small_session()
        folded = [session.snapshot()]
        session.listen(lambda event: folded.append(apply(folded[-1], event)))
        session.add_track("Pad")
        session.change_clip("clip-7", muted=True)
        session.change_clip("clip-8", place=Place(start_beats=20.0))
        session.delete_track("track-2")
        session.rename_scene("scene-6", "Hook")
        session.set_tempo(80)
        assert folded[-1] == session.snapshot()
        assert ev.SceneSeen(session.scenes["scene-6"]).scene.name == "Hook"

    run(play())

"""The whole daemon with real sockets, a real worker process and the studio session."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from pathlib import Path

import pytest
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

from bridge.daemon.client import connect_client
from bridge.daemon.root import Daemon
from bridge.daemon.runfile import RunFile, read_run_file, write_run_file
from bridge.model.errors import (
    BadInput,
    DaemonAbsent,
    GeneratorFailed,
    HandshakeRefused,
    NotFound,
    Refused,
    SidemanError,
)
from bridge.settings import load, paths, sources
from tests.daemon.conftest import Evening, eventually


def test_the_main_job(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            ask = stage.client.ask
            before = await ask("session", notes=True)
            rows = await ask("suggest", kind="chords", seed=5, count=3)
            assert [row["status"] for row in rows] == ["proposed"] * 3
            assert len({row["title"] for row in rows}) == 3
            shown = await ask("desk.show", which=str(rows[1]["number"]))
            assert shown["details"]["chords"] and shown["provenance"]["seed"] == 5
            assert len(shown["provenance"]["model_sha256"]) == 64 and shown["provenance"]["training"]
            heard = await ask("desk.audition", which=rows[1]["id"], mode="file")
            assert Path(heard["heard"]["file"]).read_bytes()[:4] == b"MThd"
            accepted = await ask("desk.accept")  # the one that sounds is the one that is meant
            assert (accepted["id"], accepted["status"]) == (rows[1]["id"], "committed")
            assert await ask("session", notes=True) != before
            assert (await ask("desk.undo"))["status"] == "undone"
            assert await ask("session", notes=True, fresh=True) | {"position_beats": 0} == before | {
                "position_beats": 0
            }
            topics = {topic for topic, _ in stage.notices}
            assert "suggestion" in topics

    asyncio.run(story())


def test_the_keys_of_the_ask_the_daw_and_the_settings_count_in_this_order(evening: Evening) -> None:
    async def story() -> None:
        async with evening(**{"music.key": "Eb major"}) as stage:
            assert "A minor" in (await stage.client.ask("suggest"))[0]["title"], "the DAW's own"
            assert "F# minor" in (await stage.client.ask("suggest", key="F# minor"))[0]["title"]
            stage.host.session.set_key(None)
            await eventually(lambda: stage.daemon.sideman.link.peer().session.key is None)
            assert "Eb major" in (await stage.client.ask("suggest"))[0]["title"]

    asyncio.run(story())


def test_the_same_seed_gives_the_same_ideas_and_next_gives_others(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            first = await stage.client.ask("suggest", seed=11, count=3)
            again = await stage.client.ask("suggest", seed=11, count=3)
            assert [r["title"] for r in first] == [r["title"] for r in again]
            others = await stage.client.ask("next")
            assert not {r["title"] for r in others} & {r["title"] for r in first}

    asyncio.run(story())


def test_the_musician_says_how_chords_are_played(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            said = {"voicing": "drop2", "pattern": "arp", "instrument": "epiano"}
            (row, *_) = await stage.client.ask("suggest", seed=11, parameters=said)
            full = await stage.client.ask("desk.show", which=row["id"])
            playing = full["details"]["playing"]
            assert {name: playing[name] for name in said} == said
            assert full["provenance"]["parameters"]["pattern"] == "arp"
            with pytest.raises(BadInput):
                await stage.client.ask("suggest", parameters={"voicing": "sideways"})

    asyncio.run(story())


def test_buttons_inside_the_daw_do_what_they_say_and_answer_there(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            said = stage.host.said
            stage.host.trigger("suggest", "chords")
            await eventually(lambda: any("Sideman suggests" in line for line in said))
            stage.host.trigger("accept")
            await eventually(lambda: any("is committed" in line for line in said))
            stage.host.trigger("undo")
            await eventually(lambda: any("is undone" in line for line in said))
            stage.host.trigger("suggest", "chords bars=2 density=1.0")
            await eventually(
                lambda: stage.daemon.sideman.desk.open_suggestions()[-1].target.length_beats == 8.0
            )
            stage.host.trigger("suggest", "chords bars=two")
            await eventually(lambda: any("is no knob" in line for line in said))
            stage.host.trigger("accept", "999")
            await eventually(lambda: any("There is no suggestion" in line for line in said))

    asyncio.run(story())


def test_pads_reach_the_same_desk(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            loop = asyncio.get_running_loop()
            pad = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            pad.setblocking(False)
            pad.bind(("127.0.0.1", 0))
            with pad:

                async def say(address: str, *args: object) -> None:
                    builder = OscMessageBuilder(address)
                    for arg in args:
                        builder.add_arg(arg)
                    await loop.sock_sendto(
                        pad, builder.build().dgram, ("127.0.0.1", stage.daemon.run.udp_port)
                    )

                async def hear(address: str, *first: object) -> list[object]:
                    async with asyncio.timeout(20):
                        while True:
                            data = await loop.sock_recv(pad, 65_536)
                            for timed in OscPacket(data).messages:
                                told = list(timed.message.params)
                                if timed.message.address == address and told[: len(first)] == list(first):
                                    return told

                await say("/sideman/suggest", "chords", 2)
                row = await hear("/sideman/suggestion")
                assert row[0] == 1 and row[2] == "proposed"
                await say("/sideman/accept", 1)
                assert "committed" in str(await hear("/sideman/reply", "accept"))
                await say("/sideman/undo", 1.0)
                assert "undone" in str(await hear("/sideman/reply", "undo"))
                await say("/sideman/nonsense")
                assert (await hear("/sideman/error"))[1]

    asyncio.run(story())


def test_wrong_words_are_told_and_nothing_breaks(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            ask = stage.client.ask
            for command, arguments, kind in (
                ("no.such", {}, BadInput),
                ("suggest", {"colour": "blue"}, BadInput),
                ("suggest", {"count": "many"}, BadInput),
                ("suggest", {"kind": "poems"}, SidemanError),
                ("suggest", {"track": "Tuba"}, NotFound),
                ("suggest", {"key": "H minor"}, BadInput),
                ("desk.accept", {"which": "99"}, NotFound),
                ("desk.accept", {}, NotFound),
                ("desk.undo", {}, Refused),
                ("desk.audition", {"which": "1", "mode": "loud"}, BadInput),
                ("session", {"set": "Elsewhere"}, SidemanError),
            ):
                with pytest.raises(kind) as told:
                    await ask(command, **arguments)
                assert told.value.code and told.value.message
            assert (await ask("status"))["daws"][0]["state"] == "live"

    asyncio.run(story())


@pytest.mark.parametrize(
    ("problem", "exit_code"),
    [
        (GeneratorFailed("The generators' process ended.", "Try again.", "worker_crashed"), 6),
        (HandshakeRefused("The token is not the one of this run.", "", "wrong_token"), 3),
        (BadInput("That is no list of chords.", "", "bad_chords"), 2),
        (SidemanError("Odd.", "", "too_fast"), 1),
    ],
)
def test_an_error_with_a_code_of_its_own_ends_as_its_family_does(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, problem: SidemanError, exit_code: int
) -> None:
    async def fail(*_: object) -> None:
        raise problem

    async def story() -> None:
        async with evening() as stage:
            monkeypatch.setattr(stage.daemon.sideman.maker, "describe", fail)
            with pytest.raises(type(problem)) as told:
                await stage.client.ask("generators")
            assert (told.value.code, told.value.exit_code) == (problem.code, exit_code)
            assert (told.value.message, told.value.hint) == (problem.message, problem.hint)

    asyncio.run(story())


def test_settings_are_taken_over_and_a_bad_edit_is_told(evening: Evening, home: Path) -> None:
    async def story() -> None:
        home.mkdir(parents=True)
        async with evening() as stage:
            file = home / "config.yaml"
            file.write_text("generation:\n  candidates: 2\n")
            await eventually(lambda: stage.daemon.settings.generation.candidates == 2)
            assert len(await stage.client.ask("suggest")) == 2
            file.write_text("generation:\n  candidats: 3\n")
            await eventually(lambda: any("candidates" in line for line in stage.daemon.problems))
            assert stage.daemon.settings.generation.candidates == 2
            file.write_text("link:\n  port: 40404\n")
            await eventually(lambda: any("started again" in line for line in stage.daemon.problems))

    asyncio.run(story())


def test_the_run_file_is_private_and_goes_with_the_daemon(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            run_file = stage.daemon.config.paths.run_file
            assert stat.S_IMODE(os.stat(run_file).st_mode) == 0o600
            assert read_run_file(run_file).port == stage.daemon.run.port
            with pytest.raises(HandshakeRefused):
                run = read_run_file(run_file)
                spoilt = RunFile(run.pid, run.port, "guess", 0, "", run.version)
                other = run_file.with_name("other.json")
                write_run_file(other, spoilt)
                await connect_client(other)
        assert not run_file.exists()
        with pytest.raises(DaemonAbsent):
            await connect_client(run_file)

    asyncio.run(story())


def test_a_second_daemon_is_refused_and_a_dead_ones_file_is_not_in_the_way(home: Path) -> None:
    async def story() -> None:
        run_file = paths().run_file
        write_run_file(run_file, RunFile(os.getppid(), 1, "x", 0, "", "0"))
        announced = paths().file_pairs / "daemon"
        announced.parent.mkdir(mode=0o700, parents=True)
        announced.write_text("first\n")
        with pytest.raises(Refused, match="already running"):
            async with Daemon(load(sources())):
                pass
        assert announced.read_text() == "first\n", "the first one's file pairs are left alone"
        run_file.unlink()
        write_run_file(run_file, RunFile(2**22 + 1, 1, "x", 0, "", "0"))  # no such process
        async with Daemon(load(sources())) as daemon:
            assert read_run_file(run_file).pid == daemon.run.pid

    asyncio.run(story())


def test_a_taken_pad_port_does_not_stop_the_daemon(evening: Evening) -> None:
    async def story() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            async with evening(**{"controllers.port": taken.getsockname()[1]}) as stage:
                status = await stage.client.ask("status")
                assert status["udp_port"] == 0 and "pads" in status["problems"][0]

    asyncio.run(story())

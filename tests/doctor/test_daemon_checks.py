"""Given a daemon that is off, silent, old or in trouble, and DAWs that do not speak, the doctor says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bridge.daws.handshake import LastHello
from bridge.doctor.asking import DawAnswer
from bridge.doctor.daemon_checks import connection, daemon, generators
from bridge.doctor.finding import Status
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from bridge.model.errors import GeneratorFailed, HandshakeRefused
from generators.wire import Listing
from tests.doctor.conftest import LIVE, Desk, answer

HELLO = LastHello("ableton", "12.1", "0.1.0", "Night Bus", "2026-03-01T20:00:00Z")


def test_a_daemon_that_answers(desk: Desk) -> None:
    found = daemon(desk.with_(daemon=answer()))
    assert found.status is Status.PASS and "1.5 ms" in found.said


def test_no_daemon_one_that_refuses_an_old_one_and_one_in_trouble(desk: Desk) -> None:
    assert daemon(desk.context).status is Status.WARN
    refused = daemon(desk.with_(daemon=HandshakeRefused("Wrong token.", "Start it again.")))
    assert (refused.status, refused.fix) == (Status.FAIL, "Start it again.")
    old = daemon(desk.with_(daemon=answer(version="0.0.1")))
    assert old.status is Status.WARN and "0.0.1" in old.said and "sideman stop" in old.fix
    troubled = daemon(desk.with_(daemon=answer(problems=("The port for pads: taken",))))
    assert troubled.status is Status.WARN and "taken" in troubled.said


def test_a_daw_that_tells_its_session(desk: Desk) -> None:
    found = connection(HOSTS["live"], desk.with_(daemon=answer()))
    assert found.status is Status.PASS
    assert "Night Bus" in found.said and "40 ms" in found.said and "8 tracks" in found.said


def test_round_trip_and_last_hello_are_told(desk: Desk) -> None:
    daws = (replace(LIVE, round_trip_ms=11.6, script_version="0.1.0"),)
    found = connection(HOSTS["live"], desk.with_(daemon=answer(daws=daws, hellos=(HELLO,))))
    assert found.status is Status.PASS
    assert "round trip 12 ms" in found.said and "last hello 2026-03-01T20:00:00Z" in found.said


def test_a_daw_that_was_here_and_one_that_was_refused(desk: Desk) -> None:
    gone = connection(HOSTS["live"], desk.with_(daemon=answer(daws=(), hellos=(HELLO,))))
    assert gone.status is Status.WARN and HELLO.at in gone.said and "Control Surface" in gone.fix
    shut_out = replace(HELLO, refused="The token is not the one of this run.", hint="Restart the script.")
    refused = connection(HOSTS["live"], desk.with_(daemon=answer(daws=(), hellos=(shut_out,))))
    assert refused.status is Status.FAIL and "token" in refused.said and refused.fix == "Restart the script."


def test_a_daw_that_still_runs_the_script_of_last_year(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("darwin")
    desk.home.start("live")
    install(HOSTS["live"], desk.home.system, desk.home.ours)
    daws = (replace(LIVE, script_version="0.0.1"),)
    found = connection(HOSTS["live"], desk.with_(daemon=answer(daws=daws)))
    assert found.status is Status.WARN and "0.0.1" in found.said and found.fix == "Restart Ableton Live."


@pytest.mark.parametrize(
    ("daw", "status", "word"),
    [
        (replace(LIVE, round_trip_ms=900.0), Status.WARN, "900 ms"),
        (replace(LIVE, read_ms=None, problem="no answer", state="stalled"), Status.FAIL, "stalled"),
        (replace(LIVE, tracks=0), Status.WARN, "no track"),
        (replace(LIVE, read_ms=3000.0), Status.WARN, "slow"),
    ],
)
def test_a_daw_that_is_silent_empty_or_slow(desk: Desk, daw: DawAnswer, status: Status, word: str) -> None:
    found = connection(HOSTS["live"], desk.with_(daemon=answer(daws=(daw,))))
    assert found.status is status and word in found.said and found.fix


def test_an_installed_script_that_is_not_connected(desk: Desk) -> None:
    host = HOSTS["bitwig"]
    assert connection(host, desk.context).status is Status.SKIP
    assert connection(host, desk.with_(daemon=answer())).status is Status.SKIP
    desk.home.start("bitwig")
    install(host, desk.home.system, desk.home.ours)
    found = connection(host, desk.context)
    assert found.status is Status.WARN and "Settings > Controllers" in found.fix


def test_generators_of_the_daemon(desk: Desk) -> None:
    assert generators(desk.with_(daemon=answer())).said == "Ready: chords."
    broken = {"name": "bass", "state": "broken", "reason": "no module"}
    ready = {"name": "chords", "state": "ready", "reason": ""}
    some = generators(desk.with_(daemon=answer(generators=(broken, ready))))
    assert some.status is Status.WARN and "bass is broken (no module)" in some.said
    assert generators(desk.with_(daemon=answer(generators=(broken,)))).status is Status.FAIL
    assert generators(desk.with_(daemon=answer(generators=()))).status is Status.FAIL


def test_generators_of_a_worker_where_no_daemon_runs(desk: Desk) -> None:
    assert generators(desk.context).status is Status.PASS

    def crash() -> Sequence[Listing]:
        raise GeneratorFailed("The worker ended.", "Install numpy.")

    found = generators(desk.with_(listings=crash))
    assert found.status is Status.FAIL and "The worker ended." in found.said and found.fix == "Install numpy."

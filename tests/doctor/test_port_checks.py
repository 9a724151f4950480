"""Given ports that others hold, or no MIDI at all, the doctor says who and what helps."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.doctor.finding import Status
from bridge.doctor.holders import UNKNOWN, holder_of_tcp, holder_of_udp, program_on
from bridge.doctor.port_checks import midi_ports, pad_port, script_port
from bridge.model.errors import BadConfig, NoMidiPort
from tests.doctor.conftest import Desk, answer

DeskOn = Callable[[str], Desk]


def test_a_free_port_for_pads(desk: Desk) -> None:
    found = pad_port(desk.context)
    assert found.status is Status.PASS and "9127 is free" in found.said


def test_the_holder_of_a_taken_port_is_named(desk: Desk) -> None:
    found = pad_port(desk.with_(holder_of_udp=lambda port: f"touchosc (process {port})"))
    assert found.status is Status.FAIL and "touchosc (process 9127)" in found.said
    assert "controllers.port" in found.fix


def test_our_own_daemon_may_hold_it(desk: Desk) -> None:
    taken = desk.with_(holder_of_udp=lambda port: "sideman", daemon=answer())
    assert pad_port(taken).status is Status.PASS
    assert pad_port(desk.with_(daemon=answer(udp_port=0))).status is Status.FAIL


def test_pads_that_are_off_and_settings_that_are_wrong_are_passed_over(desk: Desk) -> None:
    assert pad_port(desk.settings(controllers__enabled=False)).status is Status.SKIP
    assert pad_port(desk.settings(controllers__port=0)).status is Status.SKIP
    broken = desk.with_(config=BadConfig("wrong"))
    assert pad_port(broken).status is midi_ports(broken).status is Status.SKIP


def test_the_port_for_scripts(desk: Desk) -> None:
    assert script_port(desk.settings(link__port=0)).status is Status.PASS
    assert "4711 is free" in script_port(desk.settings(link__port=4711)).said
    taken = script_port(desk.with_(holder_of_tcp=lambda port: f"nginx (process {port})"))
    assert taken.status is Status.FAIL and "nginx (process 4711)" in taken.said and "link.port" in taken.fix
    elsewhere = script_port(desk.with_(daemon=answer(port=4712)))
    assert elsewhere.status is Status.WARN and "4712" in elsewhere.said and "sideman stop" in elsewhere.fix
    assert script_port(desk.with_(daemon=answer(port=4711))).status is Status.PASS
    assert script_port(desk.with_(config=BadConfig("wrong"))).status is Status.SKIP


HOLDERS = [(socket.SOCK_DGRAM, holder_of_udp), (socket.SOCK_STREAM, holder_of_tcp)]


@pytest.mark.parametrize(("kind", "holder_of"), HOLDERS)
def test_a_real_port_and_its_real_holder(kind: socket.SocketKind, holder_of: Callable[[int], str]) -> None:
    with socket.socket(socket.AF_INET, kind) as mine:
        mine.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            mine.listen()
        port = mine.getsockname()[1]
        holder = holder_of(port)
    assert holder and (sys.platform != "linux" or f"(process {os.getpid()})" in holder)
    assert holder_of(port) == ""


def test_a_system_that_does_not_tell_says_another_program(tmp_path: Path) -> None:
    assert program_on(9127, tmp_path) == UNKNOWN


def test_the_holder_is_read_from_proc(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "udp").write_text(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "  1: 0100007F:23A7 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000  0 77 2 0 0\n"
    )
    for pid, name, inode in ((7, "other", 76), (812, "touchosc", 77)):
        (tmp_path / str(pid) / "fd").mkdir(parents=True)
        (tmp_path / str(pid) / "fd" / "3").symlink_to(f"socket:[{inode}]")
        (tmp_path / str(pid) / "comm").write_text(f"{name}\n")
    assert program_on(9127, tmp_path) == "touchosc (process 812)"
    assert program_on(9128, tmp_path) == UNKNOWN


def test_auditions_go_to_a_virtual_port_or_the_one_that_is_named(desk: Desk) -> None:
    found = midi_ports(desk.context)
    assert found.status is Status.PASS and "virtual port" in found.said and "IAC Driver Bus 1" in found.said
    assert "IAC Driver Bus 1" in midi_ports(desk.settings(midi__output_port="iac")).said


def test_a_named_port_that_is_not_there(desk: Desk) -> None:
    found = midi_ports(desk.settings(midi__output_port="Synth"))
    assert found.status is Status.WARN and "Synth" in found.said and "IAC Driver Bus 1" in found.fix


def test_no_midi_at_all(desk: Desk) -> None:
    def broken() -> list[str]:
        raise NoMidiPort("python-rtmidi is not installed.", "Use Python 3.12.")

    found = midi_ports(desk.with_(midi_outputs=broken))
    assert (found.status, found.fix) == (Status.WARN, "Use Python 3.12.")


@pytest.mark.parametrize(("platform", "word"), [("win32", "loopMIDI"), ("darwin", "IAC Driver")])
def test_each_system_has_its_own_advice(desk_on: DeskOn, platform: str, word: str) -> None:
    found = midi_ports(desk_on(platform).context)
    assert word in found.said + found.fix
    assert found.status is (Status.WARN if platform == "win32" else Status.PASS)

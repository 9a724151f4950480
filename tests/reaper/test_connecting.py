"""The life of the script: stalls, tabs, a daemon that goes and comes back, a second start."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.daws.peer import PeerState
from bridge.model.errors import SidemanError
from bridge.model.notes import Note, Notes, differences
from bridge.model.suggestion import Status
from bridge.osc.codec import Message
from tests.hosts.reaper.process import NEWEST, OLDEST, VERSIONS
from tests.reaper.room import Room, create, error_of, play

pytestmark = [pytest.mark.script]
everywhere = pytest.mark.parametrize("version", VERSIONS)

LINE = Notes([Note(0.0, 40, 1.0)])


@everywhere
def test_a_modal_dialog_stalls_the_script_and_nothing_is_done_too_late(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before, bass = room.content(), room.track("Bass").id
        room.is_stalled = True
        begin = Message("/change/begin", ("late", "x", 5000, 1))
        body = [Message(m.address, ("late", 0, *m.args)) for m in create(bass, 0.0, 4.0, LINE)]
        room.peer._stream.send(begin, *body, Message("/change/apply", ("late",)))
        await room.ticks(30 * 20)
        assert room.peer.state is PeerState.STALLED
        room.is_stalled = False
        await room.until(lambda: room.peer.state is PeerState.LIVE)
        assert error_of(await room.ask(Message("/change/query", ("q", "late")))) == "deadline_passed"
        assert room.content() == before

    play(tmp_path, version, scene)


@everywhere
def test_another_tab_is_another_set(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        first = room.peer.session.set_id
        suggestion = room.propose("Bass", 8.0, LINE)
        room.reaper.lua('musician.open_tab("/home/m/Night Bus.rpp"); musician.insert_track(0, "Lead")')
        await room.until(lambda: {p.session.name for p in room.daemon.link.peers.values()} == {"Night Bus"})
        await room.settle()
        second = room.peer.session.set_id
        assert second != first
        assert {track.name for track in room.peer.session.tracks.values()} == {"Lead", "Master"}
        with pytest.raises(SidemanError):
            await room.desk.accept(suggestion.id)
        room.reaper.lua("musician.show_tab(1)")
        await room.until(lambda: bool(room.daemon.link.peers) and room.peer.session.set_id == first, 600)
        await room.settle()
        assert (await room.desk.accept(suggestion.id)).status is Status.COMMITTED
        room.reaper.lua("musician.show_tab(2)")
        await room.until(lambda: bool(room.daemon.link.peers) and room.peer.session.set_id == second, 600)
        await room.settle()
        assert not room.names()

    play(tmp_path, version, scene)


@everywhere
def test_a_change_under_way_never_lands_in_another_tab(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before, bass = room.content(), room.track("Bass").id
        room.is_stalled = True
        begin = Message("/change/begin", ("lost", "x", 60_000, 1))
        body = [Message(m.address, ("lost", 0, *m.args)) for m in create(bass, 0.0, 4.0, LINE)]
        room.peer._stream.send(begin, *body, Message("/change/apply", ("lost",)))
        room.reaper.lua('musician.open_tab("copy.rpp")')
        room.is_stalled = False
        await room.until(lambda: bool(room.daemon.link.peers) and room.peer.session.name == "copy")
        await room.settle()
        assert room.content() == ""
        room.reaper.lua("musician.show_tab(1)")
        await room.ticks(90)
        assert room.content() == before

    play(tmp_path, version, scene)


@everywhere
def test_the_identity_is_saved_and_survives_undo(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        word = 'return host.front.words["Sideman\\0set_id"] or ""'
        identity = room.peer.session.set_id
        assert room.reaper.lua(word) == identity
        room.reaper.lua("while musician.undo() == 1 do end")
        assert room.reaper.lua(word) == ""
        await room.ticks(5)
        assert room.reaper.lua(word) == identity
        room.reaper.lua('host.front.file = "C:\\\\Songs\\\\Renamed.RPP"')
        await room.until(lambda: room.peer.session.name == "Renamed")
        assert room.peer.session.set_id == identity

    play(tmp_path, version, scene)


@everywhere
def test_the_daemon_goes_and_another_comes(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        suggestion = room.propose("Bass", 8.0, LINE)
        await room.desk.accept(suggestion.id)
        await room.stop_daemon()
        await room.ticks(60)
        room.reaper.lua('musician.add_item("Keys", 12, 4, "meanwhile", {{0, 70, 1}})')
        await room.start_daemon()
        assert {"meanwhile", "A line"} <= room.names()
        assert differences(LINE, await room.notes("A line")) == []
        assert (await room.desk.undo(suggestion.id)).status is Status.UNDONE

    play(tmp_path, version, scene)


@everywhere
def test_the_folder_may_move_and_bear_any_name(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        await room.stop_daemon()
        room.pairs = tmp_path / "moved"
        await room.start_daemon()
        assert room.names() == {"Verse", "take 1"}

    play(tmp_path / 'Mü "sik" \\u0041 🎹', version, scene)


@everywhere
def test_a_second_start_goes_away(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.start()
        assert "already" in room.reaper.lua("return host.helped[#host.helped]")
        await room.ticks(100)
        assert len(room.daemon.link.peers) == 1
        assert room.reaper.lua("return #host.deferred") == 1

    play(tmp_path, version, scene)


def test_one_that_stood_still_gives_way_to_its_successor(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua('host.words["Sideman\\0running"] = "successor " .. host.now_s')
        await room.until(lambda: not room.daemon.link.peers)
        assert room.reaper.lua("return #host.deferred") == 0

    play(tmp_path, NEWEST, scene)


def test_stopping_the_script_says_goodbye(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.reaper.exit()
        await room.until(lambda: not room.daemon.link.peers)
        assert room.reaper.lua('return host.words["Sideman\\0running"] or ""') == ""

    play(tmp_path, NEWEST, scene)


@pytest.mark.parametrize(("version", "options"), [(OLDEST, None), (NEWEST, 1)])
def test_starting_it_again_stops_it_where_reaper_can(
    tmp_path: Path, version: str, options: int | None
) -> None:
    async def scene(room: Room) -> None:
        assert room.reaper.lua("return host.action_options") == options

    play(tmp_path, version, scene)


FAIL = """
    local tempo_map = host.use("tempo_map")
    local at, count = tempo_map.at, 0
    tempo_map.at = function(...)
        count = count + 1
        if count <= %d then
            error("out of order")
        end
        return at(...)
    end
"""


def test_a_stumble_is_told_and_the_script_goes_on(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua(FAIL % 2)
        await room.until(lambda: not room.daemon.link.peers)
        await room.settle()
        assert "out of order" in "".join(room.reaper.lua("return host.console"))
        assert len(room.peer.session.tracks) == 4

    play(tmp_path, NEWEST, scene)


def test_one_that_stumbles_on_and_on_stops(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua(FAIL % 1_000_000)
        await room.until(lambda: room.reaper.lua("return #host.deferred") == 0)
        assert "stopped" in room.reaper.lua("return host.helped[#host.helped]")

    play(tmp_path, NEWEST, scene)

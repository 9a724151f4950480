"""Kill the daemon at every single step of a commit, an undo and an audition; bring it back; look.

A step is a write to the books or to the DAW. At each one the daemon dies once just before it and
once just after it, with the DAW living on and with the DAW restarted as well.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bridge.daws.streams import MessageStream
from bridge.daws.studio.faults import Fault
from bridge.daws.studio.script import StudioScript
from bridge.model.errors import DawGone, SidemanError
from bridge.model.suggestion import OPEN, Status
from bridge.osc.codec import Message
from bridge.review.database import Database
from bridge.review.scratch import PREFIX
from tests.house import CHORDS, House
from tests.virtual_loop import run

watched = contextvars.ContextVar("watched", default=False)


class Killed(BaseException):
    """kill -9."""


class Executioner:
    """Counts the steps that the watched task makes, and kills at one of them."""

    def __init__(self, step: int, after: bool) -> None:
        self.step, self.after, self.count, self.dead = step, after, 0, False

    def wrap(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            if not watched.get():
                return do(*args, **kwargs)
            if self.dead:
                raise Killed
            self.count += 1
            due = self.count == self.step
            if due and not self.after:
                self.dead = True
                raise Killed
            result = do(*args, **kwargs)
            if due:
                self.dead = True
                raise Killed
            return result

        return step


@contextmanager
def executioner(monkeypatch: pytest.MonkeyPatch, step: int, after: bool) -> Iterator[Executioner]:
    with monkeypatch.context() as patch:
        found = Executioner(step, after)
        patch.setattr(Database, "execute", found.wrap(Database.execute))
        patch.setattr(MessageStream, "send", found.wrap(MessageStream.send))
        yield found


async def survive(house: House, act: Callable[[], Awaitable[Any]], restart_daw: bool) -> bool:
    """Acts until killed; then brings everything back. False when the act ran through."""

    async def watched_act() -> bool:
        watched.set(True)
        try:
            await act()
        except Killed:
            return True
        return False

    killed = await asyncio.create_task(watched_act())
    await asyncio.sleep(0.3)  # what was sent before the kill arrives
    await house.kill()
    if restart_daw:
        await house.host.restart()
    await house.start()
    return killed


def ours(house: House) -> list[Any]:
    return [clip for clip in house.set.clips.values() if clip.name.startswith(("I–V", PREFIX))]


@pytest.mark.parametrize("restart_daw", [False, True])
@pytest.mark.parametrize("after", [False, True])
def test_a_commit_is_whole_or_absent_wherever_the_daemon_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool, restart_daw: bool
) -> None:
    async def one(step: int) -> bool:
        async with House(tmp_path / str(step)) as house:
            before = house.content()
            suggestion = house.propose()
            with executioner(monkeypatch, step, after):
                killed = await survive(house, lambda: house.desk.accept(suggestion.id), restart_daw)
            found = house.desk.get(suggestion.id)
            if found.status is Status.COMMITTED:
                assert [clip.notes for clip in ours(house)] == [CHORDS]
            else:
                assert found.status in OPEN, found.status
                assert house.content() == before
                await house.desk.accept(suggestion.id)
            assert not house.daemon.books.operations.pending("set-night-bus")
            assert house.daemon.books.ledger.broken_at() is None
            await house.desk.undo(suggestion.id)
            assert house.content() == before
            return killed

    steps = kill_everywhere(one, tmp_path)
    assert steps > 10


@pytest.mark.parametrize("restart_daw", [False, True])
@pytest.mark.parametrize("after", [False, True])
def test_an_undo_is_whole_or_absent_wherever_the_daemon_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool, restart_daw: bool
) -> None:
    async def one(step: int) -> bool:
        async with House(tmp_path / str(step)) as house:
            before = house.content()
            suggestion = house.propose()
            await house.desk.accept(suggestion.id)
            with executioner(monkeypatch, step, after):
                killed = await survive(house, lambda: house.desk.undo(suggestion.id), restart_daw)
            found = house.desk.get(suggestion.id)
            if found.status is Status.COMMITTED:
                assert [clip.notes for clip in ours(house)] == [CHORDS]
                await house.desk.undo(suggestion.id)
            assert house.desk.get(suggestion.id).status is Status.UNDONE
            assert house.content() == before
            assert not house.daemon.books.operations.pending("set-night-bus")
            return killed

    assert kill_everywhere(one, tmp_path) > 5


@pytest.mark.parametrize("restart_daw", [False, True])
@pytest.mark.parametrize("after", [False, True])
def test_no_scratch_clip_outlives_the_daemon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool, restart_daw: bool
) -> None:
    async def one(step: int) -> bool:
        async with House(tmp_path / str(step)) as house:
            before = house.content()
            suggestion = house.propose()

            async def listen_and_accept() -> None:
                await house.desk.audition(suggestion.id, "scratch")
                await house.desk.stop_audition("set-night-bus")

            with executioner(monkeypatch, step, after):
                killed = await survive(house, listen_and_accept, restart_daw)
            assert house.content() == before
            assert house.desk.get(suggestion.id).status is Status.PROPOSED
            assert not house.daemon.books.operations.pending("set-night-bus")
            return killed

    assert kill_everywhere(one, tmp_path) > 8


def kill_everywhere(one: Callable[[int], Awaitable[bool]], folder: Path) -> int:
    """Runs ``one`` with the kill at step 1, 2, ... until it runs through; how many steps there were."""
    for step in range(1, 200):
        (folder / str(step)).mkdir()
        if not run(one(step)):
            return step - 1
    raise AssertionError("it never ran through")


def test_a_commit_cut_off_by_a_lost_connection_is_judged_when_the_set_is_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            house.exchange.pairs[-1].cut_after(4000, "right")
            try:
                await house.desk.accept(suggestion.id)
            except Exception as problem:
                assert getattr(problem, "code", "") in {"daw_gone", "deadline_passed"}
            await house.settle()
            found = house.desk.get(suggestion.id)
            assert found.status in {Status.COMMITTED, Status.FAILED}
            assert len(ours(house)) == (found.status is Status.COMMITTED)
            assert not house.daemon.books.operations.pending("set-night-bus")

    run(story())


def test_a_clip_that_was_deleted_before_it_could_be_judged_is_told_as_gone(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            house.faults.arm(Fault.DROP_AFTER_APPLY)
            house.exchange.up = False  # nobody is there to judge it yet
            with pytest.raises(DawGone):
                await house.desk.accept(suggestion.id)
            for clip in ours(house):
                house.set.delete_clip(clip.id)
            house.exchange.up = True
            await house.settle()
            found = house.desk.get(suggestion.id)
            assert found.status is Status.FAILED and "not there any more" in found.status_reason

    run(story())


def test_what_is_still_being_applied_is_judged_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that works in pieces has no answer yet; that is not "never applied"."""
    plain = StudioScript._query
    busy = [True]

    def slow_query(self: StudioScript, message: Message) -> list[Message]:
        if busy:
            raise SidemanError("It is being applied.", "Ask again in a moment.", "still_applying")
        return plain(self, message)

    monkeypatch.setattr(StudioScript, "_query", slow_query)

    async def story() -> None:
        async with House(tmp_path) as house:
            suggestion = house.propose()
            house.faults.arm(Fault.DROP_AFTER_APPLY)
            with pytest.raises(DawGone):
                await house.desk.accept(suggestion.id)
            await house.settle()
            assert house.desk.get(suggestion.id).status is Status.COMMITTING
            assert house.desk.has_pending("set-night-bus")
            busy.clear()
            await house.desk.recover(house.peer)
            assert house.desk.get(suggestion.id).status is Status.COMMITTED
            assert [clip.notes for clip in ours(house)] == [CHORDS]

    run(story())

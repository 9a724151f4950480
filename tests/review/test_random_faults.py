"""Two hundred evenings on which everything goes wrong: kills, cuts, stalls, delays, duplicates and
restarts at random, while the musician accepts, undoes and edits. At the end all must agree."""

from __future__ import annotations

import asyncio
import contextlib
import random
from pathlib import Path

import pytest

from bridge.daws.link import LinkTimes
from bridge.daws.studio.faults import Fault, Faults
from bridge.model.errors import SidemanError
from bridge.model.notes import Note, Notes
from bridge.model.session import Place
from bridge.model.suggestion import Status
from bridge.review.scratch import PREFIX
from tests.house import CHORDS, House
from tests.virtual_loop import FaultyPair, run

RUNS = 200
FAST_RUNS = 40
CHANCES = {
    Fault.DROP_BEFORE_APPLY: 0.05,
    Fault.DROP_AFTER_APPLY: 0.05,
    Fault.CRASH_IN_APPLY: 0.05,
    Fault.HALF_NOTES: 0.05,
    Fault.DUPLICATE_REPLY: 0.2,
    Fault.DELAY_REPLY: 0.1,
}
TIMES = LinkTimes(heartbeat_s=1.0, stalled_after_s=4.0, gone_after_s=20.0, request_deadline_s=3.0)


class Evening:
    """One random run. ``taken`` are clips of ours that the musician has made their own."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.random = random.Random(seed)
        self.taken: set[str] = set()
        self.number = 0

    async def step(self) -> None:
        deed = self.random.choice(
            (self.ask, self.ask, self.accept, self.accept, self.undo, self.scratch, self.edit, self.clear,
             self.cut, self.stall, self.kill, self.restart)
        )  # fmt: skip
        with contextlib.suppress(SidemanError):  # refused or out of reach, as it should be
            await deed()
        await asyncio.sleep(self.random.uniform(0, 2.0))

    async def ask(self) -> None:
        await self.house.settle()
        self.number += 1
        notes = Notes([*CHORDS, Note(0.5, 72 + self.number % 12, 0.25)])
        self.house.propose(notes, title=f"Idea {self.number}")

    def pick(self, *statuses: Status) -> str:
        found = self.house.daemon.books.shelf.list(statuses or tuple(Status))
        return self.random.choice(found).id if found else "none"

    async def accept(self) -> None:
        await self.house.desk.accept(self.pick())

    async def undo(self) -> None:
        await self.house.desk.undo(self.pick(Status.COMMITTED))

    async def scratch(self) -> None:
        await self.house.desk.audition(self.pick(Status.PROPOSED), "scratch")

    async def edit(self) -> None:
        ours = [c for c in self.house.set.clips.values() if c.name.startswith("Idea")]
        if ours:
            clip = self.random.choice(ours)
            assert clip.notes is not None
            self.house.set.edit_notes(clip.id, Notes([*clip.notes, Note(3.25, 90, 0.25)]))
            self.taken.add(clip.id)

    async def clear(self) -> None:
        """The musician makes room, or fills the slot."""
        set_ = self.house.set
        keys = next(t for t in set_.tracks.values() if t.name == "Keys")
        here = set_.clips_on(keys.id)
        if here:
            clip = self.random.choice(here)
            set_.delete_clip(clip.id)
        else:
            scene = next(iter(set_.scenes))
            set_.add_clip(keys.id, Place(scene), 4.0, name="Mine", notes=Notes([Note(0, 60, 1)]))

    async def cut(self) -> None:
        self.house.exchange.pairs[-1].cut()

    async def stall(self) -> None:
        self.house.faults.stall(self.random.choice((2.0, 8.0, 30.0)))

    async def kill(self) -> None:
        await self.house.kill()
        await asyncio.sleep(self.random.uniform(0, 3.0))
        await self.house.start()

    async def restart(self) -> None:
        await self.house.host.restart()


@pytest.mark.parametrize(
    "seed",
    [*range(FAST_RUNS), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(FAST_RUNS, RUNS))],
)
def test_after_an_evening_of_faults_all_agree(tmp_path: Path, seed: int) -> None:
    async def story() -> None:
        faults = Faults(seed, CHANCES, delay_s=(0.1, 5.0))
        link_faults = random.Random(seed)

        def pair() -> FaultyPair:
            return FaultyPair(link_faults.randrange(1 << 30), delay_s=(0.0, 0.3), tiny=seed % 7 == 0)

        async with House(tmp_path, make_pair=pair, times=TIMES, faults=faults) as house:
            evening = Evening(house, seed)
            for _ in range(12):
                await evening.step()
            faults.be_good()
            await asyncio.sleep(60)
            await house.kill()
            await house.start()
            await check(house, evening)

    run(story())


async def check(house: House, evening: Evening) -> None:
    books = house.daemon.books
    assert not books.operations.pending("set-night-bus"), "something half-applied stayed unnoticed"
    assert books.ledger.broken_at() is None
    assert await house.mirror_with_notes() == house.content(), "the mirror is not the session"
    shelf = {suggestion.title: suggestion for suggestion in books.shelf.list()}
    assert not {s.status for s in shelf.values()} & {Status.COMMITTING, Status.ACCEPTED, Status.AUDITIONING}
    clips = list(house.set.clips.values())
    theirs = [c for c in clips if c.id in evening.taken]
    assert not [c.name for c in clips if c.name.startswith(PREFIX) and c not in theirs], (
        "a scratch clip stayed"
    )
    for clip in clips:
        if clip.name.startswith("Idea") and clip.id not in evening.taken:
            suggestion = shelf[clip.name]
            assert clip.notes == suggestion.notes, "a clip was left half-written"
            assert suggestion.status is Status.COMMITTED, f"{clip.name} is {suggestion.status}, yet there"
    names = [clip.name for clip in clips]
    assert len(names) == len(set(names)), "a change was made twice"

"""The living parts, wired to each other and to nothing outside: link, desk, generation.

`root.Daemon` gives it sockets, files and processes; the tests give it memory and virtual time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import msgspec

from bridge.daemon.asks import Ask
from bridge.daemon.commands import Answers
from bridge.daemon.views import peer_view, suggestion_view
from bridge.daws.link import Link, LinkTimes
from bridge.daws.peer import Peer, PeerState
from bridge.generation.brief import brief
from bridge.generation.elsewhere import unread_elsewhere
from bridge.generation.hearing import unread_clips
from bridge.generation.placing import choose_place
from bridge.memory.keeper import Keeper
from bridge.model.errors import SidemanError
from bridge.model.keys import parse_key
from bridge.model.session import Session
from bridge.model.suggestion import Status, Suggestion
from bridge.review.audition import Auditions, Player
from bridge.review.books import Books
from bridge.review.commit import Gate
from bridge.review.desk import Desk, DeskRules
from bridge.review.looking import look_at_place, target_for
from bridge.review.recovery import Recovery
from bridge.review.scratch import Scratch
from bridge.review.turned_down import turned_down
from bridge.settings import Settings
from generators.api import Candidate, Request
from generators.wire import packed_request, request_sha256

log = logging.getLogger(__name__)

CARE_EVERY_S = 5.0
"""How often operations that are still pending are looked at, and late suggestions let go."""


class Maker(Protocol):
    """Makes candidates; the worker pool in real life."""

    async def generate(
        self, generator_name_or_kind: str, request: Request, deadline_s: float
    ) -> list[Candidate]:
        """Raises GeneratorFailed, or what the generator raised."""

    async def describe(self) -> Sequence[Any]:
        """The generators and their states."""


class Sideman:
    """The living parts. ``listeners`` are called with each suggestion that changed.

    maker: makes candidates. write_file: renders a suggestion as a MIDI file. settings: those that
    apply now. new_seed: a seed for an ask that names none. memory: of the musician's own pieces.
    status: what the root says of itself. stop: ends the daemon.
    """

    def __init__(
        self,
        *,
        token: str,
        books: Books,
        maker: Maker,
        player: Player,
        write_file: Callable[[Path, Suggestion, Session], None],
        auditions_folder: Path,
        settings: Callable[[], Settings],
        new_id: Callable[[], str],
        new_seed: Callable[[], int],
        memory: Keeper | None = None,
        status: Callable[[], dict[str, Any]] = dict,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        gate, scratch = Gate(books, lambda: settings().desk.clip_prefix), Scratch(books)
        self.settings = settings
        self.maker = maker
        self.status = status
        self.stop = stop
        self.answers = Answers(self)
        self.link = Link(
            token,
            new_id=new_id,
            answer=self.answers,
            on_peer=self._peer_changed,
            on_trigger=self._trigger,
            times=_times(settings()),
        )
        self.desk = Desk(
            books,
            self.link,
            gate,
            Recovery(books, gate, scratch),
            Auditions(auditions_folder, player, scratch, write_file),
            new_id,
            lambda: DeskRules(settings().desk.expire_after_h, settings().desk.keep_open),
        )
        self.desk.on_change = self._suggestion_changed
        self.listeners: list[Callable[[Suggestion], None]] = []
        self._new_seed = new_seed
        self.memory = memory
        self._learning = ThreadPoolExecutor(max_workers=1, thread_name_prefix="memory")
        """One thread, so that what was accepted and then undone is learned and forgotten in that order."""
        """None where it could not be opened: everything else goes on without it."""
        self.look_at_folder: Callable[[], None] = lambda: None
        """Wakes whoever watches the folder of the musician's pieces."""
        self._last_ask: dict[str, Ask] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def suggest(self, ask: Ask) -> list[Suggestion]:
        """Listens to the session, has candidates made, and puts them on the desk.

        Raises DawGone, NotFound and PlaceTaken (no place for it), GeneratorFailed.
        """
        peer = self.link.peer(ask.set)
        await peer.synced(peer.request_deadline_s)
        knobs = self.settings().generation
        bars = ask.bars or knobs.bars
        length_beats = bars * peer.session.transport.metre.bar_beats
        track, place = choose_place(peer.session, ask.kind, length_beats, ask.wish)
        await look_at_place(peer, track.id, place, length_beats)
        near = unread_clips(peer.session, place, length_beats)
        await peer.read_all_notes(near)
        await peer.read_all_notes(unread_elsewhere(peer.session, place, len(near)))
        target = target_for(peer, track.id, place, length_beats)
        fallback = "" if peer.session.key else self.settings().music.key
        wanted_key = ask.key or fallback
        request = brief(
            peer.session,
            target,
            ask.kind,
            count=ask.count or knobs.candidates,
            seed=ask.seed or self._new_seed(),
            bars=bars,
            key=parse_key(wanted_key) if wanted_key else None,
            adventure=knobs.adventure if ask.adventure is None else ask.adventure,
            density=knobs.density if ask.density is None else ask.density,
            low_pitch=self.settings().music.low_pitch,
            high_pitch=self.settings().music.high_pitch,
            avoid=ask.avoid,
            parameters=ask.parameters,
            rejected=turned_down(self.desk.books.shelf, peer.session.set_id),
            memory=self.memory.memory() if self.memory else None,
        )
        made = await self.maker.generate(ask.kind, request, knobs.deadline_s)
        self._last_ask[peer.session.set_id] = ask
        self.desk.books.requests.keep(request_sha256(request), packed_request(request))
        return self.desk.propose(peer, target, ask.kind, made)

    async def suggest_next(self, set_name: str = "") -> list[Suggestion]:
        """The last ask of the set once more, with other ideas than those that are open."""
        set_id = self.link.peer(set_name).session.set_id
        ask = self._last_ask.get(set_id, Ask(set=set_name))
        shown = tuple(suggestion.title for suggestion in self.desk.open_suggestions(set_id))
        return await self.suggest(msgspec.structs.replace(ask, seed=0, avoid=shown))

    def current(self, set_id: str) -> str:
        """The suggestion that a bare "accept" means: the one that sounds, else the first of the
        newest open ask; "" when the desk is empty."""
        waiting = self.desk.open_suggestions(set_id)
        sounding = [suggestion for suggestion in waiting if suggestion.status == "auditioning"]
        newest = [suggestion for suggestion in waiting if suggestion.batch == waiting[-1].batch]
        return next((suggestion.id for suggestion in [*sounding, *newest]), "")

    async def care(self) -> None:
        """Runs for ever: judges what is still pending, lets go what is late."""
        while True:
            await asyncio.sleep(CARE_EVERY_S)
            for peer in list(self.link.peers.values()):
                if peer.state is PeerState.LIVE and self.desk.has_pending(peer.session.set_id):
                    await self.desk.recover(peer)
            self.desk.expire()

    async def aclose(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._learning.shutdown()
        await self.link.aclose()

    def view(self, suggestion: Suggestion, full: bool = False) -> dict[str, Any]:
        """A suggestion as faces show it, with names where its set is open."""
        number = self.desk.books.shelf.number(suggestion)
        sessions = [p.session for p in self.link.peers.values() if p.session.set_id == suggestion.set_id]
        return suggestion_view(suggestion, number, sessions[-1] if sessions else None, full)

    def _peer_changed(self, peer: Peer) -> None:
        log.info("%s is %s", peer.name, peer.state)
        self.link.notify("daw", peer_view(peer))
        if peer.state is PeerState.LIVE:
            self._in_background(self.desk.recover(peer))

    def _suggestion_changed(self, suggestion: Suggestion) -> None:
        self.link.notify("suggestion", self.view(suggestion))
        if self.memory is not None and suggestion.status in (Status.COMMITTED, Status.UNDONE):
            self._learning.submit(self._remember, self.memory, suggestion)
        for listener in self.listeners:
            listener(suggestion)

    @staticmethod
    def _remember(memory: Keeper, suggestion: Suggestion) -> None:
        """What fails here is no reason to trouble the musician."""
        try:
            memory.follow(suggestion)
        except SidemanError as problem:
            log.warning("memory: %s", problem)

    def _trigger(self, peer: Peer, verb: str, argument: str) -> None:
        self._in_background(self._obey(peer, verb, argument))

    async def _obey(self, peer: Peer, verb: str, argument: str) -> None:
        """Does what a button inside the DAW asked for, and tells the musician there."""
        try:
            peer.say(await self.answers.by_button(peer.session.set_id, verb, argument))
        except SidemanError as problem:
            peer.say(str(problem))

    def _in_background(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _times(settings: Settings) -> LinkTimes:
    link = settings.link
    return LinkTimes(link.heartbeat_s, link.stalled_after_s, link.gone_after_s, link.request_deadline_s)

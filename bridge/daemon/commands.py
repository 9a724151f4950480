"""The few commands that every face calls: command line, pads, buttons in the DAW, later the panel.

Each takes a struct of arguments (unknown keys are refused) and gives plain JSON values. `COMMANDS`
is the table; `Answers` looks a command up, checks its arguments and runs it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec

from bridge.daemon.asks import Ask
from bridge.daemon.views import entry_view, peer_view, session_view
from bridge.memory.verbs import VERBS as MEMORY_VERBS
from bridge.model.errors import BadInput, NotFound, Unavailable
from bridge.review.audition import MODES

if TYPE_CHECKING:
    from bridge.daemon.sideman import Sideman


class _Arguments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all arguments."""


class Nothing(_Arguments, frozen=True):
    pass


class OfSet(_Arguments, frozen=True):
    """set: id, name or host of the session; "" for the one that connected last."""

    set: str = ""


class Look(OfSet, frozen=True):
    """notes: with every note. fresh: read anew from the DAW, whatever the mirror holds."""

    notes: bool = False
    fresh: bool = False


class DeskList(_Arguments, frozen=True):
    set: str = ""
    all: bool = False


class Which(_Arguments, frozen=True):
    """which: number or id of a suggestion; "" for the current one."""

    which: str = ""
    set: str = ""
    mode: str = ""
    reason: str = ""


class LedgerOf(_Arguments, frozen=True):
    which: str = ""


class MemoryVerb(_Arguments, frozen=True):
    """verb: one of `bridge.memory.verbs.VERBS`. words: pieces, or paths of files."""

    verb: str = "status"
    words: tuple[str, ...] = ()


async def _status(sideman: Sideman, _: Nothing) -> Any:
    peers = [peer_view(peer) for peer in sideman.link.peers.values()]
    waiting = len(sideman.desk.open_suggestions())
    hellos = [asdict(hello) for hello in sideman.link.hellos.values()]
    return {
        **sideman.status(),
        "daws": peers,
        "hellos": hellos,
        "faces": len(sideman.link.faces),
        "open_suggestions": waiting,
    }


async def _session(sideman: Sideman, args: Look) -> Any:
    peer = sideman.link.peer(args.set)
    await peer.synced(peer.request_deadline_s)
    if args.fresh:
        await peer.resynced()
    if args.notes:
        clips = [clip for clip in peer.session.clips.values() if clip.is_midi]
        await peer.read_all_notes([clip.id for clip in clips if args.fresh or clip.notes is None])
    return {**session_view(peer.session, args.notes), "state": peer.state.value}


async def _suggest(sideman: Sideman, ask: Ask) -> Any:
    return [sideman.view(suggestion) for suggestion in await sideman.suggest(ask)]


async def _next(sideman: Sideman, args: OfSet) -> Any:
    return [sideman.view(suggestion) for suggestion in await sideman.suggest_next(args.set)]


async def _desk_list(sideman: Sideman, args: DeskList) -> Any:
    set_id = sideman.link.peer(args.set).session.set_id if args.set else ""
    shelf = sideman.desk.books.shelf
    found = shelf.list(set_id=set_id) if args.all else sideman.desk.open_suggestions(set_id)
    return [sideman.view(suggestion) for suggestion in found]


async def _desk_show(sideman: Sideman, args: Which) -> Any:
    return sideman.view(sideman.desk.get(_meant(sideman, args)), full=True)


async def _audition(sideman: Sideman, args: Which) -> Any:
    mode = args.mode or sideman.settings().desk.audition
    if mode not in MODES:
        raise BadInput(f"There is no way {mode!r} to audition.", f"Ways: {', '.join(MODES)}.")
    suggestion, heard = await sideman.desk.audition(_meant(sideman, args), mode)
    return {**sideman.view(suggestion), "heard": asdict(heard)}


async def _silence(sideman: Sideman, args: OfSet) -> Any:
    await sideman.desk.stop_audition(sideman.link.peer(args.set).session.set_id)
    return {}


async def _accept(sideman: Sideman, args: Which) -> Any:
    return sideman.view(await sideman.desk.accept(_meant(sideman, args)))


async def _reject(sideman: Sideman, args: Which) -> Any:
    return sideman.view(await sideman.desk.reject(_meant(sideman, args), args.reason))


async def _undo(sideman: Sideman, args: Which) -> Any:
    set_id = "" if args.which else sideman.link.peer(args.set).session.set_id
    return sideman.view(await sideman.desk.undo(args.which, set_id))


async def _ledger(sideman: Sideman, args: LedgerOf) -> Any:
    about = sideman.desk.get(args.which).id if args.which else ""
    ledger = sideman.desk.books.ledger
    return {
        "entries": [entry_view(entry) for entry in ledger.entries(about)],
        "broken_at": ledger.broken_at(),
    }


async def _memory(sideman: Sideman, args: MemoryVerb) -> Any:
    """On a thread: learning and weighing pieces takes its time."""
    if args.verb not in MEMORY_VERBS:
        raise BadInput(f"Memory knows no {args.verb!r}.", f"Verbs: {', '.join(MEMORY_VERBS)}.")
    if sideman.memory is None:
        raise Unavailable("The memory's file could not be opened.", "sideman status says why.")
    answer = await asyncio.to_thread(MEMORY_VERBS[args.verb], sideman.memory, args.words)
    if args.verb.startswith("forget"):
        sideman.desk.books.requests.forget_memories()
    if args.verb == "resume":
        sideman.look_at_folder()
    return answer


async def _generators(sideman: Sideman, _: Nothing) -> Any:
    return msgspec.to_builtins(await sideman.maker.describe())


async def _stop(sideman: Sideman, _: Nothing) -> Any:
    sideman.stop()
    return {}


def _meant(sideman: Sideman, args: Which) -> str:
    """The suggestion that is meant. Raises NotFound when the desk is empty."""
    if args.which:
        return args.which
    current = sideman.current(sideman.link.peer(args.set).session.set_id)
    if not current:
        raise NotFound("The desk is empty.", "Ask for something first: sideman suggest chords.")
    return current


COMMANDS: dict[str, tuple[type[msgspec.Struct], Callable[[Sideman, Any], Awaitable[Any]]]] = {
    "status": (Nothing, _status),
    "session": (Look, _session),
    "suggest": (Ask, _suggest),
    "next": (OfSet, _next),
    "desk.list": (DeskList, _desk_list),
    "desk.show": (Which, _desk_show),
    "desk.audition": (Which, _audition),
    "desk.silence": (OfSet, _silence),
    "desk.accept": (Which, _accept),
    "desk.reject": (Which, _reject),
    "desk.undo": (Which, _undo),
    "ledger": (LedgerOf, _ledger),
    "memory": (MemoryVerb, _memory),
    "generators": (Nothing, _generators),
    "stop": (Nothing, _stop),
}


class Answers:
    """Answers commands by name; called by the link for every face."""

    def __init__(self, sideman: Sideman) -> None:
        self._sideman = sideman

    async def __call__(self, command: str, arguments: dict[str, Any]) -> Any:
        """Raises BadInput for an unknown command or argument, else what the command raises."""
        if command not in COMMANDS:
            raise BadInput(f"There is no command {command!r}.", f"Commands: {', '.join(COMMANDS)}.")
        shape, run = COMMANDS[command]
        try:
            checked = msgspec.convert(arguments, shape)
        except msgspec.ValidationError as problem:
            raise BadInput(f"{command}: {problem}.") from None
        return await run(self._sideman, checked)

    async def by_button(self, set_id: str, verb: str, argument: str) -> str:
        """A verb of a button inside the DAW; one line for the musician. Raises as the command does."""
        if verb in ("suggest", "next"):
            arguments = _knobs(argument) if verb == "suggest" else {}
            made = await self(verb, {"set": set_id, **arguments})
            listed = "  ".join(f"{row['number']}: {row['title']}" for row in made)
            return f"Sideman suggests {listed}"
        row = await self(f"desk.{verb}", {"set": set_id, "which": argument})
        return f"Sideman: {row['title']} is {row['status']}."


def _knobs(argument: str) -> dict[str, Any]:
    """The kind and the knobs that a button was pressed with, as in "chords bars=8 density=0.5".

    Raises BadInput for a knob whose value is no number.
    """
    asked: dict[str, Any] = {}
    for word in argument.split():
        knob, equals, value = word.partition("=")
        if not equals:
            asked["kind"] = word
            continue
        try:
            asked[knob] = float(value) if "." in value else int(value)
        except ValueError:
            raise BadInput(f"{word!r} is no knob.", "Knobs are set as in density=0.5 or bars=8.") from None
    return asked

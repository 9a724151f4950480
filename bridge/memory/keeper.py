"""The keeper of the memory: learns pieces, forgets them, and says what they are worth.

Called from the daemon's threads and from the command line: every verb holds the lock. What comes out for the
generators is a value, worked out when the pieces change and kept with them.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from bridge.memory.store import FILE, FOLDER, MADE, PAUSED, REFUSED, SUGGESTION, Item, Store
from bridge.model.errors import BadInput, NotFound, SidemanError
from bridge.model.suggestion import Status, Suggestion
from generators.api import UserMemory

WEIGHTS = {FOLDER: 1.0, FILE: 1.0, SUGGESTION: 0.5}
"""How much the chords of a piece count: the musician's own more than what was only agreed to."""

ENTRY = "memory_sha256"
"""In a suggestion's context: a memory took part in it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of now. paused: nothing new is learned, what is known still counts."""

    enabled: bool = True
    paused: bool = False
    folder: str = ""


class Worth(msgspec.Struct, frozen=True):
    """What the pieces say about each other: bits a chord with and without, also of the first 16 chords."""

    pieces: int
    bits_with: float
    bits_without: float
    early_with: float
    early_without: float
    trusted: bool


class Made(msgspec.Struct, frozen=True):
    """What was made from the pieces: the memory, None where it does not help, and its worth where known."""

    memory: UserMemory | None = None
    worth: Worth | None = None


class Keeper:
    """``on_forget`` is called after files were erased, for whatever else holds counts of them."""

    def __init__(
        self,
        store: Store,
        rules: Callable[[], Rules] = Rules,
        on_forget: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._rules = rules
        self._on_forget = on_forget
        self._lock = threading.RLock()
        packed = store.fact(MADE)
        self._made = msgspec.msgpack.decode(packed, type=Made) if packed else Made()

    @property
    def learning(self) -> bool:
        """Whether new pieces are learned."""
        rules = self._rules()
        return rules.enabled and not rules.paused and not self._store.fact(PAUSED)

    def memory(self) -> UserMemory | None:
        """What generators may use now; None where memory is off or does not help. Waits for no learning."""
        return self._made.memory if self._rules().enabled else None

    def items(self) -> list[Item]:
        with self._lock:
            return self._store.items()

    def pause(self, paused: bool = True) -> None:
        with self._lock:
            self._store.set_fact(PAUSED, b"1" if paused else b"")

    def learn_file(self, data: bytes, name: str, kind: str = FILE, stamp: str = "") -> Item:
        """Learns a MIDI file, or writes down why it can't be; one that was refused is left out. None of its
        notes are kept."""
        from bridge.memory.hearing import heard_file

        digest = hashlib.sha256(data).hexdigest()
        try:
            chords, places = heard_file(data, name)
            item = Item(kind, name, digest, stamp, chords, places=places)
        except SidemanError as problem:
            item = Item(kind, name, digest, stamp, problem=str(problem))
        with self._lock:
            refused = (self._store.fact(REFUSED) or b"").decode().split()
            if kind != FOLDER or _mark(digest) not in refused:
                self._store.put(item)
            return item

    def learn(self, files: Sequence[Path]) -> list[Item]:
        """Learns files by hand. Raises BadInput while learning is off, NotFound for one that is not there."""
        if not self.learning:
            raise BadInput("Memory is paused or off.", "sideman memory resume; or memory.enabled: true.")
        found = []
        for path in files:
            try:
                data = path.read_bytes()
            except OSError as reason:
                raise NotFound(f"{path} cannot be read: {reason.strerror}.") from None
            found.append(self.learn_file(data, path.name))
        self.work_out()
        return found

    def follow(self, suggestion: Suggestion) -> None:
        """Learns a suggestion that was committed and forgets one that was undone."""
        if suggestion.status is Status.UNDONE:
            self.forget(
                [item for item in self.items() if (item.kind, item.name) == (SUGGESTION, suggestion.id)]
            )
        elif suggestion.status is Status.COMMITTED and self.learning:
            self._learn_suggestion(suggestion)

    def _learn_suggestion(self, suggestion: Suggestion) -> None:
        from bridge.memory.hearing import heard_chords

        symbols = [step["symbol"] for step in suggestion.details.get("chords", ()) if "symbol" in step]
        key = str(suggestion.details.get("key", ""))
        with self._lock:
            known = {(item.kind, item.name) for item in self._store.items()}
            if not symbols or not key or (SUGGESTION, suggestion.id) in known:
                return
            try:
                chords, places = heard_chords(symbols, key, suggestion.title)
            except SidemanError:
                return  # two chords in turn teach nothing
            # What was made with the memory would praise it: it counts, but is never held out.
            held_out = ENTRY not in suggestion.provenance.context
            digest = suggestion.notes.fingerprint
            self._store.put(Item(SUGGESTION, suggestion.id, digest, "", chords, held_out, places=places))
            self.work_out()

    def forget(self, items: Sequence[Item]) -> None:
        """Erases pieces without a trace, and works out what the others are worth."""
        if not items:
            return
        with self._lock:
            self._made = Made()
            self._store.erase([item.number for item in items])
            if any(item.kind != SUGGESTION for item in items):
                self._on_forget()  # a suggestion's chords stay on the desk's shelf in any case
            self.work_out()

    def forget_all(self) -> list[Item]:
        """Erases everything that was learned; gives what it was. Pauses where a folder is watched, which
        would fill the memory again at once."""
        with self._lock:
            found = self.items()
            self.forget(found)
            self._store.set_fact(REFUSED, b"")
            if self._rules().folder:
                self.pause()
            return found

    def refuse(self, items: Sequence[Item]) -> None:
        """Erases pieces; a file of the folder is not learned again as it is. Keeps the hash of its hash."""
        with self._lock:
            marks = (self._store.fact(REFUSED) or b"").decode().split()
            marks += [_mark(item.sha256) for item in items if item.kind == FOLDER]
            self._store.set_fact(REFUSED, " ".join(sorted(set(marks))).encode())
            self.forget(items)

    def meant(self, which: str) -> list[Item]:
        """The pieces of a number, a name, or the beginning of a hash of 6 digits or more. Raises NotFound."""
        found = [
            item
            for item in self.items()
            if which in (str(item.number), item.name) or (len(which) >= 6 and item.sha256.startswith(which))
        ]
        if not found:
            raise NotFound(f"Nothing is remembered of {which!r}.", "sideman memory list shows what there is.")
        return found

    def work_out(self) -> None:
        """Works out anew what the pieces are worth; needed after they changed."""
        with self._lock:
            items = [item for item in _once(self._store.items()) if item.places]
            made = _made_from(items) if items else Made()
            self._store.set_fact(MADE, msgspec.msgpack.encode(made))
            self._made = made

    def status(self) -> dict[str, Any]:
        """Plain values: what is on, how many pieces there are, and what they gave, in a sentence as well."""
        rules = self._rules()
        with self._lock:
            items, made = self._store.items(), self._made
        return {
            "enabled": rules.enabled,
            "paused": rules.enabled and not self.learning,
            "folder": rules.folder,
            "pieces": {kind: sum(i.kind == kind and not i.problem for i in items) for kind in WEIGHTS},
            "problems": [{"name": item.name, "problem": item.problem} for item in items if item.problem],
            "used": rules.enabled and made.memory is not None,
            "worth": msgspec.to_builtins(made.worth),
            "said": _said(made.worth),
        }


def _mark(sha256: str) -> str:
    return hashlib.sha256(sha256.encode()).hexdigest()


def _once(items: Sequence[Item]) -> list[Item]:
    """Each piece once: a copy of a file would be predicted from itself."""
    return list({item.places: item for item in items}.values())


def _made_from(items: Sequence[Item]) -> Made:
    from generators.models.user_memory_fitting import Piece, memory_of, unpacked_places

    memory, gain = memory_of(
        [Piece(unpacked_places(item.places), item.held_out, WEIGHTS[item.kind]) for item in items]
    )
    if gain is None:
        return Made()
    return Made(
        memory,
        Worth(
            gain.pieces,
            gain.bits_with,
            gain.bits_without,
            gain.early_with,
            gain.early_without,
            gain.trusted,
        ),
    )


def _said(worth: Worth | None) -> str:
    if worth is None:
        return "Too few pieces of yours to measure what they give: they stay out of the music so far."
    verdict = "It is used." if worth.trusted else "That is no clear gain: it stays out of the music."
    return (
        f"On your {worth.pieces} held-out pieces: {worth.bits_with:.2f} bits a chord with, "
        f"{worth.bits_without:.2f} without (first 16 chords: {worth.early_with:.2f}, "
        f"{worth.early_without:.2f}). {verdict}"
    )

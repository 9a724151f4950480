"""Keeps a sampler off long copies while it draws: what would make a run too long gets no probability."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from generators.models.vocabulary import CLASSES
from generators.originality.runs import SEED, Corpus
from generators.originality.shipped import load_index
from generators.originality.tokens import BREAK, LEAD_CHORDS, change_token, repeating
from generators.originality.verdict import COMMON_PROPERTY

_NOWHERE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Following:
    """What was drawn, and where in the corpus it is being repeated: the last matched position of each place,
    and how many tokens it has matched there without plain repetition."""

    drawn: tuple[int, ...] = ()
    places: NDArray[np.int64] = field(default_factory=lambda: _NOWHERE)
    counted: NDArray[np.int64] = field(default_factory=lambda: _NOWHERE)


class Guard:
    """limit: tokens in common, plain repetition left out, that are never reached. common: a run that more
    groups (songs) hold than these is free; -1 for none."""

    def __init__(self, corpus: Corpus, limit: int, common: int = -1) -> None:
        self._corpus = corpus
        self._limit = max(limit, SEED + 1)
        self._common = common

    def extend(self, state: Following, token: int) -> Following:
        """The state after one more token."""
        drawn = (*state.drawn, token)
        follows = self._corpus.padded[state.places + 2] == token
        places = state.places[follows] + 1
        counted = state.counted[follows] + self._is_news(drawn)
        if len(drawn) >= SEED:
            window = np.array(drawn[-SEED:], np.uint8)
            fresh = np.setdiff1d(self._corpus.places(window) + SEED - 1, places)
            news = ~repeating(np.array(drawn, np.uint8), self._corpus.longest_period)
            places = np.concatenate([places, fresh])
            counted = np.concatenate([counted, np.full(len(fresh), news[-SEED:].sum())])
        return Following(drawn, places, counted)

    def blocked(self, state: Following) -> NDArray[np.bool_]:
        """(256,) True for every token that would bring a run to the limit."""
        mask = np.zeros(BREAK + 1, bool)
        long = state.counted >= self._limit - 1
        places = state.places[long]
        following = self._corpus.padded[places + 2]
        for token in np.unique(following[following != BREAK]).tolist():
            holders = np.unique(self._corpus.group[self._corpus.item_at(places[following == token])])
            rare = self._common < 0 or len(holders) <= self._common
            mask[token] = rare and self._is_news((*state.drawn, token))
        return mask

    def _is_news(self, drawn: tuple[int, ...]) -> bool:
        return not repeating(np.array(drawn, np.uint8), self._corpus.longest_period)[-1]


class ChangesGuard:
    """The guard of progressions, for draws of chord classes; remembers what it was asked, because many
    draws begin alike."""

    def __init__(self, guard: Guard, shortest: int) -> None:
        self._guard = guard
        self._shortest = shortest
        self._known: dict[tuple[int, ...], Following] = {}

    def allowed(self, drawn: tuple[int, ...]) -> NDArray[np.bool_] | None:
        """(108,) which classes may come next; None where all may. drawn: classes; one that follows itself
        is one change."""
        changes = tuple(one for n, one in enumerate(drawn) if not n or drawn[n - 1] != one)
        if len(changes) < self._shortest:
            return None
        blocked = self._guard.blocked(self._after(changes))
        if not blocked.any():
            return None
        tokens = [change_token(changes[-1], after) for after in range(CLASSES)]
        return ~blocked[tokens]

    def _after(self, changes: tuple[int, ...]) -> Following:
        if len(changes) < 2:
            return Following()
        if changes not in self._known:
            before = self._after(changes[:-1])
            self._known[changes] = self._guard.extend(before, change_token(changes[-2], changes[-1]))
        return self._known[changes]


def changes_guard() -> ChangesGuard:
    """The guard of progressions with the limit of the index that ships. Raises Unavailable."""
    index = load_index()
    limit = index.limits["chords"].block - LEAD_CHORDS
    return ChangesGuard(Guard(index.changes, limit, COMMON_PROPERTY), limit)

"""Scores of roles, metre and pickups on held-out material."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from generators.analysis.bar_grid import find_bar_grid
from generators.analysis.groove import groove
from generators.analysis.roles import roles
from generators.analysis.sounding import from_rows
from generators.models.figures import Figure
from generators.models.listening_weights import ListeningWeights
from generators.models.training.listening_examples import BarredSong, CastPiece

_ROLES_CORPUS = "Lieder, quartets, GMD by maker, renderings by song; names and channels hidden"
_GROOVE_CORPUS = "Groove MIDI, beats in 4/4, styles by name"
_SWINGING = ("swing", "shuffle")
_STRAIGHT = ("rock", "punk", "dance/disco", "pop", "rock/indie")
_ENOUGH_HITS = 100
_BARS_CORPUS = "Lieder in one metre, held-out composers"


def role_figures(pieces: Sequence[CastPiece], weights: ListeningWeights | None = None) -> Iterator[Figure]:
    """Accuracy per role and their mean. A voice counts as melody; names are hidden."""
    right: dict[str, int] = defaultdict(int)
    count: dict[str, int] = defaultdict(int)
    for piece in pieces:
        for meant, heard in zip(piece.roles, roles(piece.parts, weights), strict=True):
            if meant:
                count[meant] += 1
                right[meant] += meant == ("melody" if heard.role == "vocal" else heard.role)
    for role in count:
        yield Figure(
            "roles", _ROLES_CORPUS, "log-odds", f"{role}, recall", right[role] / count[role], count[role]
        )
    mean = sum(right[role] / count[role] for role in count) / max(len(count), 1)
    yield Figure("roles", _ROLES_CORPUS, "log-odds", "mean recall of roles", mean, sum(count.values()))


def grid_figures(songs: Sequence[BarredSong], weights: ListeningWeights | None = None) -> Iterator[Figure]:
    """Metre where none is given, and the first bar line where it is; beside the naive answers."""
    metre = bars = bar_length = no_pickup = common = 0
    for song in songs:
        free = find_bar_grid(song.heard, None, weights)
        metre += free.metre == song.metre
        bar_length += free.metre.bar_beats == song.metre.bar_beats
        common += song.metre.bar_beats == 4.0
        bars += abs(find_bar_grid(song.heard, song.metre, weights).pickup_beats - song.pickup_beats) < 0.26
        no_pickup += song.pickup_beats == 0
    count = max(len(songs), 1)
    yield Figure("metre", _BARS_CORPUS, "conditional logit", "exact", metre / count, count)
    yield Figure("metre", _BARS_CORPUS, "conditional logit", "length of the bar", bar_length / count, count)
    yield Figure("metre", _BARS_CORPUS, "always 4/4", "length of the bar", common / count, count)
    yield Figure("pickup, metre given", _BARS_CORPUS, "conditional logit", "exact", bars / count, count)
    yield Figure("pickup, metre given", _BARS_CORPUS, "never a pickup", "exact", no_pickup / count, count)


def groove_figures(
    performances: Iterable[tuple[str, list[tuple[float, int, float]], dict[str, str]]],
) -> Iterator[Figure]:
    """How often styles that swing by name are heard to swing, and straight ones not to, in beats of 4/4."""
    swung: list[bool] = []
    straight: list[bool] = []
    loose: list[float] = []
    for _, hits, info in performances:
        if info["beat_type"] != "beat" or info["time_signature"] != "4-4" or len(hits) < _ENOUGH_HITS:
            continue
        found = groove(from_rows([(beat, beat + 0.1, pitch, loud) for beat, pitch, loud in hits]))
        loose.append(found.looseness_beats * 60_000 / float(info["bpm"]))
        swings = found.swing_unit_beats > 0
        if any(word in info["style"] for word in _SWINGING):
            swung.append(swings)
        elif info["style"] in _STRAIGHT:
            straight.append(not swings)
    rows = (("swinging styles heard to swing", swung), ("straight styles heard straight", straight))
    for measure, said in rows:
        yield Figure("groove", _GROOVE_CORPUS, "median ratio", measure, float(np.mean(said)), len(said))
    yield Figure(
        "groove", _GROOVE_CORPUS, "robust spread", "ms (median)", float(np.median(loose)), len(loose)
    )

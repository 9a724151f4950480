"""Scores key finders side by side on the same excerpts, texture by texture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bridge.model.keys import SCALES
from generators.analysis.key_evidence import whole_evidence
from generators.analysis.key_features import features
from generators.analysis.key_segments import Floats
from generators.analysis.sounding import Sounding
from generators.models.key_model import KeyNet
from generators.models.training.keys_examples import FEWEST_NOTES, excerpt
from generators.models.training.keys_labels import MINOR
from generators.models.training.keys_pieces import KeyPiece
from generators.models.training.keys_profiles import PROFILES, profile_key

SPANS = ("whole piece", "first 8 beats", "any 8 beats", "any 8 beats in the home scale")

_TEXTURES = {
    "melody": ("voice", "melody", "violin1", "soprano"),
    "bass": ("bass", "cello", "piano_left"),
    "chords": ("chords",),
}
_ANYWHERE = 3
"""Excerpts from anywhere, per piece and texture."""

_STABLE = 0.97
"""Share of the beats of all notes that must lie in the home key (minor: natural or harmonic)."""

_NEAR = {(7, False): 0.5, (5, False): 0.5, (0, True): 0.2}
"""MIREX audio key detection: points for a fifth up or down in the same mode, and for the parallel key."""
_RELATIVE = 0.3


@dataclass(frozen=True, slots=True)
class Item:
    """One excerpt and its piece's home key."""

    corpus: str
    texture: str
    span: str
    heard: Sounding
    key: int


def items(pieces: Iterable[KeyPiece], seed: int = 1) -> Iterator[Item]:
    """Whole pieces, openings and random excerpts of whole textures, melodies, basses and chords alone."""
    for number, piece in enumerate(piece for piece in pieces if piece.whole and piece.judged):
        rng = np.random.default_rng([seed, number])
        for texture, roles in {"all parts": None, **_TEXTURES}.items():
            parts = [part.notes for part in piece.parts if roles is None or part.role in roles]
            if not parts or (roles is not None and len(piece.parts) == 1):
                continue
            notes = np.concatenate(parts)
            start, end = notes[:, 0].min(), (notes[:, 0] + notes[:, 1]).max()
            cuts = [("whole piece", start, end), ("first 8 beats", start, start + 8)]
            for _ in range(_ANYWHERE):
                at = start + int(rng.integers(0, max(1, int(end - start - 8) + 1)))
                cuts.append(("any 8 beats", at, at + 8))
            for span, first, last in cuts:
                heard = excerpt(notes, first, last, cut=False)
                if len(heard) >= FEWEST_NOTES:
                    yield Item(piece.corpus, texture, span, heard, piece.key)
                    if span == "any 8 beats" and _in_home_scale(heard, piece.key):
                        yield Item(piece.corpus, texture, f"{span} in the home scale", heard, piece.key)


def _in_home_scale(heard: Sounding, key: int) -> bool:
    steps = set(SCALES["minor"] + SCALES["harmonic minor"]) if key >= MINOR else set(SCALES["major"])
    weights = np.roll(heard.weights(), -(key % 12))
    return bool(weights[sorted(steps)].sum() >= _STABLE * weights.sum())


def mirex_points(found: int, key: int) -> float:
    """1 for the right key, less for near ones, as MIREX scores them."""
    if found == key:
        return 1.0
    above, other_mode = (found - key) % 12, (found >= MINOR) != (key >= MINOR)
    if other_mode and above == (3 if key >= MINOR else 9):
        return _RELATIVE
    return _NEAR.get((above, other_mode), 0.0)


def answers(excerpts: Sequence[Item], net: KeyNet) -> dict[str, list[int]]:
    """The key that each system names for each excerpt; 0..11 major, 12..23 minor."""
    rows: Floats = np.array([whole_evidence(item.heard).rows[0] for item in excerpts])
    found = {"key model": net.log_probabilities(features(rows)).argmax(axis=1).tolist()}
    for name in PROFILES:
        found[name] = [profile_key(item.heard, name) for item in excerpts]
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """exact: share of right keys out of 24. mirex: mean of `mirex_points`."""

    corpus: str
    texture: str
    span: str
    system: str
    exact: float
    mirex: float
    items: int


def scores(excerpts: Iterable[Item], net: KeyNet, said: Callable[[str], None]) -> Iterator[Score]:
    """Every system on every group of excerpts, in the groups' order of appearance."""
    groups: dict[tuple[str, str, str], list[Item]] = {}
    for item in excerpts:
        groups.setdefault((item.corpus, item.texture, item.span), []).append(item)
    for (corpus, texture, span), group in groups.items():
        said(f"key: {corpus}, {texture}, {span} ({len(group)})")
        for system, found in answers(group, net).items():
            points = [mirex_points(key, item.key) for key, item in zip(found, group, strict=True)]
            right = float(np.mean([key == item.key for key, item in zip(found, group, strict=True)]))
            yield Score(corpus, texture, span, system, right, float(np.mean(points)), len(group))

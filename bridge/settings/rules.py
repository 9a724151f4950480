"""Checks that need more than one setting, or more than a type: a table, walked once a load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.model.errors import BadConfig, BadInput
from bridge.model.keys import SCALES, parse_key
from bridge.settings.layers import Layer, Setting


@dataclass(frozen=True, slots=True)
class Rule:
    """holds: takes the values of ``keys`` in their order."""

    keys: tuple[str, ...]
    holds: Callable[..., bool]
    hint: str


def _is_key(text: str) -> bool:
    try:
        return not text or bool(parse_key(text))
    except BadInput:
        return False


def _is_place(text: str) -> bool:
    return not text or Path(text).is_absolute() or text.startswith("~")


_FULL_PATH = "Write a full path, or one that starts with ~ for your home folder."
_RISING = "The first must be the smaller one."

RULES: tuple[Rule, ...] = (
    Rule(("link.heartbeat_s", "link.stalled_after_s"), lambda beat, stalled: beat < stalled, _RISING),
    Rule(("link.stalled_after_s", "link.gone_after_s"), lambda stalled, gone: stalled < gone, _RISING),
    Rule(("music.low_pitch", "music.high_pitch"), lambda low, high: low < high, _RISING),
    Rule(("music.key",), _is_key, f'Write it as in "A minor" or "Eb major". Scales: {", ".join(SCALES)}.'),
    Rule(("link.file_pairs",), _is_place, _FULL_PATH),
    Rule(("ledger.path",), _is_place, _FULL_PATH),
    Rule(("log.path",), _is_place, _FULL_PATH),
)


def check(found: Mapping[str, Setting]) -> None:
    """Raises BadConfig for the first rule that the values break, naming where they were set."""
    for rule in RULES:
        settings = [found[key] for key in rule.keys]
        values: list[Any] = [setting.value for setting in settings]
        if not rule.holds(*values):
            chosen = [one.origin.place for one in settings if one.origin.layer is not Layer.DEFAULT] or [
                "defaults"
            ]
            said = " and ".join(f"{key} {value!r}" for key, value in zip(rule.keys, values, strict=True))
            fit = "do not fit together" if len(values) > 1 else "does not fit"
            raise BadConfig(f"{'; '.join(chosen)}: {said} {fit}.", rule.hint)

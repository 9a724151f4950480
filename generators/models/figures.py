"""Measured figures of the models: what was measured, on what, for which system, and what was aimed at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report.

    task: "next chord", "key", ... corpus: the pieces and how they were split ("Billboard, 5 folds by
    song"). system: the model, or a baseline that was measured beside it on the same items. measure:
    "top-1", "accuracy", "perplexity", "ms (p95)". items: how many were scored. target: what was aimed at
    (">= .79"), or "".
    """

    task: str
    corpus: str
    system: str
    measure: str
    value: float
    items: int
    target: str = ""

"""What the desk says of a suggestion that comes close to existing music."""

from __future__ import annotations

from typing import Any

from bridge.cli.desk import why


def row(outcome: str, status_reason: str = "") -> dict[str, Any]:
    judged = {"outcome": outcome, "reason": "15 notes run as in 'A tune' by Nobody."}
    return {"status_reason": status_reason, "reason": "It turns home.", "originality": judged}


def test_a_warning_comes_before_the_reason() -> None:
    said = why(row("warned"))
    assert said == "Close to existing music: 15 notes run as in 'A tune' by Nobody. It turns home."
    assert why(row("ok")) == why(row("")) == "It turns home."
    assert why(row("warned", "The place is taken.")) == "The place is taken."

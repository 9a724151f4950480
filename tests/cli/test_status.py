"""Given DAWs that are here, gone and refused, `sideman status` says when each said hello last."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from bridge.cli.daemon import _render_status

HELLO = {
    "host_version": "12.1",
    "script_version": "0.1.0",
    "set_name": "Night [Bus]",
    "refused": "",
    "hint": "",
}


def shown(**changes: Any) -> str:
    view = {
        "version": "0.1.0", "pid": 7, "udp_port": 0, "daws": [], "hellos": [], "problems": [],
        "open_suggestions": 0, **changes,
    }  # fmt: skip
    out = io.StringIO()
    _render_status(Console(file=out, width=200), view)
    return out.getvalue()


def daw(**changes: Any) -> dict[str, Any]:
    about = {"host": "ableton", "set_name": "Night [Bus]", "state": "live", "tracks": 8, "clips": 20}
    return {**about, "round_trip_ms": 11.6, **changes}


def test_a_daw_that_is_here() -> None:
    said = shown(daws=[daw()], hellos=[{**HELLO, "host": "ableton", "at": "2026-03-01T20:00:00Z"}])
    assert "Night [Bus]" in said and "12 ms" in said and "2026-03-01T20:00:00Z" in said
    assert "gone" not in said and "refused" not in said


def test_a_daw_that_was_not_pinged_yet() -> None:
    assert " ms" not in shown(daws=[daw(round_trip_ms=None)])


def test_daws_that_are_gone_or_were_refused() -> None:
    said = shown(
        hellos=[
            {**HELLO, "host": "reaper", "at": "2026-03-01T20:00:00Z"},
            {
                **HELLO,
                "host": "bitwig",
                "at": "2026-03-01T21:00:00Z",
                "refused": "The token is old.",
                "hint": "Restart.",
            },
        ]
    )
    assert "reaper 12.1, Night [Bus] said hello at 2026-03-01T20:00:00Z, and is gone." in said
    assert "bitwig was refused at 2026-03-01T21:00:00Z: The token is old. Restart." in said

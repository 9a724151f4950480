"""The tour: the main job from the first look to undo, each step with what the session held before
and after it, read from the DAW itself each time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bridge.daemon.client import DaemonClient
from bridge.model.errors import Mismatch

SEED = 7


async def tour(client: DaemonClient, seed: int = SEED) -> AsyncIterator[dict[str, Any]]:
    """The steps as JSON values: {step, told, before, after, ...}; the last one compares.

    Raises Mismatch when the session after undo is not the session before, note by note.
    """
    first = await _look(client)
    start = first
    yield _step("read", _told(first), first, first)

    rows = await client.ask("suggest", kind="chords", seed=seed)
    after = await _look(client)
    titles = "; ".join(f"{row['number']}: {row['title']}" for row in rows)
    yield _step("suggest", titles, start, after, suggestions=rows)

    start, chosen = after, rows[0]
    heard = await client.ask("desk.audition", which=chosen["id"], mode="auto")
    after = await _look(client)
    way = heard["heard"]["port"] or f"file {heard['heard']['file']}"
    yield _step("audition", f"{chosen['title']} on {way}", start, after, suggestion=heard)

    start = after
    committed = await client.ask("desk.accept", which=chosen["id"])
    after = await _look(client)
    yield _step(
        "accept", f"{committed['title']} is {committed['status']}", start, after, suggestion=committed
    )

    start = after
    undone = await client.ask("desk.undo", which=chosen["id"])
    after = await _look(client)
    yield _step("undo", f"{undone['title']} is {undone['status']}", start, after, suggestion=undone)

    ledger = await client.ask("ledger", which=chosen["id"])
    history = [entry["event"] for entry in ledger["entries"]]
    yield _step("ledger", " → ".join(history), after, after, entries=ledger["entries"])

    equal = music(after) == music(first)
    if not equal:
        raise Mismatch(
            "The session after undo is not what it was before.", "This is a bug; please report it."
        )
    yield {"step": "end", "told": "The session is what it was, note by note.", "equal": equal}


async def _look(client: DaemonClient) -> dict[str, Any]:
    view: dict[str, Any] = await client.ask("session", notes=True, fresh=True)
    return view


def _step(name: str, told: str, before: dict[str, Any], after: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"step": name, "told": told, "before": summary(before), "after": summary(after), **more}


def summary(view: dict[str, Any]) -> dict[str, Any]:
    """What a session holds, in short: clips and notes of each track."""
    tracks = {
        track["name"]: {
            "clips": [clip["name"] for clip in track["clips"]],
            "notes": sum(clip["note_count"] for clip in track["clips"]),
        }
        for track in view["tracks"]
    }
    clips = sum(len(track["clips"]) for track in tracks.values())
    return {"clips": clips, "notes": sum(track["notes"] for track in tracks.values()), "tracks": tracks}


def music(view: dict[str, Any]) -> list[Any]:
    """What must be equal before and after: every track with its mixer, every clip, every note."""
    return [
        {
            **{name: value for name, value in track.items() if name != "clips"},
            "clips": [
                {
                    name: clip[name]
                    for name in ("id", "name", "scene", "start_beats", "length_beats", "muted", "notes")
                }
                for clip in track["clips"]
            ],
        }
        for track in view["tracks"]
    ]


def _told(view: dict[str, Any]) -> str:
    key = view["key"] or "no key set"
    return f"{view['name']} in {view['host']}: {view['tempo_bpm']:g} bpm, {view['metre']}, {key}"

"""Every fault, by its row in the table, and what of a DAW it needs besides the scenario's set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.scenario import cut_off, mixed, moved_about, repeated, standstill
from tests.scenario.stagehand import Stagehand

Fault = Callable[[Stagehand], Awaitable[None]]

FAULTS: dict[str, Fault] = {
    "daemon killed while it reads notes": cut_off.killed_while_reading,
    "daemon killed while it writes notes": cut_off.killed_while_writing,
    "daemon killed while a change is made": cut_off.killed_while_applying,
    "script reloaded, idle": cut_off.reloaded_idle,
    "script reloaded while a change is made": cut_off.reloaded_while_applying,
    "request twice, while it runs": repeated.repeated_while_it_runs,
    "request twice, after it is done": repeated.repeated_after_it_is_done,
    "request twice, after a reconnect": repeated.repeated_after_a_reconnect,
    "fader move twice, hand between": repeated.repeated_move,
    **standstill.FAULTS,
    "track inserted between read and write": moved_about.track_inserted,
    "scene inserted between read and write": moved_about.scene_inserted,
    "track deleted under us": moved_about.track_deleted,
    "clip deleted under us": moved_about.clip_deleted_before_a_change,
    "clip replaced under us": moved_about.clip_replaced_by_another,
    "clip deleted while it is heard": moved_about.clip_deleted_while_it_is_heard,
    "place taken on the way": moved_about.place_taken_on_the_way,
    "mixtures of these": mixed.few,
}

NEEDS = {
    "scene inserted between read and write": "scenes",
    "track deleted under us": "delete tracks",
    **{name: "edits in a stall" for name in standstill.FAULTS if "edits" in name},
}
"""Which of `Set.lacks` makes a fault impossible."""

"""The write side of a DAW: transactions. Only the desk's room (`bridge.review`) may import this."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bridge.daws.peer import Peer, PeerState
from bridge.daws.requests import ResultCollector
from bridge.midi.files import write_clip
from bridge.model.changes import Change, CreateClip, Made
from bridge.model.errors import DawStalled
from bridge.model.notes import Notes
from bridge.osc.change_messages import change_messages
from bridge.osc.codec import Message


async def apply(
    peer: Peer, request_id: str, label: str, changes: Sequence[Change], deadline_s: float = 0.0
) -> list[Made]:
    """Makes all changes or none; what each one made, in order.

    The request id makes it idempotent: sent again, it is answered as before and nothing is done
    twice. Raises what the script answered (stale, place_taken, ...), DawStalled before anything
    was sent, DawGone or NoAnswer when the outcome is not known: ask `outcome` then.
    """
    if peer.state is PeerState.STALLED:
        raise DawStalled(f"{peer.name} is not answering.", "A menu or dialog is open in it: close it (Esc).")
    deadline_s = deadline_s or peer.request_deadline_s
    begin = Message("/change/begin", (request_id, label, round(deadline_s * 1000), len(changes)))
    body = [m for index, change in enumerate(changes) for m in change_messages(request_id, index, change)]
    end = Message("/change/apply", (request_id,))
    with _as_files(peer, request_id, changes) as files:
        made: list[Made] = await peer.ask(begin, ResultCollector(), *body, *files, end, deadline_s=deadline_s)
    return made


@contextlib.contextmanager
def _as_files(peer: Peer, request_id: str, changes: Sequence[Change]) -> Iterator[list[Message]]:
    """New clips as MIDI files too, for a DAW whose script can take one but cannot write one: there
    it is one exact step, where single notes would be rounded to a grid. MIDI knows no muted notes:
    they are in the file as if they sounded, and the script mutes them then."""
    if not peer.hello.can("insert_file"):
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="sideman-clips-") as folder:
        messages = []
        for index, change in enumerate(changes):
            if isinstance(change, CreateClip):
                path = Path(folder) / f"{index}.mid"
                name, length_beats = change.name, change.length_beats
                path.write_bytes(write_clip(_sounding(change.notes), name=name, length_beats=length_beats))
                messages.append(Message("/change/clip/file", (request_id, index, str(path))))
        yield messages


def _sounding(notes: Notes) -> Notes:
    return Notes(replace(note, muted=False) for note in notes)


async def outcome(peer: Peer, request_id: str) -> list[Made]:
    """How an earlier transaction ended: what it made, or the error it was answered with.

    Raises SidemanError with code "unknown_request" when the script never applied it, or has
    been restarted since and cannot remember.
    """
    message = Message("/change/query", (peer.new_id(), request_id))
    made: list[Made] = await peer.ask(message, ResultCollector())
    return made
